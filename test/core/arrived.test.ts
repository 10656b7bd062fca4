import { describe, expect, test } from "vitest";
import type { Dispatcher } from "../../src/core/sending/dispatcher.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

let world: Sending;
sendingInEachTest((made) => (world = made));

async function started(options: Parameters<Sending["dispatcher"]>[0] = {}): Promise<Dispatcher> {
  const dispatcher = world.dispatcher(options);
  await dispatcher.start();
  return dispatcher;
}

/** Sends what an act said, and returns when it has arrived. */
async function send(dispatcher: Dispatcher, chatId: number, text: string): Promise<void> {
  dispatcher.wake(await world.act(dispatcher, chatId, { text }));
  await world.platform.called(world.platform.calls.length + 1);
}

describe("answers that arrived", () => {
  test("are written down together, some milliseconds later", async () => {
    const dispatcher = await started();
    for (const text of ["one", "two", "three"]) await send(dispatcher, await world.chat(text), text);
    expect(world.platform.texts()).toEqual(["one", "two", "three"]);
    expect(await world.states()).toEqual(["one: sending", "two: sending", "three: sending"]);
    world.time.advance(20);
    await expect.poll(() => world.states()).toEqual(["one: sent", "two: sent", "three: sent"]);
    const rows = await world.database.prisma.$queryRaw<unknown[]>`
      SELECT DISTINCT xmin::text FROM outbox WHERE community_id = ${world.communityId}`;
    expect(rows).toHaveLength(1);
  });

  test("do not hold up the next of their chat: it is taken at once", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    await send(dispatcher, chat, "one");
    await send(dispatcher, chat, "two");
    expect(world.platform.texts()).toEqual(["one", "two"]);
    expect(await world.states()).toEqual(["one: sending", "two: sending"]);
    await dispatcher.drain();
    expect(await world.states()).toEqual(["one: sent", "two: sent"]);
  });

  test("are written down before anything else of their chat is claimed", async () => {
    const chat = await world.chat("g");
    const dispatcher = await started();
    await send(dispatcher, chat, "one");
    await world.put(chat, ["two"]);
    await world.put(chat, ["news"], { kind: "unasked" });
    dispatcher.wake();
    await world.platform.called(3);
    expect(world.platform.texts()).toEqual(["one", "two", "news"]);
  });

  test("are written down by a stop", async () => {
    const dispatcher = await started();
    await send(dispatcher, await world.chat("g"), "one");
    await dispatcher.stop();
    expect(await world.states()).toEqual(["one: sent"]);
  });

  test("are not taken for a dead process's, however long that takes", async () => {
    const dispatcher = await started();
    await send(dispatcher, await world.chat("g"), "one");
    // the lease is over, and what writes them down comes later than whoever looks for dead hands
    world.time.advance(19);
    await world.database.prisma.outbox.updateMany({
      where: { communityId: world.communityId },
      data: { leaseUntil: world.time.clock.now() },
    });
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["one"]);
    expect(await world.states()).toEqual(["one: sent"]);
  });

  test("are sent again when their process was killed before", async () => {
    await send(await started(), await world.chat("g"), "one");
    const next = await started();
    await next.drain();
    expect(world.platform.texts()).toEqual(["one", "one"]);
  });
});

test.each(["unasked", "notice", "receipt", "digest"] as const)(
  "a %s that arrived is written down at once",
  async (kind) => {
    const dispatcher = await started();
    await world.put(await world.chat("g"), ["news"], { kind });
    dispatcher.wake();
    await world.platform.called(1);
    await expect.poll(() => world.states()).toEqual(["news: sent"]);
  },
);
