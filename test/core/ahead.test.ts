import { describe, expect, test } from "vitest";
import { enqueue, enqueuedIn, sendThrough, type NewOutbox } from "../../src/core/outbox.ts";
import type { Dispatcher } from "../../src/core/sending/dispatcher.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

let world: Sending;
sendingInEachTest((made) => (world = made));

/** What an act of a chat enqueues. */
type Said = Partial<Omit<NewOutbox, "message">> & { text: string; pressId?: string };

/** Writes as an act does; what is returned is committed, and its sender has not been told yet. */
async function act(dispatcher: Dispatcher, chatId: number, ...said: Said[]): Promise<readonly NewOutbox[]> {
  const { communityId, database, time } = world;
  return database.transact(async (tx) => {
    const chat = await tx.chat.findUniqueOrThrow({ where: { communityId_id: { communityId, id: chatId } } });
    const place = { platform: "fake", account: "1", chatKind: "group", language: "zh" } as const;
    sendThrough(tx, dispatcher, {
      ...place,
      communityId,
      chatId,
      address: chat.address,
      unreachable: chat.unreachable,
    });
    for (const { text, pressId, ...more } of said) {
      const message = { text, ...(pressId === undefined ? {} : { pressId }) };
      const row = {
        communityId,
        chatId,
        key: text,
        kind: "reply" as const,
        priority: 100,
        createdAt: time.clock.now(),
      };
      await enqueue(tx, { ...row, ...more, message });
    }
    return enqueuedIn(tx);
  });
}

async function started(options: Parameters<Sending["dispatcher"]>[0] = {}): Promise<Dispatcher> {
  const dispatcher = world.dispatcher(options);
  await dispatcher.start();
  return dispatcher;
}

describe("an answer that nothing keeps from going", () => {
  test("is written as taken, and sent when its commit is told", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const rows = await act(dispatcher, chat, { text: "yes" });
    expect(await world.states()).toEqual(["yes: sending"]);
    expect(world.platform.calls).toEqual([]);
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.calls.map(({ chat: address, message }) => [address, message])).toEqual([
      ["g", { text: "yes" }],
    ]);
    expect(await world.states()).toEqual(["yes: sent"]);
    expect(dispatcher.stats()).toMatchObject({ sent: 1, pending: 0 });
    const again = await act(dispatcher, chat, { text: "more" });
    expect(await world.states()).toEqual(["yes: sent", "more: sending"]);
    dispatcher.wake(again);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["yes", "more"]);
  });

  test("of several that is the most urgent, and the others follow in order", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const said = [
      { text: "later", priority: 50 },
      { text: "one" },
      { text: "two" },
      { text: "news", kind: "unasked" as const },
    ];
    const rows = await act(dispatcher, chat, ...said);
    expect(await world.states()).toEqual(["later: pending", "one: sending", "two: pending", "news: pending"]);
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.texts().filter((text) => text !== "news")).toEqual(["one", "two", "later"]);
    expect(new Set(world.platform.texts()).size).toBe(4);
  });

  test("waits until what an earlier life left is taken up: all that bears the name then would be sent again", async () => {
    const chat = await world.chat("g");
    const dispatcher = world.dispatcher();
    const rows = await act(dispatcher, chat, { text: "yes" });
    dispatcher.wake(rows);
    expect(await world.states()).toEqual(["yes: pending"]);
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["yes"]);
    const more = await act(dispatcher, chat, { text: "more" });
    expect(await world.states()).toEqual(["yes: sent", "more: sending"]);
    dispatcher.wake(more);
    await dispatcher.drain();
  });

  test("is taken by whoever sends next when its process was killed, and never twice at once", async () => {
    const chat = await world.chat("g");
    await act(await started({ owner: "one" }), chat, { text: "yes" });
    const another = await started({ owner: "two" });
    await another.drain();
    expect(world.platform.calls).toEqual([]);
    const next = await started({ owner: "one" });
    await Promise.all([next.drain(), another.drain()]);
    expect(world.platform.texts()).toEqual(["yes"]);
    expect(await world.states()).toEqual(["yes: sent"]);
  });

  test("whose transaction fails leaves its chat free for the next", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const unwritable = { text: "never\0" };
    await expect(act(dispatcher, chat, unwritable)).rejects.toThrow();
    const rows = await act(dispatcher, chat, { text: "yes" });
    expect(await world.states()).toEqual(["yes: sending"]);
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["yes"]);
  });

  test("that was written before is neither taken nor sent again", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    dispatcher.wake(await act(dispatcher, chat, { text: "yes" }));
    await dispatcher.drain();
    dispatcher.wake(await act(dispatcher, chat, { text: "yes" }));
    dispatcher.wake(await act(dispatcher, chat, { text: "more" }));
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["yes", "more"]);
  });

  test("whose turn comes after half of its lease is claimed anew", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const rows = await act(dispatcher, chat, { text: "yes" });
    world.time.advance(30_001);
    const until = new Date(world.time.clock.now().getTime() + 60_000);
    const find = () => world.database.prisma.outbox.findFirst({ where: { communityId: world.communityId } });
    let atCall;
    world.platform.answer = async () => void (atCall = await find());
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["yes"]);
    expect(atCall).toMatchObject({ state: "sending", leaseUntil: until });
    expect(await find()).toMatchObject({ state: "sent", attempts: 0 });
  });
});

describe("waits like any other", () => {
  test("the second answer of a chat while the first has the place", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const first = await act(dispatcher, chat, { text: "one" });
    const second = await act(dispatcher, chat, { text: "two" });
    expect(await world.states()).toEqual(["one: sending", "two: pending"]);
    // told in the other order
    dispatcher.wake(second);
    dispatcher.wake(first);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["one", "two"]);
  });

  test("an answer in whose chat another process sends, or has left something to send", async () => {
    const dispatcher = await started();
    const [busy, full] = [await world.chat("busy"), await world.chat("full")];
    await world.put(busy, ["theirs"]);
    await world.database.prisma.outbox.updateMany({
      where: { communityId: world.communityId },
      data: { state: "sending", leaseOwner: "two", leaseUntil: new Date(world.time.clock.now().getTime() + 60_000) },
    });
    await world.put(full, ["before"]);
    const rows = [...(await act(dispatcher, busy, { text: "one" })), ...(await act(dispatcher, full, { text: "two" }))];
    expect(await world.states()).toEqual(["theirs: sending", "before: pending", "one: pending", "two: pending"]);
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.texts("full")).toEqual(["before", "two"]);
    expect(world.platform.texts("busy")).toEqual([]);
  });

  test("an answer of an act that says something elsewhere, too: that is heard in its order", async () => {
    const [chat, other] = [await world.chat("g"), await world.chat("p")];
    const dispatcher = await started();
    const rows = await act(dispatcher, chat, { text: "first", chatId: other }, { text: "then" });
    expect(await world.states()).toEqual(["first: pending", "then: pending"]);
    dispatcher.wake(rows);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["first", "then"]);
  });

  test("an answer in a chat that must pause", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started({ pacing: true });
    await world.put(chat, ["before"]);
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["before"]);
    const rows = await act(dispatcher, chat, { text: "yes" });
    expect(await world.states()).toContain("yes: pending");
    dispatcher.wake(rows);
  });

  test("what nobody asked for, what is due later or has an end, and the answer to a press", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    const at = new Date(world.time.clock.now().getTime() + 1000);
    const others: Said[] = [
      { text: "unasked", kind: "unasked" },
      { text: "notice", kind: "notice" },
      { text: "digest", kind: "digest" },
      { text: "later", notBeforeAt: at },
      { text: "soon over", deadlineAt: at },
      { text: "press", pressId: "7" },
    ];
    for (const one of others) await act(dispatcher, chat, one);
    expect(await world.states()).toEqual(others.map(({ text }) => `${text}: pending`));
  });

  test("an answer to a chat that another process writes to", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    world.platform.status = () => ({ state: "online", detail: null, contactAt: null, standsBy: true });
    await act(dispatcher, chat, { text: "yes" });
    expect(await world.states()).toEqual(["yes: pending"]);
  });
});
