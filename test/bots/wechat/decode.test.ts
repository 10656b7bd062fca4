import { describe, expect, test } from "vitest";
import { dateOf, decodeMessage, decodePassage, type Around } from "../../../bots/wechat/decode.ts";
import { Requests } from "../../../bots/wechat/friends.ts";
import { InOrder } from "../../../bots/wechat/order.ts";
import { paceOf } from "../../../bots/wechat/pace.ts";
import { quoteIn } from "../../../bots/wechat/quote.ts";
import { riskIn, riskInMessage } from "../../../bots/wechat/risk.ts";
import { messageTypes, type MessagePayload } from "../../../bots/wechat/wire.ts";
import type { MessageEvent } from "../../../src/core/event.ts";

const self = { account: "wechat", id: "@bot", name: "炉边" };
const ada = { id: "@ada", name: "ada 🌸", type: 1 };
const around: Around = { talker: ada, room: { id: "@@tea", topic: "茶馆" }, mentioned: [] };

const payload = (more: Partial<MessagePayload>): MessagePayload => ({
  id: "m1",
  talkerId: "@ada",
  roomId: "@@tea",
  timestamp: 1_772_326_800,
  type: messageTypes.text,
  text: "早",
  ...more,
});
const said = (more: Partial<MessagePayload>, where: Partial<Around> = {}) =>
  decodeMessage(payload(more), { ...around, ...where }, self) as MessageEvent | null;

describe("what somebody says", () => {
  test("is a message with who, where and when, in seconds or milliseconds", () => {
    expect(said({})).toEqual({
      platform: "wechat",
      account: "wechat",
      key: "message:m1",
      chat: { id: "@@tea", kind: "group", title: "茶馆" },
      at: new Date("2026-03-01T01:00:00Z"),
      kind: "message",
      messageId: "m1",
      sender: { kind: "person", id: "@ada", name: "ada 🌸" },
      text: "早",
      mentionsBot: false,
      mentions: [],
      forwarded: false,
    });
    expect(dateOf(1_772_326_800_000)).toEqual(new Date("2026-03-01T01:00:00Z"));
  });

  test("in private is in a chat of its person", () => {
    expect(said({ roomId: undefined }, { room: null })?.chat).toEqual({ id: "@ada", kind: "private", title: "ada 🌸" });
  });

  test.each([
    ["image", "photo"],
    ["video", "video"],
    ["audio", "voice"],
    ["emoticon", "sticker"],
    ["attachment", "document"],
    ["location", "location"],
    ["contact", "contact"],
    ["redEnvelope", "other"],
    ["transfer", "other"],
  ] as const)("as %s has no words of its own", (type, media) => {
    const event = said({ type: messageTypes[type], text: "<msg><img aeskey='x'/></msg>" });
    expect(event).toMatchObject({ text: "", media });
  });

  test("as a link or mini-program card has the card's title", () => {
    const text = "<msg><appmsg><title><![CDATA[春茶上新 & 品鉴]]></title><des>x</des></appmsg></msg>";
    for (const type of [messageTypes.url, messageTypes.miniProgram]) {
      expect(said({ type, text })).toMatchObject({ text: "春茶上新 & 品鉴", media: "link" });
    }
  });

  test("forwarded with a chat's history commands nothing", () => {
    expect(said({ type: messageTypes.chatHistory })).toMatchObject({ forwarded: true });
  });

  test.each([
    ["by our own account", { talkerId: "@bot" }],
    ["as a system note", { type: messageTypes.unknown }],
    ["as a group's note", { type: messageTypes.groupNote }],
  ])("%s is nobody's word", (_, more) => {
    expect(said(more)).toBeNull();
  });

  test("by an official account is no person's", () => {
    expect(said({}, { talker: { ...ada, type: 2 } })?.sender?.kind).toBe("channel");
  });

  test("and taken back is a recall of that message", () => {
    expect(said({ type: messageTypes.recalled, text: "m0" })).toMatchObject({ kind: "recall", messageId: "m0" });
  });
});

describe("mentions", () => {
  test.each(["@炉边\u2005签到", "@炉边 签到", "签到 @炉边"])("by nickname in %j mean us", (text) => {
    expect(said({ text })?.mentionsBot).toBe(true);
  });

  test("by what this group calls us mean us, and read as our nickname", () => {
    expect(said({ text: "@小管家\u2005签到" }, { ownAlias: "小管家" })).toMatchObject({
      mentionsBot: true,
      text: "@炉边 签到",
    });
  });

  test("by id mean us whatever the words, and name the others", () => {
    const event = said(
      { text: "@x\u2005@bea\u2005看", mentionIdList: ["@bot", "@bea"] },
      {
        mentioned: [
          { id: "@bot", name: "炉边" },
          { id: "@bea", name: "bea" },
        ],
      },
    );
    expect(event).toMatchObject({ mentionsBot: true, mentions: [{ id: "@bea", name: "bea" }] });
  });

  test.each(["@炉边茶馆\u2005早", "@所有人 开会了", "炉边 你好", "a@炉边店.com"])("are not in %j", (text) => {
    expect(said({ text })?.mentionsBot).toBe(false);
  });
});

describe("quotes", () => {
  test("in plain text answer whoever is named, and the words are the answer alone", () => {
    const text = "「炉边：第一题：龙井产自哪里？」\n- - - - - - - - - - - - - - -\n杭州";
    expect(said({ text })).toMatchObject({ text: "杭州", replyTo: { toBot: true, messageId: "" } });
    expect(said({ text: text.replace("炉边", "ada") })?.replyTo).toEqual({ messageId: "", toBot: false });
  });

  test("as an app message name the message and its writer", () => {
    const text =
      "<msg><appmsg><title>杭州</title><type>57</type><refermsg><type>3</type><svrid>m0</svrid><chatusr>@bea</chatusr><displayname>bea</displayname><content>&lt;title&gt;x&lt;/title&gt;</content></refermsg></appmsg></msg>";
    expect(said({ type: messageTypes.url, text })).toMatchObject({
      text: "杭州",
      replyTo: { messageId: "m0", toBot: false, from: { kind: "person", id: "@bea", name: "bea" }, media: "photo" },
    });
  });

  test.each([
    ["[图片]", "photo"],
    ["[视频]", "video"],
    ["[文件] 价目表.pdf", "document"],
    ["[Photo]", "photo"],
  ] as const)("of %s tell what it is, and no words", (words, media) => {
    const text = `「炉边：${words}」\n- - - - - - - - - - - - - - -\n这只有货`;
    expect(said({ text })?.replyTo).toEqual({ messageId: "", toBot: true, media });
  });

  test("of a file as an app message tell that it is one", () => {
    const file =
      "&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;价目表.pdf&lt;/title&gt;&lt;type&gt;6&lt;/type&gt;&lt;/appmsg&gt;&lt;/msg&gt;";
    const text = `<msg><appmsg><title>看第二页</title><type>57</type><refermsg><type>49</type><chatusr>${self.id}</chatusr><displayname>炉边</displayname><content>${file}</content></refermsg></appmsg></msg>`;
    expect(said({ type: messageTypes.url, text })?.replyTo).toEqual({ messageId: "", toBot: true, media: "document" });
  });

  test("are not what only looks like one", () => {
    expect(quoteIn("「茶」很好喝")).toBeNull();
    expect(quoteIn("「茶：龙井」\n很好喝")).toBeNull();
  });
});

test("who comes and goes is told one by one, with who brought them; ourselves as what happens to us", () => {
  const told = { inviteeIdList: [], inviterId: "@ada", roomId: "@@tea", timestamp: 1_772_326_800 };
  const bea = { id: "@bea", name: "bea", type: 1 };
  const events = decodePassage("join", told, [bea, { ...self, type: 1 }], ada, "茶馆", self);
  expect(events).toMatchObject([
    { kind: "join", key: "join:@@tea:1772326800000:@bea", memberName: "bea", by: { id: "@ada" } },
    { kind: "botStatus", status: "added" },
  ]);
  const alone = decodePassage("leave", { ...told, removeeIdList: [], removerId: "@bea" }, [bea], bea, "茶馆", self);
  expect(alone[0]).not.toHaveProperty("by");
});

describe("order", () => {
  test("is that of arrival, although later ones are there sooner", async () => {
    const got: string[] = [];
    const order = new InOrder<string>((value) => got.push(value));
    let resolve: (arrival: { at: number; value: string }) => void = () => {};
    const promise = new Promise<{ at: number; value: string }>((done) => (resolve = done));
    const first = order.take(promise);
    await order.take(Promise.resolve({ at: 1, value: "b" }));
    expect(got).toEqual([]);
    resolve({ at: 1, value: "a" });
    await first;
    expect(got).toEqual(["a", "b"]);
  });

  test("is mended by the messages' own time where several are here", async () => {
    const got: string[] = [];
    const order = new InOrder<string>((value) => got.push(value));
    order.hold();
    for (const [value, at] of [
      ["b", 2_000],
      ["a", 1_000],
      ["c", 2_000],
    ] as const)
      await order.take(Promise.resolve({ at, value }));
    order.release();
    expect(got).toEqual(["a", "b", "c"]);
  });

  test("loses only the place of what could not be read", async () => {
    const got: string[] = [];
    const order = new InOrder<string>((value) => got.push(value));
    await expect(order.take(Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    await order.take(Promise.resolve({ at: 1, value: "a" }));
    await order.empty();
    expect(got).toEqual(["a"]);
  });
});

describe("a warning", () => {
  test.each([
    "你的帐号存在异常，已被限制登录",
    "操作过于频繁，请稍后再试",
    "For account security, you cannot log in to Web WeChat",
    "登录环境异常",
  ])("is in %j", (text) => {
    expect(riskIn(text)).not.toBeNull();
  });

  test("is not in what people write, whatever they write", () => {
    const text = "你的账号存在异常，已被限制登录";
    expect(riskInMessage({ talkerId: "@ada", text })).toBeNull();
    expect(riskInMessage({ talkerId: "weixin", roomId: "@@tea", text })).toBeNull();
    expect(riskInMessage({ talkerId: "weixin", text })).toBe(text);
    expect(riskInMessage({ talkerId: "weixin", text: "欢迎使用微信" })).toBeNull();
  });
});

describe("manners", () => {
  test("new accounts send less than a third of what settled ones may, for two weeks", () => {
    const day = 24 * 3_600_000;
    expect(paceOf(new Date(0), 13 * day).overall.count).toBe(3);
    expect(paceOf(new Date(0), 14 * day).overall.count).toBe(12);
    expect(paceOf(null, 14 * day).overall.count).toBe(3);
  });

  test("no more than 200 messages in 24 hours go out that nobody asked for, whatever the account's age", () => {
    expect([paceOf(null, 0), paceOf(new Date(0), 30 * 86_400_000)].map((pace) => pace.unaskedADay)).toEqual([200, 200]);
  });

  test("requests are accepted by the rule, a minute apart and 20 a day at most", () => {
    const requests = new Requests();
    expect(requests.offer({ id: "x", kind: "friend" }, { isMember: true }, "none")).toBe(false);
    expect(requests.offer({ id: "x", kind: "friend" }, { isMember: false }, "members")).toBe(false);
    for (let index = 0; index < 50; index++)
      requests.offer({ id: `r${index}`, kind: "friend" }, { isMember: true }, "members");
    const accepted: number[] = [];
    for (let now = 0; now < 24 * 3_600_000; now += 10_000) if (requests.next(now)) accepted.push(now);
    expect(accepted.length).toBe(20);
    expect(accepted[1]).toBe(60_000);
  });
});
