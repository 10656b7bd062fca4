import { expect, test } from "vitest";
import { runBacklog } from "./backlog.ts";

const updates = Number(process.env.CRASH_UPDATES ?? 100_000);

test(`${updates} updates of an outage are counted whole and answered`, async () => {
  const report = await runBacklog(updates);
  const rate = Math.round(report.updates / report.recordSeconds);
  process.stdout.write(
    `\n| updates | commands | recorded in | per second | all answered after | memory at most |\n| --- | --- | --- | --- | --- | --- |\n` +
      `| ${report.updates} | ${report.commands} | ${report.recordSeconds.toFixed(1)} s | ${rate} | ${report.answerSeconds.toFixed(1)} s | ${report.memoryMb} MB |\n`,
  );
  const { counted, checkins, answers, unasked } = report;
  expect({ counted, checkins, answers, unasked }).toEqual({
    counted: report.updates,
    checkins: report.commands,
    answers: report.commands,
    unasked: 0,
  });
});
