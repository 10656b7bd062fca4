import type { Logger } from "pino";

/** What the house writes its log with: pino, or a silent one in tests. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
