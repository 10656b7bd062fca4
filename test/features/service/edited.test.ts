import { afterEach, describe, expect, test } from "vitest";
import type { EditEvent } from "../../../src/core/event.ts";
import { readable, type World } from "../../world/index.ts";
import { answerOf, bare, openShop, type ShopOptions } from "./shop.ts";

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

type Chat = EditEvent["chat"];
const group = () => world.message(null, "").chat;
const privateOf = (name: string) => ({ id: world.member(name).sender.id, kind: "private" as const, title: name });

/** Asks the bot by mention; gives the message's id. */
async function asks(name: string, words: string, more = {}): Promise<string> {
  const message = world.message(world.member(name).sender, words, { mentionsBot: words.includes("@"), ...more });
  await world.happens(message);
  world.bot.sent.length = 0;
  return message.messageId;
}

/** Changes what was said; what the bot says then. */
async function edits(
  name: string,
  messageId: string,
  text: string,
  chat: Chat = group(),
  more = {},
): Promise<string[]> {
  const { sender } = world.member(name);
  const { platform, account, at, key } = world.message(sender, text);
  const event: EditEvent = { kind: "edit", platform, account, key, chat, at, messageId, sender, text, ...more };
  await world.happens(event);
  return world.bot.sent.map(readable);
}

describe("a message that its writer changes", () => {
  test("is answered once more when it asks for something else, tied to it", async () => {
    await open();
    const id = await asks("ada", "@HearthBot 几点开门");
    expect((await edits("ada", id, "@HearthBot 怎么退款？")).map(bare)).toEqual([`@ada ${answerOf("refund")}`]);
    expect(world.bot.sent[0]?.replyTo).toBe(id);
  });

  test("is not answered twice when only a slip was put right, nor is a person fetched", async () => {
    await open();
    const several = await asks("ben", "@HearthBot 几点开门？怎么退款？");
    for (const words of ["几点开门？怎么退款？", "几点开门呢？怎么退款？"])
      expect(await edits("ben", several, `@HearthBot ${words}`)).toEqual([]);
    await world.setTime("2026-03-01 10:12");
    const id = await asks("ada", "@HearthBot 几点开门");
    expect(await edits("ada", id, "@HearthBot 你们几点开门？")).toEqual([]);
    expect(await edits("ada", id, "@HearthBot 几点开门！")).toEqual([]);
    expect(await world.query("SELECT id FROM ticket")).toEqual([]);
  });

  test("is what the desk reads, and what the ticket asks from then on", async () => {
    await open();
    const id = await asks("ada", "@HearthBot 火星上有没有水");
    await world.setTime("2026-03-01 10:01");
    await asks("ada", "@HearthBot 是红色的");
    expect(await edits("ada", id, "@HearthBot 木星上有没有水")).toEqual(["#1 ada 把刚才的话改成了：木星上有没有水"]);
    expect(await world.query("SELECT question FROM ticket")).toEqual([{ question: "木星上有没有水" }]);
  });

  test("is answered when the base knows what a waiting ticket asks now, which ends: the desk reads that, and no reminder", async () => {
    await open();
    const id = await asks("ada", "@HearthBot 火星上有没有水");
    expect((await edits("ada", id, "@HearthBot 怎么退款？")).map(bare)).toEqual([
      `@ada ${answerOf("refund")}`,
      "#1 ada 把问题改成了：怎么退款？\n这个知识库里有，我答了，工单已关闭。",
    ]);
    expect(await world.query("SELECT state FROM ticket")).toEqual([{ state: "closed" }]);
    expect(await world.query("SELECT outcome FROM faq_question ORDER BY id")).toEqual([
      { outcome: "dropped" },
      { outcome: "answered" },
    ]);
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 11:00");
    expect(world.bot.sent).toEqual([]);
  });

  test.each([
    ["somebody sees to it", async () => void (await world.member("olga").whispers("答复 1 我来"))],
    ["the staff have noted something", async () => void (await world.member("olga").whispers("答复 1 备注：老客人"))],
    ["more was said since", async () => void (await asks("ada", "@HearthBot 是红色的"))],
  ])("goes to the desk alone when %s, though the base knows it now", async (_, happens) => {
    await open();
    const id = await asks("ada", "@HearthBot 火星上有没有水");
    await happens();
    world.bot.sent.length = 0;
    const said = await edits("ada", id, "@HearthBot 怎么退款？");
    expect(said).toContain("#1 ada 把刚才的话改成了：怎么退款？");
    expect(said.join("\n")).not.toContain(answerOf("refund"));
    expect(await world.query("SELECT state FROM ticket")).toEqual([{ state: "open" }]);
  });

  test("is passed on as it is now when it was added to a ticket, which asks what it asked", async () => {
    await open();
    await asks("ada", "@HearthBot 火星上有没有水");
    await world.setTime("2026-03-01 10:01");
    const id = await asks("ada", "@HearthBot 是红的");
    expect(await edits("ada", id, "@HearthBot 是红色的那辆")).toEqual(["#1 ada 又说：是红色的那辆"]);
    expect(await world.query("SELECT question FROM ticket")).toEqual([{ question: "火星上有没有水" }]);
  });

  test("is heard in private without a mention, and for ten minutes only", async () => {
    await open();
    const chat = privateOf("ada");
    const id = await asks("ada", "几点开门", { chat });
    expect((await edits("ada", id, "怎么退款？", chat)).map(bare)).toEqual([answerOf("refund")]);
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:20");
    expect(await edits("ada", id, "可以带宠物吗？", chat)).toEqual([]);
  });

  test("is left alone when it never was for the bot, or is somebody else's", async () => {
    await open();
    const talk = await asks("ada", "今天好热");
    expect(await edits("ada", talk, "@HearthBot 几点开门")).toEqual([]);
    const id = await asks("ben", "@HearthBot 几点开门");
    expect(await edits("ada", id, "@HearthBot 怎么退款？")).toEqual([]);
  });

  test("after the staff answered with it: they hear that the member reads it as it was", async () => {
    await open();
    await asks("ada", "@HearthBot 火星上有没有水");
    const chat = privateOf("olga");
    const id = await asks("olga", "答复 1 三十元", { chat });
    const told = "ada 看到的还是你改之前的话，发出去的我改不了：把对的再回复一次就好。（#1）";
    expect(await edits("olga", id, "答复 1 三十五元", chat)).toEqual([told]);
    world.bot.sent.length = 0;
    // nothing was changed in it, as when a preview of a link comes; and what is no answer
    expect(await edits("olga", id, "答复 1 三十元", chat)).toEqual([]);
    expect(await edits("olga", await asks("olga", "工单", { chat }), "工单 1", chat)).toEqual([]);
    // at a desk of several people, too
    const desk = { id: "-2002", kind: "group", title: "staff" } as const;
    await world.query(
      `WITH staff AS (INSERT INTO chat (community_id, platform, address, kind, title, created_at, account)
         SELECT id, 'telegram', $1, 'group', 'staff', now(), 'bot1' FROM community RETURNING *)
       INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT platform, address, community_id, id FROM staff`,
      [desk.id],
    );
    await world.member("olga").says("客服台", { chat: desk });
    const typed = await asks("olga", "答复 1 四十元", { chat: desk });
    expect(await edits("olga", typed, "答复 1 四十五元", desk)).toEqual([told]);
    await world.member("olga").says("工单 1", { chat: desk });
    const replyTo = { messageId: world.bot.newestIn(desk.id) ?? "", toBot: true };
    const replied = await asks("olga", "明天见", { chat: desk, replyTo });
    expect(await edits("olga", replied, "后天见", desk, { toBot: true })).toEqual([told]);
    expect(await edits("olga", await asks("olga", "今天好忙", { chat: desk }), "好忙呀", desk)).toEqual([]);
  });

  test("that would have been answered unasked is not answered any more", async () => {
    await open({ settings: { unaskedMinutes: 5 } });
    await world.member("olga").whispers("设置 service.unaskedMinutes 6");
    const id = await asks("ada", "怎么申请退款？");
    const outcomes = () => world.query("SELECT outcome FROM faq_question");
    expect(await outcomes()).toEqual([{ outcome: "waiting" }]);
    await edits("ada", id, "算了，我自己找到了");
    expect(await outcomes()).toEqual([{ outcome: "dropped" }]);
  });
});
