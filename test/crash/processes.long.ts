import { expect, test } from "vitest";
import { runProcesses } from "./processes.ts";

/** CRASH_MINUTES=1 for less. */
const minutes = Number(process.env.CRASH_MINUTES ?? 5);
const seed = Number(process.env.CRASH_SEED ?? 7);
const everyMs = 5_000;

test(`four processes with one killed every ${everyMs / 1000} s for ${minutes} min leave nothing wrong in the books`, async () => {
  const stalls = 2;
  // a stalled round takes 20 s instead of 5
  const rounds = Math.round((minutes * 60_000 - stalls * 20_000) / everyMs);
  const report = await runProcesses({ seed, processes: 4, rounds, everyMs, messagesPerRound: 60, groups: 20, stalls });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  expect(report.wrong).toEqual([]);
  expect(report.unanswered).toBe(0);
});
