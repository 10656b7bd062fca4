import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { draw } from "../../../src/features/draw/index.ts";
import { features } from "../../../src/features/index.ts";
import { long } from "../../long.ts";
import { knownSignature } from "../../world/beacon.ts";
import { createWorld } from "../../world/index.ts";
import { fillDraw } from "./many.ts";

const count = 100_000;

// `HEARTH_TEST_LONG=1 npx vitest run test/features/draw/large.test.ts` prints what it measures; nothing is asserted of time.
test.skipIf(!long)("100,000 people enter and one result comes of it", { timeout: 900_000 }, async () => {
  const own = features.map((one) => (one.name === "draw" ? draw({ fetchBeacon: async () => knownSignature }) : one));
  const world = await createWorld({ features: own, at: "2023-08-23T20:00" });
  try {
    await world.giveRole("olga", "owner");
    await world.member("olga").says("开启抽奖 耳机x3(300元) 今天23:54:22截止，主办 茶馆，联系 olga");
    await fillDraw((sql, values) => world.query(sql, values), count);
    const timesOf = async (words: string) => {
      const times: number[] = [];
      for (let index = 0; index < 40; index++) {
        const event = world.message(world.member(`late ${index}`).sender, words);
        const startedAt = performance.now();
        await world.happens(event);
        times.push(performance.now() - startedAt);
      }
      return times.sort((a, b) => a - b);
    };
    await timesOf("早上好");
    const usual = await timesOf("积分");
    const times = await timesOf("抽奖");
    await world.setTime("2023-08-23 23:55:30");
    const result = await costOf(() => world.setTime("2023-08-23 23:59:30"));
    const check = await costOf(async () => {
      expect((await world.member("late 1").says("核对抽奖 1")).join()).toContain("完全一致");
    });
    process.stdout.write(
      `entry, from the platform's event to its answer, after ${count} others: median ${times[20]?.toFixed(1)} ms ` +
        `(积分, which only reads: ${usual[20]?.toFixed(1)} ms), slowest ${times.at(-1)?.toFixed(1)} ms\n` +
        `result: ${result}\n核对抽奖: ${check}\n`,
    );
    const [made] = await world.query<{ state: string; entries: number }>("SELECT state, entries FROM draw");
    expect(made).toEqual({ state: "settled", entries: count + 40 });
  } finally {
    await world.close();
  }
});

/** What something takes, and the longest pause in which nobody else had the processor. */
async function costOf(work: () => Promise<unknown>): Promise<string> {
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  const startedAt = performance.now();
  pauses.enable();
  await work();
  pauses.disable();
  const { user, system } = process.cpuUsage(before);
  const [all, cpu, pause] = [performance.now() - startedAt, (user + system) / 1_000, pauses.max / 1e6];
  return `${all.toFixed(0)} ms, ${cpu.toFixed(0)} ms CPU of the program, longest pause ${pause.toFixed(0)} ms`;
}
