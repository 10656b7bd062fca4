import { expect, test } from "vitest";
import { runKills, type KillReport } from "./kills.ts";
import { table } from "./table.ts";

/** CRASH_SEED=7 npm run crash -- kills: that seed alone. */
const seeds = process.env.CRASH_SEED ? [Number(process.env.CRASH_SEED)] : [7, 29, 1_031];
const kills = Number(process.env.CRASH_KILLS ?? 200);

test(`${kills} kills on each of ${seeds.length} seeds leave nothing wrong in the books`, async () => {
  const reports: KillReport[] = [];
  for (const seed of seeds) {
    const report = await runKills({ seed, kills, messagesPerKill: 15, groups: 12, gapEvery: 3 });
    reports.push(report);
    if (report.wrong.length > 0) process.stdout.write(`seed ${seed}:\n${report.wrong.slice(0, 50).join("\n")}\n`);
  }
  process.stdout.write(`\n${table(reports)}\n`);
  expect(reports.filter((report) => report.wrong.length > 0).map((report) => report.seed)).toEqual([]);
});
