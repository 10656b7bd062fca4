import { expect, test } from "vitest";
import { runBacklog } from "../crash/backlog.ts";

// `npm run crash -- backlog` does it with 100,000.
test(
  "a backlog after an outage is counted whole, every command in it answered once, and nobody is bothered",
  { timeout: 120_000 },
  async () => {
    const report = await runBacklog(5_000);
    expect(report).toMatchObject({ counted: 5_000, checkins: 100, answers: 100, unasked: 0 });
  },
);
