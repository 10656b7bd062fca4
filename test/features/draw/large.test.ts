import { performance } from "node:perf_hooks";
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
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    await world.setTime("2023-08-23 23:59:30");
    const used = process.cpuUsage(cpu);
    process.stdout.write(
      `entry, from the platform's event to its answer, after ${count} others: median ${times[20]?.toFixed(1)} ms ` +
        `(积分, which only reads: ${usual[20]?.toFixed(1)} ms), ` +
        `slowest ${times.at(-1)?.toFixed(1)} ms; result: ${(performance.now() - startedAt).toFixed(0)} ms, ` +
        `${((used.user + used.system) / 1000).toFixed(0)} ms CPU of the program\n`,
    );
    const [made] = await world.query<{ state: string; entries: number }>("SELECT state, entries FROM draw");
    expect(made).toEqual({ state: "settled", entries: count + 40 });
  } finally {
    await world.close();
  }
});
