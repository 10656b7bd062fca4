import { monitorEventLoopDelay } from "node:perf_hooks";
import os from "node:os";
import { openDatabase } from "../../src/core/database/index.ts";
import type { Clock, Day } from "../../src/core/time.ts";
import { refreshStandings } from "../../src/engagement/standings/index.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";
import { openEmbedded } from "./contestants.ts";
import { quantile } from "./figures.ts";
import { say } from "./digest.ts";
import { DeafBot, fillPast } from "./growth.ts";

/** What the nightly look at everybody costs, and what it costs those who ask something meanwhile; milliseconds but for `seconds`. */
export interface DriftCost {
  members: number;
  /** active days of all members */
  rows: number;
  seconds: number;
  repliesAlone: number;
  repliesMeanwhile: number;
  /** replies meanwhile ÷ replies alone, both at their 95 % */
  ratio: number;
  /** longest that this thread could not turn to anything else */
  longestStall: number;
  /** what the machine was busy with before it began, as `uptime` says */
  load: number;
}

const today = "2026-03-02" as Day;
const now = new Date(`${today}T02:00:00Z`);

/** The look at everybody of one community, a question every 100 ms before it and during it. */
export async function measureDrift(members = 100_000): Promise<DriftCost> {
  const load = os.loadavg()[0] ?? 0;
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  const bot = new DeafBot();
  const clock: Clock = { now: () => now };
  const log = { info: () => {}, warn: () => {}, error: console.error, debug: () => {} };
  const house = createHouse({ database, features, bots: [bot], clock, log: log as never, pacing: false });
  try {
    const talk = [{ fromDaysAgo: 1, days: 180, messages: members * 35 }];
    const rows = await fillPast(bench, { today, days: 181, members, talk });
    await bot.start(house.accept);
    let number = 0;
    const reply = async (): Promise<number> => {
      const begin = performance.now();
      await say(bot.accept, house.settle, ++number);
      const took = performance.now() - begin;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - took)));
      return took;
    };
    const alone: number[] = [];
    for (let n = 0; n < 60; n++) alone.push(await reply());
    const look = { isOver: false };
    const stalls = monitorEventLoopDelay({ resolution: 5 });
    stalls.enable();
    const begin = performance.now();
    const looking = refreshStandings((part) => database.transact(part, { timeout: 60_000 }), 1, today).finally(
      () => (look.isOver = true),
    );
    const meanwhile: number[] = [];
    while (!look.isOver) meanwhile.push(await reply());
    await looking;
    const seconds = (performance.now() - begin) / 1000;
    stalls.disable();
    const [before, during] = [quantile(alone.slice(10), 0.95), quantile(meanwhile, 0.95)];
    return {
      members,
      rows,
      seconds,
      repliesAlone: before,
      repliesMeanwhile: during,
      ratio: during / before,
      longestStall: stalls.max / 1e6,
      load,
    };
  } finally {
    await house.stop();
    await database.close();
    await bench.close();
  }
}

/** The same as a table. */
export function driftTable(cost: DriftCost): string {
  const ms = (value: number) => `${Math.round(value)} ms`;
  return [
    "| members | active days | the look | reply p95 alone | reply p95 meanwhile | ratio | longest stall | load before |",
    "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    `| ${cost.members} | ${cost.rows} | ${cost.seconds.toFixed(1)} s | ${ms(cost.repliesAlone)} | ${ms(cost.repliesMeanwhile)} | ${cost.ratio.toFixed(1)} | ${ms(cost.longestStall)} | ${cost.load.toFixed(1)} |`,
  ].join("\n");
}
