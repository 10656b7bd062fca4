import { afterEach, beforeEach, expect, test } from "vitest";
import { createRig, type Rig } from "../bots/telegram/rig.ts";
import { Sending } from "../core/sending.ts";
import { PlatformSilence } from "../../src/core/bot.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";

let database: TestDatabase;
let world: Sending;
beforeEach(async () => {
  database = await createTestDatabase();
  world = await Sending.in(database);
});
afterEach(async () => {
  await world.stop();
  await database.close();
});

test.each([1, 60])(
  "through %i minutes of silence an answer is kept and then sent, a nudge is not tried twice",
  async (minutes) => {
    world.platform.answer = () => {
      throw new PlatformSilence("502");
    };
    await world.put(await world.chat("asked"), ["answer"]);
    await world.put(await world.chat("nudged"), ["nudge"], { kind: "unasked" });
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    for (let second = 0; second < minutes * 60; second += 30) {
      world.time.advance(30_000);
      await dispatcher.drain();
    }
    const tried = world.platform.calls.length;
    // one nudge; answers at most every second, at least once a minute
    expect(world.platform.calls.filter((call) => call.chat === "nudged")).toHaveLength(1);
    expect(tried).toBeGreaterThan(minutes / 2);
    expect(tried).toBeLessThan(minutes * 60);
    world.platform.answer = () => {};
    for (let second = 0; second < 120; second += 30) {
      world.time.advance(30_000);
      await dispatcher.drain();
    }
    expect(world.platform.texts()).toEqual(["answer"]);
    expect(await world.states()).toEqual(["answer: sent", "nudge: unknown"]);
  },
);

test("a name that cannot be found is a silence: one log line a minute, and no token in it", async () => {
  const rig: Rig = await createRig({ apiRoot: "http://no-such-host.invalid" });
  try {
    const started = rig.start().catch(() => {});
    await rig.until(() => rig.waits.length >= 8);
    await rig.bot.stop();
    await started;
    const minutes = rig.waits.reduce((sum, ms) => sum + ms, 0) / 60_000;
    const warnings = rig.lines.filter((line) => line.startsWith("warn"));
    expect(warnings.length).toBeLessThanOrEqual(Math.ceil(minutes) + 1);
    expect(rig.lines.join("\n")).not.toContain(rig.fake.token.slice(12));
  } finally {
    await rig.close();
  }
});
