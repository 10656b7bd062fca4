import { describe, expect, test } from "vitest";
import { PlatformRefusal } from "../../src/core/bot.ts";
import { createTestDatabase } from "../world/database.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

// What becomes of messages when the platform refuses a chat, a message or the bot.

let world: Sending;
sendingInEachTest((made) => (world = made), createTestDatabase);

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
    expect(await world.database.prisma.chat.findFirst({ where: { id: chat } })).toMatchObject({ unreachable: null });
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
