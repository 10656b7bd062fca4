import { decide, type Calibration, type Index } from "../finding/index.ts";
import type { Found } from "./thread.ts";

/** How many of the nearest entries a person who answers is shown. */
const nearestShown = 3;

export function findIn(index: Index, calibration: Calibration, query: string): Found {
  return {
    decision: decide(index, calibration, query),
    nearest: index.search(query, nearestShown).map(({ id }) => id),
  };
}
