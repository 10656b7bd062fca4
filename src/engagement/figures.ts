/**
 * Every figure made from the daily counts; definitions for people: docs/metrics.md.
 * All take a pool or client, the community's id and civil days in its zone, and only read.
 */
export * from "./activity.ts";
export * from "./digest/counts.ts";
export * from "./digest/figures.ts";
export * from "./digest/noise.ts";
export * from "./digest/people.ts";
export * from "./digest/rates.ts";
export * from "./lifecycle.ts";
export * from "./period.ts";
export * from "./retention.ts";
export * from "./summary.ts";
