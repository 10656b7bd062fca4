import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Outgoing, PlatformRefusal, PlatformSilence } from "../../../src/core/bot.ts";
import { refusals } from "../../fakes/telegram.ts";
import type { FaultAction } from "../../fakes/telegram/faults.ts";
import type { FakeGroup } from "../../fakes/telegram/people.ts";
import { createRig, type Rig } from "./rig.ts";

let rig: Rig;
let group: FakeGroup;
beforeEach(async () => {
  rig = await createRig();
  group = rig.fake.group("Fireside");
});
afterEach(() => rig.close());

const send = (message: Outgoing, signal = new AbortController().signal) =>
  rig.bot.send({ id: String(group.id), kind: "group" }, message, signal);
const failure = (message: Outgoing = { text: "x" }) =>
  send(message).then(
    () => null,
    (error: unknown) => error,
  );

describe("sending", () => {
  test("answers a message in its topic, with buttons", async () => {
    const ada = rig.fake.person("ada");
    const { messageId } = group.says(ada, "开始", { topic: 44 });
    const buttons = [
      [
        { label: "A", data: "q:1:A" },
        { label: "B", data: "q:1:B" },
      ],
    ];
    await send({ text: "第一题", replyTo: String(messageId), threadId: "44", buttons });
    expect(group.sent[0]).toMatchObject({
      text: "第一题",
      replyTo: messageId,
      threadId: 44,
      buttons: [
        [
          { text: "A", callback_data: "q:1:A" },
          { text: "B", callback_data: "q:1:B" },
        ],
      ],
    });
    expect(Object.keys(rig.fake.callsTo("sendMessage")[0]?.params ?? {})).not.toContain("parse_mode");
  });

  test("sends all the same when the message it answers is gone", async () => {
    await send({ text: "好", replyTo: "9999" });
    expect(group.reads).toEqual(["好"]);
  });

  test("cuts a long text into parts, answers with the first and puts the buttons under the last", async () => {
    const { messageId } = group.says(rig.fake.person("ada"), "帮助");
    const text = `${"甲".repeat(4000)}\n${"乙".repeat(4000)}\n丙`;
    const sent = await send({ text, replyTo: String(messageId), buttons: [[{ label: "好", data: "ok" }]] });
    expect(group.sent.map((part) => [part.text.length, part.replyTo, part.buttons.length])).toEqual([
      [4000, messageId, 0],
      [4002, undefined, 1],
    ]);
    expect(sent.messageId).toBe(String(group.sent[1]?.messageId));
  });

  test("counts an edit that changes nothing as done", async () => {
    const { messageId } = await send({ text: "1 人参加" });
    const again = await send({ text: "1 人参加", editOf: messageId as string });
    expect(again).toEqual({ messageId });
  });

  test("pins a message without a sound and takes it down again; without the right to it the message stands all the same", async () => {
    const counter = await send({ text: "1 人参加", pin: true });
    await send({ text: "截止", unpins: String(counter.messageId) });
    const [pin] = rig.fake.callsTo("pinChatMessage");
    expect(pin?.params).toMatchObject({ message_id: Number(counter.messageId), disable_notification: true });
    expect(rig.fake.callsTo("unpinChatMessage")).toHaveLength(1);
    rig.fake.faults.add({ method: "pinChatMessage", action: refusals.kicked });
    expect(await send({ text: "2 人参加", pin: true })).toHaveProperty("messageId");
  });

  test("sends a picture with its words, as an answer in a topic", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-picture-"));
    const png = path.join(folder, "week.png");
    writeFileSync(
      png,
      Buffer.from(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
        "base64",
      ),
    );
    const { messageId } = group.says(rig.fake.person("ada"), "周报", { topic: 5 });
    const buttons = [[{ label: "细节", data: "digest:1" }]];
    await send({ text: "本周", picture: { png, alt: "图" }, replyTo: String(messageId), threadId: "5", buttons });
    await send({ text: "长".repeat(1500), picture: { png, alt: "图" } });
    rmSync(folder, { recursive: true });
    const [one, two, three] = group.sent;
    expect(one).toMatchObject({ text: "本周", replyTo: messageId, threadId: 5, buttons: [[{ text: "细节" }]] });
    expect(one?.photo?.length).toBeGreaterThan(50);
    expect([two?.text, two?.photo?.length, three?.text.length]).toEqual(["", one?.photo?.length, 1500]);
  });

  test("sends a file with its words, as an answer", async () => {
    const { messageId } = group.says(rig.fake.person("ada"), "导出");
    await send({ text: "你的数据", file: { name: "my-data.json", content: '{"名":1}' }, replyTo: String(messageId) });
    const [one] = group.sent;
    expect(one).toMatchObject({ text: "你的数据", replyTo: messageId, document: { name: "my-data.json" } });
    expect(Buffer.from(one?.document?.bytes ?? []).toString()).toBe('{"名":1}');
  });

  test("sends on what somebody showed elsewhere, with our words as its caption, or says that it is gone", async () => {
    const elsewhere = rig.fake.group("Desk");
    const { messageId } = elsewhere.says(rig.fake.person("lin"), "照片的说明");
    const { messageId: asked } = group.says(rig.fake.person("ada"), "壶裂了");
    const copyOf = { chatId: String(elsewhere.id), messageId: String(messageId), otherwise: "（图片已经取不到了）" };
    const buttons = [[{ label: "处理完了", data: "d" }]];
    const sent = await send({ text: "换这只", copyOf: { ...copyOf, media: "photo" }, replyTo: String(asked), buttons });
    const copied = { chatId: elsewhere.id, messageId };
    expect(group.sent[0]).toMatchObject({
      text: "换这只",
      copyOf: copied,
      replyTo: asked,
      buttons: [[{ text: "处理完了" }]],
    });
    expect(sent).toEqual({ messageId: String(group.sent[0]?.messageId) });
    // too long for a caption, and what bears none: the copy, then the words, to which one replies
    await send({ text: "长".repeat(1500), copyOf: { ...copyOf, media: "photo" } });
    const place = await send({ text: "在这里", copyOf: { ...copyOf, media: "location" } });
    expect(group.sent.slice(1).map(({ text, copyOf: of }) => [text.length, of !== undefined])).toEqual([
      [0, true],
      [1500, false],
      [0, true],
      [3, false],
    ]);
    expect(place).toEqual({ messageId: String(group.sent.at(-1)?.messageId) });
    await send({ text: "#1 ada", copyOf: { ...copyOf, media: "photo", messageId: "99" } });
    rig.fake.faults.add({ method: "copyMessage", action: refusals.kicked });
    await send({ text: "#2 ben", copyOf: { ...copyOf, media: "photo" } });
    expect(group.reads.slice(-2)).toEqual(["#1 ada\n（图片已经取不到了）", "#2 ben\n（图片已经取不到了）"]);
  });

  test("answers a press with a notice, cut to what Telegram shows", async () => {
    const { messageId } = await send({ text: "抽奖", buttons: [[{ label: "参加", data: "d" }]] });
    const { pressId } = group.presses(rig.fake.person("ada"), Number(messageId), "d");
    await send({ text: "参加成功".repeat(100), pressId });
    expect(rig.fake.state.notices.get(pressId)).toHaveLength(200);
  });

  test("mends text that has no UTF-8 form", async () => {
    await send({ text: "a\0\ud83d" });
    expect(group.reads).toEqual(["a\uFFFD"]);
  });

  test("registers the menus by language and scope, the operators' with the members' commands", async () => {
    const commands = [
      { name: "checkin", description: "签到" },
      { name: "签到", description: "never shown" },
    ];
    await rig.bot.setCommandMenu?.([
      { language: "zh", scope: "members", commands },
      { language: "zh", scope: "operators", commands: [{ name: "award", description: "加积分" }] },
      { language: "en", scope: "members", commands: [{ name: "checkin", description: "Check in" }] },
    ]);
    const menus = Object.fromEntries(
      [...rig.fake.state.menus].map(([key, list]) => [key, list.map((one) => one.command)]),
    );
    expect(menus).toEqual({
      "all_group_chats:zh": ["checkin"],
      "all_private_chats:zh": ["checkin"],
      "all_chat_administrators:zh": ["checkin", "award"],
      "all_group_chats:en": ["checkin"],
      "all_group_chats:": ["checkin"],
      "all_private_chats:en": ["checkin"],
      "all_private_chats:": ["checkin"],
    });
  });
});

describe("a refusal: the message was not sent", () => {
  const cases: [string, FaultAction, Partial<PlatformRefusal>][] = [
    ["429 with its time", { kind: "tooMany", retryAfter: 35 }, { reason: "rateLimited", retryAfterMs: 35_000 }],
    ["429 without a time is 5 s", { kind: "tooMany" }, { reason: "rateLimited", retryAfterMs: 5_000 }],
    [
      "429 with words for a time is 5 s",
      { kind: "tooMany", retryAfter: "soon" },
      { reason: "rateLimited", retryAfterMs: 5_000 },
    ],
    ["blocked", refusals.blocked, { reason: "blocked" }],
    ["kicked", refusals.kicked, { reason: "blocked" }],
    [
      "no rights to write",
      { kind: "refuse", code: 400, description: "Bad Request: not enough rights to send text messages to the chat" },
      { reason: "blocked" },
    ],
    ["no such chat", refusals.chatNotFound, { reason: "notFound" }],
    [
      "a bad message",
      { kind: "refuse", code: 400, description: "Bad Request: message is too long" },
      { reason: "rejected" },
    ],
    ["a revoked token", refusals.unauthorized, { reason: "unauthorized" }],
  ];
  test.for(cases)("%s", async ([, action, expected]) => {
    rig.fake.faults.add({ method: "sendMessage", action });
    const error = await failure();
    expect(error).toBeInstanceOf(PlatformRefusal);
    expect(error).toMatchObject(expected);
    expect(group.reads).toEqual([]);
  });

  test("a group that has moved says where to", async () => {
    const old = rig.fake.group("Old", "group");
    const { group: moved } = old.migrates(rig.fake.person("ada"));
    group = old;
    expect(await failure()).toMatchObject({ reason: "migrated", migratedTo: String(moved.id) });
  });

  test("a picture on the web that cannot be read is told as its address, and no neighbour of ours is asked for one", async () => {
    const address = `${rig.fake.url}/map.png`;
    await send({ text: "在这里", picture: { png: address, alt: "地图" } });
    expect(group.reads.at(-1)).toBe(`在这里\n${address}`);
    expect(rig.fake.callsTo("sendPhoto")).toEqual([]);
  });

  test("button data over 64 bytes, a lost picture and a foreign id never reach Telegram", async () => {
    const bad: Outgoing[] = [
      { text: "x", buttons: [[{ label: "长", data: "字".repeat(22) }]] },
      { text: "x", picture: { png: "/nowhere.png", alt: "" } },
      { text: "x", replyTo: "not-a-number" },
      { text: " \n " },
    ];
    for (const message of bad) expect(await failure(message)).toMatchObject({ reason: "rejected" });
    expect(rig.fake.calls).toEqual([]);
  });
});

describe("a silence: nobody knows whether it was sent", () => {
  const cases: [string, FaultAction, number][] = [
    ["a reset before", { kind: "reset" }, 0],
    ["a reset after", { kind: "reset", effect: true }, 1],
    ["an error page", { kind: "serverError", code: 502 }, 0],
    ["an error page though it was done", { kind: "serverError", code: 504, effect: true }, 1],
    ["a page that is not JSON", { kind: "notJson" }, 1],
  ];
  test.for(cases)("%s", async ([, action, arrived]) => {
    rig.fake.faults.add({ method: "sendMessage", action });
    expect(await failure()).toBeInstanceOf(PlatformSilence);
    expect(group.reads).toHaveLength(arrived);
  });

  test.for([{ kind: "silence" }, { kind: "slowBody" }] as const)("no end of waiting: $kind", async (action) => {
    await rig.close();
    rig = await createRig({ callTimeoutMs: 50 });
    group = rig.fake.group("Fireside");
    rig.fake.faults.add({ method: "sendMessage", action });
    const error = await failure();
    expect(error).toBeInstanceOf(PlatformSilence);
    expect(error).toMatchObject({ message: expect.stringContaining("in 50 ms") });
  });

  test("a call that its caller ends", async () => {
    rig.fake.faults.add({ method: "sendMessage", action: { kind: "silence" } });
    const controller = new AbortController();
    const sending = send({ text: "x" }, controller.signal);
    const outcome = expect(sending).rejects.toBeInstanceOf(PlatformSilence);
    await rig.fake.until(() => rig.fake.calls.length > 0);
    controller.abort();
    await outcome;
  });

  test("a refusal once the first part has gone out", async () => {
    rig.fake.faults.add({ method: "sendMessage", after: 1, action: refusals.kicked });
    const error = await failure({ text: "长".repeat(5000) });
    expect(error).toBeInstanceOf(PlatformSilence);
    expect(error).toMatchObject({ message: expect.stringContaining("part 2 of 2") });
    expect(group.reads).toHaveLength(1);
  });
});

test("a revoked token found while sending ends the connection", async () => {
  await rig.start();
  rig.fake.faults.add({ method: "sendMessage", action: refusals.unauthorized });
  await failure();
  expect(rig.bot.status().state).toBe("refused");
});
