import { enterText } from "./text-enter.ts";
import { resultText } from "./text-result.ts";

export type { Entered } from "./text-enter.ts";
export type { Line } from "./text-result.ts";

/** What members read. */
export const text = { ...enterText, ...resultText };
