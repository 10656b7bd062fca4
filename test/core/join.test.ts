import { describe, expect, test } from "vitest";
import type { Outgoing } from "../../src/core/bot.ts";
import { joinAnswers, JOINED_LENGTH, joinWaiting, type WaitingAnswer } from "../../src/core/sending/join.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

let world: Sending;
sendingInEachTest((made) => (world = made));

describe("what may be joined", () => {
  const at = new Date("2026-03-01T01:00:00Z");
  const answer = (message: Outgoing, joinable = true): WaitingAnswer => ({
    id: 1n,
    key: message.text,
    priority: 100,
    message,
    createdAt: at,
    joinable,
  });
  const rules = { mixed: true, textLimit: 4_096 };
  const textOf = (waiting: WaitingAnswer[], options = rules): string | undefined =>
    joinAnswers(waiting, options)?.message.text;

  test("a run of plain answers, with a blank line between", () => {
    expect(textOf([answer({ text: "a" }), answer({ text: "b" }), answer({ text: "c" })])).toBe("a\n\nb\n\nc");
  });

  test("never one alone, and nothing beyond what must stand by itself", () => {
    expect(joinAnswers([answer({ text: "a" })], rules)).toBeNull();
    expect(joinAnswers([], rules)).toBeNull();
    expect(textOf([answer({ text: "a" }, false), answer({ text: "b" }), answer({ text: "c" })])).toBeUndefined();
    expect(
      textOf([answer({ text: "a" }), answer({ text: "b" }), answer({ text: "c" }, false), answer({ text: "d" })]),
    ).toBe("a\n\nb");
  });

  test("up to 3,500 characters, or what the platform takes", () => {
    const half = "x".repeat(JOINED_LENGTH / 2 - 1);
    expect(textOf([answer({ text: half }), answer({ text: half }), answer({ text: "y" })])).toHaveLength(JOINED_LENGTH);
    expect(textOf([answer({ text: half }), answer({ text: `${half}x` })])).toBeUndefined();
    expect(textOf([answer({ text: "abc" }), answer({ text: "def" })], { mixed: true, textLimit: 7 })).toBeUndefined();
  });

  test("answers to one message keep it; answers to different ones are joined only where pace holds them up", () => {
    const same = [answer({ text: "a", replyTo: "7" }), answer({ text: "b", replyTo: "7" })];
    const different = [answer({ text: "a", replyTo: "7" }), answer({ text: "b", replyTo: "8" })];
    expect(joinAnswers(same, rules)?.message).toEqual({ text: "a\n\nb", replyTo: "7" });
    expect(joinAnswers(different, rules)?.message).toEqual({ text: "a\n\nb" });
    expect(joinAnswers(different, { ...rules, mixed: false })).toBeNull();
    expect(joinAnswers(same, { ...rules, mixed: false })?.message.replyTo).toBe("7");
  });

  test("a topic is not left", () => {
    expect(textOf([answer({ text: "a", threadId: "1" }), answer({ text: "b", threadId: "2" })])).toBeUndefined();
    expect(
      joinAnswers([answer({ text: "a", threadId: "1" }), answer({ text: "b", threadId: "1" })], rules),
    ).toMatchObject({ message: { text: "a\n\nb", threadId: "1" } });
  });
});

describe("joining in the outbox", () => {
  const button = { buttons: [[{ label: "Join", data: "j" }]] };

  test("answers that wait longer than five seconds go as one message, before what came later", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["one", "two"]);
    await world.put(chat, ["draw"], { message: { text: "draw", ...button } });
    await world.put(chat, ["three"]);
    world.time.advance(5_001);
    await world.put(chat, ["fresh"]);
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["one\n\ntwo", "draw", "three", "fresh"]);
    expect(await world.states()).toEqual([
      "one: merged",
      "two: merged",
      "draw: sent",
      "three: sent",
      "fresh: sent",
      "one\n\ntwo: sent",
    ]);
    expect(dispatcher.stats()).toMatchObject({ merged: 2, sent: 4 });
  });

  test.each([
    ["receipts", { kind: "receipt" as const }, "group"],
    ["what nobody asked for", { kind: "unasked" as const }, "group"],
    ["messages with buttons", { message: { text: "", ...button } }, "group"],
    ["pictures", { message: { text: "", picture: { png: "", alt: "" } } }, "group"],
    ["changes of a sent message", { message: { text: "", editOf: "3" } }, "group"],
    ["answers in private", {}, "private"],
  ])("%s stay apart", async (_, more, kind) => {
    const chat = await world.chat("c", kind);
    for (const text of ["a", "b"]) {
      await world.put(chat, [text], "message" in more ? { message: { ...more.message, text } } : more);
    }
    world.time.advance(60_000);
    const dispatcher = world.dispatcher();
    await dispatcher.start();
    await dispatcher.drain();
    expect(world.platform.texts()).toEqual(["a", "b"]);
  });

  test("two processes that join at once make one message", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["one", "two", "three"]);
    world.time.advance(6_000);
    const options = { now: world.time.clock.now(), mixed: true, textLimit: 4_096 };
    const key = { communityId: world.communityId, chatId: chat };
    const parts = await Promise.all([1, 2, 3].map(() => joinWaiting(world.database, key, options)));
    expect(parts.filter((count) => count > 0)).toEqual([3]);
    expect((await world.states()).filter((state) => state.endsWith("pending"))).toEqual([
      "one\n\ntwo\n\nthree: pending",
    ]);
  });
});
