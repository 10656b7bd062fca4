import { describe, expect, test } from "vitest";
import { dropSql, recoverSql } from "../../src/core/sending/claim-statements.ts";
import { createClaims } from "../../src/core/sending/claims.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

let world: Sending;
sendingInEachTest((made) => (world = made));

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
    const row = await world.database.prisma.outbox.findFirst({
      where: { communityId: world.communityId, key: `${chat}:1` },
    });
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

describe("more than one life", () => {
  /** As a kill in the middle of sending leaves them. */
  async function leftSending(owner: string): Promise<void> {
    for (const kind of ["reply", "receipt", "digest", "unasked"] as const) {
      await world.put(await world.chat(kind), [kind], { kind });
    }
    await world.database.prisma.outbox.updateMany({
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

  test("whoever has the account's turn takes them up as soon as no call of a dead process can be under way", async () => {
    await leftSending("another");
    const { pool } = world.database;
    const turn = `INSERT INTO bot_turn (platform, account, holder, until) VALUES ('fake', '1', $1, now() + interval '1 hour')
      ON CONFLICT (platform, account) DO UPDATE SET holder = excluded.holder`;
    await pool.query(turn, ["another"]);
    const dispatcher = world.dispatcher({ owner: "one" });
    await dispatcher.start();
    try {
      world.time.advance(20_000);
      await dispatcher.drain();
      expect(world.platform.calls).toEqual([]);
      await pool.query(turn, ["one"]);
      await dispatcher.drain();
      expect(world.platform.texts().sort()).toEqual(["receipt", "reply", "（重发）digest"]);
    } finally {
      await pool.query("DELETE FROM bot_turn");
    }
  });

  test("a turn that has just come over waits for the calls of the one before", async () => {
    await leftSending("another");
    await world.database.pool.query(
      "INSERT INTO bot_turn (platform, account, holder, until) VALUES ('fake', '1', 'one', now() + interval '1 hour')",
    );
    const dispatcher = world.dispatcher({ owner: "one" });
    await dispatcher.start();
    try {
      world.time.advance(19_999);
      await dispatcher.drain();
      expect(world.platform.calls).toEqual([]);
    } finally {
      await world.database.pool.query("DELETE FROM bot_turn");
    }
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
    const client = await world.database.pool.connect();
    const pool = client as unknown as typeof world.database.pool;
    const one = createClaims({ database: { ...world.database, pool }, clock, owner: "one" });
    const two = createClaims({ database: world.database, clock, owner: "two" });
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

  test("stopping waits 6 s at most for a platform that is silent", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["hangs"]);
    world.platform.answer = () => new Promise(() => {});
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await world.platform.called(1);
    const stopped = dispatcher.stop();
    world.time.advance(6_000);
    await stopped;
    expect(await world.states()).toEqual(["hangs: sending"]);
  });
});

test("answers to many presses go at the same time, each once, while messages still go one by one", async () => {
  const chat = await world.chat("g");
  for (let number = 1; number <= 120; number++)
    await world.put(chat, [""], { message: { text: "", pressId: `p${number}` } });
  await world.put(chat, ["one", "two"]);
  const open: (() => void)[] = [];
  world.platform.answer = () => new Promise<void>((resolve) => open.push(resolve));
  const dispatcher = world.dispatcher({ pacing: false });
  await dispatcher.start();
  await world.platform.called(2);
  world.platform.answer = () => {};
  for (const finish of open) finish();
  await dispatcher.drain();
  const pressed = world.platform.taken.flatMap(({ message }) => message.pressId ?? []);
  expect(new Set(pressed).size).toBe(120);
  expect(pressed).toHaveLength(120);
  expect(world.platform.texts().filter(Boolean)).toEqual(["one", "two"]);
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

/** How many rows all steps of a plan gave or threw away, each time they were run. */
function rowsRead(plan: Record<string, unknown>): number {
  const { Plans: under = [], ...step } = plan as { Plans?: Record<string, unknown>[] } & Record<string, number>;
  const own = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"].map((key) => step[key] ?? 0);
  return (
    own.reduce((sum, rows) => sum + rows, 0) * (step["Actual Loops"] ?? 1) +
    under.map(rowsRead).reduce((a, b) => a + b, 0)
  );
}

test.each([
  ["overdue", dropSql],
  ["left behind", recoverSql],
])(
  "what is %s is found by reading each message a few times, even where the planner takes the table for empty",
  async (_, sql) => {
    const { pool } = world.database;
    await pool.query("DELETE FROM outbox");
    await pool.query("ANALYZE outbox");
    const chat = await world.chat("g");
    const texts = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    await world.put(chat, texts, { deadlineAt: new Date(world.time.clock.now().getTime() + 60_000) });
    await pool.query(
      "UPDATE outbox SET state = 'sending', lease_owner = 'a', lease_until = '2030-01-01' WHERE id % 2 = 0",
    );
    const given = ["'2026-03-01'", "NULL", "'b'", "false", "'{}'", "'2026-03-01'"];
    const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${sql.replaceAll(/\$(\d)/gu, (_, number) => given[Number(number) - 1] ?? "")}`;
    const { rows } = await pool.query<{ "QUERY PLAN": { Plan: Record<string, unknown> }[] }>(explain);
    expect(rowsRead(rows[0]?.["QUERY PLAN"][0]?.Plan ?? {})).toBeLessThan(5 * texts.length);
  },
);
