import { describe, expect, test } from "vitest";
import { PlatformRefusal, PlatformSilence } from "../../src/core/bot.ts";
import { createTestDatabase } from "../world/database.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

// What becomes of messages when the platform asks for patience or does not answer.

let world: Sending;
sendingInEachTest((made) => (world = made), createTestDatabase);

describe("too many requests", () => {
  const tooMany = (retryAfterMs?: number): PlatformRefusal =>
    new PlatformRefusal("rateLimited", "Too Many Requests", retryAfterMs === undefined ? {} : { retryAfterMs });

  test.each([1_000, 35_000, 3_600_000])(
    "a chat waits %i ms as told, up to a tenth longer; others go on",
    async (ms) => {
      const [slow, other] = [await world.chat(`slow-${ms}`), await world.chat(`other-${ms}`)];
      let refusals = 1;
      world.platform.answer = (call) => {
        if (call.chat === `slow-${ms}` && refusals-- > 0) throw tooMany(ms);
      };
      await world.put(slow, ["a", "b"], { kind: "unasked" });
      await world.put(other, ["c"]);
      const dispatcher = world.dispatcher();
      await dispatcher.start();
      await dispatcher.drain();
      expect(world.platform.texts()).toEqual(["c"]);
      world.time.advance(ms);
      await dispatcher.drain();
      expect(world.platform.texts()).toEqual(["c"]);
      world.time.advance(0.05 * ms);
      await dispatcher.drain();
      expect(world.platform.texts()).toEqual(["c", "a", "b"]);
      expect(dispatcher.stats()).toMatchObject({ rateLimited: 1, failed: 0, unknown: 0, circuit: "closed" });
      const rows = await world.database.prisma.outbox.findMany({ where: { communityId: world.communityId } });
      expect(rows.map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
    },
  );

  test("without a time it is 5 s, doubled each time", async () => {
    const chat = await world.chat("g");
    world.platform.answer = () => {
      throw tooMany();
    };
    await world.put(chat, ["a"]);
    const dispatcher = world.dispatcher({ rng: () => 0 });
    await dispatcher.start();
    for (const waitMs of [5_000, 10_000, 20_000]) {
      await dispatcher.drain();
      const { length } = world.platform.calls;
      world.time.advance(waitMs - 1);
      await dispatcher.drain();
      expect(world.platform.calls).toHaveLength(length);
      world.time.advance(1);
      await dispatcher.drain();
      expect(world.platform.calls).toHaveLength(length + 1);
    }
  });

  test("what outlives its deadline meanwhile is dropped and counted", async () => {
    const chat = await world.chat("g");
    world.platform.answer = () => {
      throw tooMany(35_000);
    };
    const deadlineAt = new Date(world.time.clock.now().getTime() + 30_000);
    await world.put(chat, ["question"], { priority: 60, deadlineAt });
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    world.time.advance(40_000);
    await dispatcher.drain();
    expect(await world.states()).toEqual(["question: dropped"]);
    expect(world.platform.calls).toHaveLength(1);
    expect(dispatcher.stats().dropped).toBe(1);
  });

  test("two chats within a second mean the whole bot", async () => {
    const chats = [await world.chat("a"), await world.chat("b")];
    world.platform.answer = () => {
      throw tooMany(10_000);
    };
    for (const chat of chats) await world.put(chat, ["x"]);
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    world.platform.answer = () => {};
    await world.put(await world.chat("c"), ["y"]);
    await dispatcher.drain();
    expect(world.platform.taken).toEqual([]);
    world.time.advance(11_000);
    await dispatcher.drain();
    expect(world.platform.texts().sort()).toEqual(["x", "x", "y"]);
  });
});

describe("a platform that does not answer", () => {
  const down = (): never => {
    throw new PlatformSilence("502");
  };

  test("answers go again, a digest once more and marked, what nobody asked for never", async () => {
    const [reply, receipt, digest, nudge] = await Promise.all(["r", "t", "d", "n"].map((name) => world.chat(name)));
    await world.put(reply as number, ["answer"]);
    await world.put(receipt as number, ["number 7"], { kind: "receipt" });
    await world.put(digest as number, ["周报"], { kind: "digest", priority: 40 });
    await world.put(nudge as number, ["missed you"], { kind: "unasked", priority: 10 });
    const dispatcher = world.dispatcher();
    world.platform.answer = down;
    await dispatcher.start();
    await dispatcher.drain();
    expect(await world.states()).toEqual([
      "answer: pending",
      "number 7: pending",
      "周报: pending",
      "missed you: unknown",
    ]);
    world.platform.answer = () => {};
    world.time.advance(60_000);
    await dispatcher.drain();
    expect(world.platform.texts().sort()).toEqual(["answer", "number 7", "（重发）周报"]);
    expect(dispatcher.stats()).toMatchObject({ sent: 3, unknown: 1, failed: 0 });
  });

  test("what is answered with an error each time is given up after some minutes, and holds up no other chat", async () => {
    const [bad, good] = await Promise.all(["b", "g"].map((name) => world.chat(name)));
    await world.put(bad as number, ["not taken"]);
    world.platform.answer = ({ message }) => {
      if (message.text === "not taken") throw new PlatformSilence("2 UNKNOWN: sorry", { isError: true });
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    for (let minute = 0; minute < 25; minute++) {
      await dispatcher.drain();
      if (minute === 6) await world.put(good as number, ["elsewhere"]);
      if (minute === 7) expect(world.platform.texts()).toEqual(["elsewhere"]);
      world.time.advance(60_000);
    }
    await world.put(bad as number, ["after it"]);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["elsewhere", "after it"]);
    expect(await world.states()).toEqual(["not taken: failed", "elsewhere: sent", "after it: sent"]);
  });

  test("a digest that meets silence twice is not tried a third time", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["digest"], { kind: "digest" });
    world.platform.answer = down;
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    world.time.advance(60_000);
    await dispatcher.drain();
    expect(await world.states()).toEqual(["digest: unknown"]);
    expect(world.platform.calls).toHaveLength(2);
  });

  test("after five silences in a row only one message at a time tries, until one arrives", async () => {
    const chats: number[] = [];
    for (let number = 0; number < 40; number++) chats.push(await world.chat(`g${number}`));
    for (const chat of chats.slice(0, 5)) await world.put(chat, ["early"]);
    world.platform.answer = down;
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(dispatcher.stats().circuit).toBe("open");
    for (const chat of chats.slice(5)) await world.put(chat, ["late"], { kind: "unasked", priority: 10 });
    await dispatcher.drain();
    expect(world.platform.calls).toHaveLength(5);

    // an hour of outage, looked at each minute: one try each time, so one nudge at most is unknown by it
    for (let minute = 0; minute < 60; minute++) {
      const { length } = world.platform.calls;
      world.time.advance(60_000);
      await dispatcher.drain();
      expect(world.platform.calls.length - length).toBe(1);
    }
    world.platform.answer = () => {};
    world.time.advance(60_000);
    await dispatcher.drain();
    world.time.advance(60_000);
    await dispatcher.drain();
    expect(dispatcher.stats().circuit).toBe("closed");
    expect((await world.states()).filter((state) => state.startsWith("early"))).toEqual(Array(5).fill("early: sent"));
    expect((await world.states()).filter((state) => state.endsWith("pending"))).toEqual([]);
  });

  test("a call is cut off after 15 s, whether the platform heeds the signal or not", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["slow"]);
    world.platform.answer = () => new Promise(() => {});
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await world.platform.called(1);
    world.time.advance(14_999);
    expect(world.platform.calls[0]?.signal.aborted).toBe(false);
    world.time.advance(1);
    await dispatcher.drain();
    expect(world.platform.calls[0]?.signal.aborted).toBe(true);
    expect(await world.states()).toEqual(["slow: pending"]);
  });

  test("a reset before delivery or after it looks the same: an answer comes twice at most, a nudge once", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["answer"]);
    await world.put(chat, ["nudge"], { kind: "unasked", priority: 10 });
    const arrived: string[] = [];
    const seen = new Set<string>();
    world.platform.answer = ({ message }) => {
      arrived.push(message.text);
      if (seen.has(message.text)) return;
      seen.add(message.text);
      throw new PlatformSilence("ECONNRESET");
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    for (let minute = 0; minute < 3; minute++) {
      await dispatcher.drain();
      world.time.advance(60_000);
    }
    expect(arrived).toEqual(["answer", "answer", "nudge"]);
    expect(await world.states()).toEqual(["answer: sent", "nudge: unknown"]);
  });
});
