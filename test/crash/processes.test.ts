import { long } from "../long.ts";
import { expect, test } from "vitest";
import { runProcesses } from "./processes.ts";

// `npm run crash -- processes` does it with four processes for five minutes. CRASH_SEED repeats a failure.
const seed = Number(process.env.CRASH_SEED ?? 20);

// a minute and more: `npm run test:long`; `npm run crash -- processes` is the whole of it
test.skipIf(!long)(
  "three processes on one database, of which one after the other dies, leave nothing wrong in the books",
  { timeout: 600_000 },
  async () => {
    const options = { processes: 3, rounds: 5, everyMs: 1_500, messagesPerRound: 20, groups: 5, stalls: 0 };
    const report = await runProcesses({ seed, ...options });
    expect(report.wrong.slice(0, 20), `seed ${seed}`).toEqual([]);
    expect(report.unanswered, `seed ${seed}`).toBe(0);
    if (process.env.CRASH_SEED) process.stdout.write(`${JSON.stringify(report)}\n`);
  },
);
