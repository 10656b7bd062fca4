import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PlatformRefusal, PlatformSilence } from "../../src/core/bot.ts";
import { createClaims } from "../../src/core/claims.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { Sending } from "./sending.ts";

let database: TestDatabase;
let world: Sending;
beforeAll(async () => {
  database = await borrowTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  world = await Sending.in(database);
});
afterEach(() => world.stop());

describe("sending", () => {
  test("sends what was committed as soon as it is woken, in order, and remembers the platform's ids", async () => {
    const chat = await world.chat("g");
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await world.put(chat, ["one", "two", "three"]);
    dispatcher.wake();
    await world.platform.called(3);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["one", "two", "three"]);
    expect(await world.states()).toEqual(["one: sent", "two: sent", "three: sent"]);
    const row = await database.prisma.outbox.findFirst({ where: { communityId: world.communityId, key: `${chat}:1` } });
    expect(row).toMatchObject({ platformMessageId: "1", leaseOwner: null, sentAt: world.time.clock.now() });
    expect(dispatcher.stats()).toMatchObject({ pending: 0, sent: 3, circuit: "closed" });
  });

  test("a second message with a known key is not written", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["first"], { key: "re:1" });
    await world.put(chat, ["again"], { key: "re:1" });
    expect(await world.states()).toEqual(["first: pending"]);
  });

  test("the more urgent goes first, and waiting makes urgent", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["digest"], { kind: "digest", priority: 40 });
    await world.put(chat, ["nudge"], { kind: "unasked", priority: 10 });
    world.time.advance(310_000);
    await world.put(chat, ["fresh digest"], { kind: "digest", priority: 40 });
    await world.put(chat, ["welcome"], { kind: "unasked", priority: 30 });
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["digest", "nudge", "fresh digest", "welcome"]);
  });

  test("nothing goes before its time or after its deadline", async () => {
    const chat = await world.chat("g");
    const now = world.time.clock.now().getTime();
    await world.put(chat, ["later"], { notBeforeAt: new Date(now + 60_000) });
    await world.put(chat, ["too late"], { deadlineAt: new Date(now) });
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(await world.states()).toEqual(["later: pending", "too late: dropped"]);
    expect(dispatcher.stats().dropped).toBe(1);
    world.time.advance(60_000);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["later"]);
  });
});

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
      const rows = await database.prisma.outbox.findMany({ where: { communityId: world.communityId } });
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

describe("a platform that says no", () => {
  test("a chat that blocks us is marked, its waiting messages given up, until somebody there asks again", async () => {
    const chat = await world.chat("p", "private");
    await world.put(chat, ["answer", "second"]);
    await world.put(chat, ["nudge"], { kind: "unasked", priority: 10 });
    world.platform.answer = () => {
      throw new PlatformRefusal("blocked", "bot was blocked by the user");
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(await world.states()).toEqual(["answer: failed", "second: failed", "nudge: failed"]);
    expect(world.unreachable).toEqual([`${chat} blocked`]);
    expect(dispatcher.stats().failed).toBe(3);

    world.platform.answer = () => {};
    await world.put(chat, ["new nudge"], { kind: "unasked", priority: 10 });
    await dispatcher.drain();
    expect(world.platform.calls).toHaveLength(1);
    await world.put(chat, ["new answer"]);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["new answer"]);
    expect(await database.prisma.chat.findFirst({ where: { id: chat } })).toMatchObject({ unreachable: null });
  });

  test("a group that moved gets its message at the new address", async () => {
    const chat = await world.chat("old");
    await world.put(chat, ["hello", "again"]);
    world.platform.answer = (call) => {
      if (call.chat === "old") throw new PlatformRefusal("migrated", "upgraded", { migratedTo: "new" });
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.migrations).toEqual(["new"]);
    expect(world.platform.texts("new")).toEqual(["hello", "again"]);
  });

  test("a bad message fails alone", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["bad", "good"]);
    world.platform.answer = ({ message }) => {
      if (message.text === "bad") throw new PlatformRefusal("rejected", "message\0is too long");
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(await world.states()).toEqual(["bad: failed", "good: sent"]);
  });

  test("a mistake in the adapter fails that message and is told", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["bad", "good"]);
    world.platform.answer = ({ message }) => {
      if (message.text === "bad") throw new TypeError("undefined is not a function");
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(await world.states()).toEqual(["bad: failed", "good: sent"]);
    expect(world.logged).toMatchObject([{ error: "undefined is not a function" }]);
  });

  test("a refused token stops everything without a storm of tries", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["a", "b"]);
    world.platform.answer = () => {
      throw new PlatformRefusal("unauthorized", "Unauthorized");
    };
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    world.time.advance(86_400_000);
    await dispatcher.drain();
    expect(world.platform.calls).toHaveLength(1);
    expect(dispatcher.stats()).toMatchObject({ circuit: "unauthorized", failed: 0 });
    expect(await world.states()).toEqual(["a: pending", "b: pending"]);
  });
});

describe("more than one life", () => {
  /** As a kill in the middle of sending leaves them. */
  async function leftSending(owner: string): Promise<void> {
    for (const kind of ["reply", "receipt", "digest", "unasked"] as const) {
      await world.put(await world.chat(kind), [kind], { kind });
    }
    await database.prisma.outbox.updateMany({
      where: { communityId: world.communityId },
      data: {
        state: "sending",
        leaseOwner: owner,
        leaseUntil: new Date(world.time.clock.now().getTime() + 60_000),
      },
    });
  }

  test("a restart takes up what it left in sending, each kind by its rule", async () => {
    await leftSending("one");
    const dispatcher = world.dispatcher({ owner: "one" });
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.platform.texts().sort()).toEqual(["receipt", "reply", "（重发）digest"]);
    expect(await world.states()).toEqual(["reply: sent", "receipt: sent", "digest: sent", "unasked: unknown"]);
    expect(dispatcher.stats().unknown).toBe(1);
  });

  test("another process's messages are taken up only when its lease is over", async () => {
    await leftSending("another");
    const dispatcher = world.dispatcher({ owner: "one" });
    await dispatcher.start();
    world.time.advance(59_999);
    await dispatcher.drain();
    expect(world.platform.calls).toEqual([]);
    world.time.advance(1);
    await dispatcher.drain();
    expect(world.platform.calls).toHaveLength(3);
  });

  test("two dispatchers on one database send every message once, each chat in order", async () => {
    const chats: number[] = [];
    for (let number = 0; number < 64; number++) chats.push(await world.chat(`g${number}`));
    const texts = Array.from({ length: 8 }, (_, index) => String(index));
    for (const chat of chats) await world.put(chat, texts);
    // one dispatcher makes 30 calls at once: the others are the second's, or these wait for ever
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    world.platform.answer = () => (world.platform.calls.length > 40 ? release() : released);
    const both = [world.dispatcher({ owner: "one" }), world.dispatcher({ owner: "two" })];
    await Promise.all(both.map((dispatcher) => dispatcher.start()));
    while ((await world.states()).some((state) => !state.endsWith("sent"))) {
      await Promise.all(both.map((dispatcher) => dispatcher.drain()));
    }
    for (const [number] of chats.entries()) expect(world.platform.texts(`g${number}`)).toEqual(texts);
    const sent = both.map((dispatcher) => dispatcher.stats().sent);
    expect(Math.min(...sent)).toBeGreaterThan(0);
    expect(sent[0] ?? 0).toBe(64 * 8 - (sent[1] ?? 0));
  });

  test("what another process is just taking is left to it, and nothing behind it is taken instead", async () => {
    const chatId = await world.chat("g");
    await world.put(chatId, ["first", "second"]);
    const line = { communityId: world.communityId, chatId, line: "asked" as const };
    const { clock } = world.time;
    const client = await database.pool.connect();
    const pool = client as unknown as TestDatabase["pool"];
    const one = createClaims({ database: { ...database, pool }, clock, owner: "one" });
    const two = createClaims({ database, clock, owner: "two" });
    await client.query("BEGIN");
    expect(await one.claim([line])).toMatchObject([{ message: { text: "first" }, remaining: 1 }]);
    expect(await two.claim([line])).toEqual([null]);
    await client.query("COMMIT");
    client.release();
    expect(await two.claim([line])).toEqual([null]);
  });

  test("stopping lets the message under way arrive and takes no other", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["under way", "next"]);
    let finish = (): void => {};
    world.platform.answer = () => new Promise((resolve) => (finish = resolve));
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await world.platform.called(1);
    const stopped = dispatcher.stop();
    finish();
    await stopped;
    expect(await world.states()).toEqual(["under way: sent", "next: pending"]);
  });

  test("stopping waits 8 s at most for a platform that is silent", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["hangs"]);
    world.platform.answer = () => new Promise(() => {});
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await world.platform.called(1);
    const stopped = dispatcher.stop();
    world.time.advance(8_000);
    await stopped;
    expect(await world.states()).toEqual(["hangs: sending"]);
  });
});

test("answers to button presses do not wait behind a chat's messages", async () => {
  const chat = await world.chat("g");
  await world.put(chat, ["slow"]);
  await world.put(chat, [""], { message: { text: "", pressId: "p1" } });
  let finish = (): void => {};
  world.platform.answer = ({ message }) => (message.pressId ? undefined : new Promise((resolve) => (finish = resolve)));
  const dispatcher = world.dispatcher();
  await dispatcher.start();
  await world.platform.called(2);
  expect(world.platform.calls.some(({ message }) => message.pressId === "p1")).toBe(true);
  finish();
  await dispatcher.drain();
  expect(dispatcher.stats().sent).toBe(2);
});
