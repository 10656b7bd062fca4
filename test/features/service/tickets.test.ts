import { afterEach, describe, expect, test } from "vitest";
import type { MessageEvent } from "../../../src/core/event.ts";
import { plain, readable, type World } from "../../world/index.ts";
import { answerOf, bare, doings, openShop, type ShopOptions } from "./shop.ts";

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

const { asks, privateOf } = doings(() => world);

describe("a person", () => {
  test("is reminded in working hours, and the managers are told", async () => {
    await open();
    await asks("ada", "转人工");
    await world.member("ada").says("转人工 我的包裹呢");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:31");
    expect(world.bot.sent[0]?.text).toMatch(/^⏰ #1 ada 已经等了31分钟：/u);
    for (const time of ["2026-03-01 11:35", "2026-03-01 13:40", "2026-03-02 10:00"]) await world.setTime(time);
    // the managers' private chats are the desk here: nobody is told the same twice
    expect(world.bot.sent.filter((message) => message.text.startsWith("⏰"))).toHaveLength(3);
  });

  test("who waits long is told once that they are not forgotten, and again only when they wait for something new", async () => {
    await open();
    await world.member("ada").says("转人工 我的包裹呢");
    const told = () => world.bot.sent.map(readable).filter((words) => words.includes("让你久等了"));
    await world.setTime("2026-03-01 10:31");
    expect(told()).toEqual([]);
    for (const time of ["2026-03-01 11:35", "2026-03-01 13:40", "2026-03-02 10:00"]) await world.setTime(time);
    expect(told()).toEqual(["@ada 让你久等了：店里还没有人腾出手来，我又提醒了他们，没有忘记你。（#1）"]);
    await world.member("olga").whispers("答复 1 明天到");
    await asks("ada", "能不能今天到，我很急用");
    for (const time of ["2026-03-02 10:35", "2026-03-02 11:40"]) await world.setTime(time);
    expect(told()).toHaveLength(2);
  });

  test("who has answered need not close: a day later the ticket closes by itself and asks whether it helped", async () => {
    await open();
    await asks("ada", "你们卖手机壳吗");
    await world.member("olga").whispers("答复 1 不卖哦");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-02 10:05");
    expect(world.bot.sent.map(readable)).toContain("@ada #1 处理完了，满意吗？\n[满意] [不满意]");
  });

  test("who says of themselves that they are content is not asked", async () => {
    await open();
    await world.member("ada").whispers("转人工 你们卖手机壳吗");
    expect(await world.member("ada").whispers("满意")).toContain("收到，已经补充给店里的人。（#1）");
    await world.member("olga").whispers("答复 1 不卖哦");
    expect(await world.member("ada").whispers("不满意")).toContain("收到，已经补充给店里的人。（#1）");
    await world.member("olga").whispers("答复 1 隔壁有卖");
    expect(await world.member("ada").whispers("满意！")).toEqual(["谢谢你的评价。"]);
    world.bot.sent.length = 0;
    await world.setTime("2026-03-02 10:05");
    expect(await world.query("SELECT state, rating FROM ticket")).toEqual([{ state: "closed", rating: 1 }]);
    expect(world.bot.sent.map(readable).filter((words) => words.includes("满意吗"))).toEqual([]);
  });

  test("leaves the bot free to answer something else, but not who wanted a person", async () => {
    await open();
    expect(await asks("ada", "你们卖手机壳吗")).toContainEqual(
      expect.stringMatching(/^(?:这个我还不知道|你是不是想问)/u),
    );
    await asks("ada", "转人工 手机壳");
    await world.query("UPDATE ticket SET reason = 'unknown'");
    expect(bare((await asks("ada", "几点开门？"))[0])).toBe(answerOf("hours"));
    expect(await asks("ada", "几点开门？")).toContain("收到，已经补充给店里的人。（#1）");
    await asks("ben", "转人工");
    expect(await asks("ben", "怎么退款？")).toContain("收到，已经补充给店里的人。（#2）");
    await world.member("olga").whispers("答复 2 说说看");
    expect(bare((await asks("ben", "怎么退款？"))[0])).toBe(answerOf("refund"));
  });

  test("is not asked what the bot can do", async () => {
    await open();
    for (const [name, question] of [
      ["ada", "转人工 我的包裹呢"],
      ["ben", "/human where is my parcel please"],
    ] as const)
      await world.member(name).whispers(question);
    const turns = await world.query("SELECT FROM ticket_turn");
    expect(await world.member("ada").whispers("help")).toEqual([expect.stringMatching(/^我是一个程序.*发送“帮助”/u)]);
    expect(await world.member("ben").whispers("Help!")).toEqual([expect.stringMatching(/^I am a program.*\/help/u)]);
    for (const words of ["帮助", "/help"]) expect(await world.member("ada").whispers(words)).toHaveLength(1);
    expect(await world.query("SELECT FROM ticket_turn")).toEqual(turns);
  });

  test("answers in the group's new place, tied to no message of the old one", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    const { platform, account, chat, at } = world.message(null, "");
    await world.happens({ kind: "migrated", platform, account, chat, at, key: "moved", toChatId: "-100777" });
    world.bot.sent.length = 0;
    await world.member("olga").whispers("答复 1 明天到");
    const [answer] = world.bot.sent;
    expect(answer).toMatchObject({ chatId: "-100777", text: "@ada 明天到\n——olga" });
    expect(answer).not.toHaveProperty("replyTo");
  });

  test("is told that nothing is sent where the bot is out of the group, unless the member can be reached alone", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await asks("ben", "转人工 我的退款呢");
    const { platform, account, chat, at } = world.message(null, "");
    const by = world.member("olga").sender;
    await world.happens({ kind: "botStatus", platform, account, chat, at, key: "out", status: "removed", by });
    await world.member("ben").whispers("在吗");
    expect(await world.member("olga").whispers("答复 1 明天到")).toEqual([
      "没有发出去：#1 ada 那边现在收不到我的消息（TA 退群了，我不在那个群里了，或被 TA 拉黑）。工单还留着，能收到了再答复。",
    ]);
    expect(await world.query("SELECT state FROM ticket WHERE id = 1")).toEqual([{ state: "open" }]);
    world.bot.sent.length = 0;
    await world.member("olga").whispers("答复 2 退了");
    expect(world.bot.sent[0]).toMatchObject({ chatId: privateOf("ben").id, text: "退了\n——olga" });
  });

  test("need not be asked of what is passed on to the bot alone, nor of the rest of an album whose caption was answered", async () => {
    await open();
    const eve = { chat: privateOf("eve"), forwarded: true };
    expect(bare((await world.member("eve").says("几点开门？", eve))[0])).toBe(answerOf("hours"));
    const album = { chat: privateOf("fay"), media: "photo" as const, album: "a" };
    expect(bare((await world.member("fay").says("几点开门？", album))[0])).toBe(answerOf("hours"));
    expect(await world.member("fay").says("", album)).toEqual([]);
  });

  test("is shown what a member shows, before their words and after, and a picture of the staff reaches the member", async () => {
    await open();
    const shows = (name: string, text = "", more: Partial<MessageEvent> = {}) =>
      world.member(name).says(text, { chat: privateOf(name), media: "photo", ...more });
    expect(await shows("ada")).toEqual([
      "我只看得懂文字：想问什么，写几个字给我；要给店里的人看，选“转人工”，我一起转过去。\n[转人工]",
    ]);
    // an album is many messages; to a sticker a nod is enough
    expect(await shows("ada")).toEqual([]);
    expect(await shows("ben", "", { media: "sticker" })).toEqual(["嗯嗯，有事随时说。"]);
    expect(await shows("ben", "", { media: "sticker" })).toEqual([]);
    const [opened, desk, more] = await world.member("ada").whispers("壶是裂的，这个怎么处理？");
    expect(opened).toBe("这个我还不知道，已经请店里的人来答，请稍等。（#1）");
    expect(desk).toMatch(
      /^↪ photo\n🔔 #1 ada 私聊（知识库里没有）\nada：\[图片\]\nada：\[图片\]\nada：壶是裂的，这个怎么处理？\n\n/u,
    );
    expect(more).toBe("↪ photo\n#1 ada");
    const copied = world.bot.sent.flatMap(({ copyOf }) => copyOf?.messageId ?? []);
    expect(new Set(copied).size).toBe(2);
    const replyTo = { messageId: world.bot.newestIn(privateOf("olga").id) ?? "", toBot: true };
    await world.setTime("2026-03-01 10:05");
    expect(await shows("ada", "另一面", { media: "video" })).toEqual([
      "↪ video\n#1 ada 又发来：[视频] 另一面",
      "收到，已经补充给店里的人。（#1）",
    ]);
    await world.setTime("2026-03-01 10:06");
    expect(await shows("ada", "", { media: "sticker" })).toEqual(["贴纸我转不过去，请用几句话说说。（#1）"]);
    expect(await shows("olga", "", { media: "sticker", replyTo })).toEqual([
      "这句没转出去：贴纸这类我转不了。写几个字，或发图片、语音、视频、文件。",
    ]);
    expect(await shows("olga", "换这只", { replyTo })).toEqual([
      "↪ photo\n换这只\n——olga",
      "已转给 ada（#1）。\n[收进知识库] [处理完了]",
    ]);
    // an album: that it was passed on is said once
    expect(await shows("olga", "", { replyTo, album: "a" })).toEqual(["↪ photo\n——olga"]);
    const again = await world.member("olga").whispers("工单 1");
    expect(again.slice(1)).toEqual(["↪ photo\n#1 ada", "↪ photo\n#1 ada", "↪ video\n#1 ada"]);
    expect(await world.query("SELECT outcome, ticket_id FROM faq_question WHERE media IS NOT NULL")).toEqual([
      { outcome: "shown", ticket_id: 1 },
      { outcome: "shown", ticket_id: 1 },
    ]);
    // nothing but where it was is kept, and with whoever is forgotten that goes, too, also from what waits to be sent
    await world.query(
      "UPDATE outbox SET state = 'pending', not_before_at = '2027-01-01' WHERE key LIKE 'ticket:1:more:%'",
    );
    await world.member("ada").whispers("删除我的数据");
    await world.happens(world.press(world.member("ada").sender, "确定", privateOf("ada")));
    const left = `SELECT (SELECT count(*)::int FROM ticket_turn) + (SELECT count(*)::int FROM faq_question WHERE media IS NOT NULL)
      + (SELECT count(*)::int FROM outbox WHERE message ? 'copyOf') AS left`;
    expect(await world.query(left)).toEqual([{ left: 0 }]);
  });

  test("is shown the picture of a question that was answered otherwise, and what one replies to in a group", async () => {
    await open();
    const mentions = (text: string, more: Partial<MessageEvent>) =>
      world.member("ben").says(`@HearthBot ${text}`, { mentionsBot: true, ...more });
    expect(bare((await mentions("几点开门？", { media: "photo" }))[0])).toBe(answerOf("hours"));
    const replyTo = { messageId: "77", toBot: false, from: world.member("ben").sender, media: "photo" as const };
    const asked = await mentions("转人工 是这只", { replyTo });
    expect(asked.slice(1)).toEqual([
      expect.stringMatching(
        /^↪ photo\n🔔 #1 ben 在“Tea House”（要找人工）\nben：\[图片\] 几点开门？\nben：\[图片\] 是这只\n/u,
      ),
      "↪ photo\n#1 ben",
    ]);
    // of somebody else's picture it is not theirs to pass on
    const others = { ...replyTo, from: world.member("ada").sender };
    expect((await mentions("还有这只", { replyTo: others }))[0]).toBe("#1 ben 又说：还有这只");
  });

  test("on another platform is told what cannot be shown there, and so is whoever sent it", async () => {
    await open({ others: [{ platform: "wechat", capabilities: plain }] });
    const carl = world.member("carl", "wechat");
    const chat = { id: carl.sender.id, kind: "private", title: "carl" } as const;
    const [desk, opened, words] = await carl.says("转人工 壶裂了", { chat, media: "photo" });
    expect(desk).toMatch(
      /^🔔 #1 carl 私聊（要找人工）\ncarl：\[图片\] 壶裂了\n[^]*\n（图片我转不过来，可以请 TA 用文字说）\n/u,
    );
    expect([opened, words]).toEqual(["已经请店里的人来答，请稍等。（#1）", "图片我转不过去，请用几句话说说。（#1）"]);
    const answers = (text: string) => world.member("olga").says(text, { chat: privateOf("olga"), media: "photo" });
    expect(await answers("答复 1")).toEqual(["图片转不到 carl 那里（#1），请用文字说。"]);
    expect(await answers("答复 1 换一只给你")).toEqual([
      "文字已转给 carl（#1）；图片转不到那里。\n[收进知识库] [处理完了]",
      "换一只给你\n——olga",
    ]);
  });

  test("is reminded anew of who asks on after an answer, and the first answer's time stays", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await world.setTime("2026-03-01 10:05");
    await world.member("olga").whispers("答复 1 明天到");
    await world.setTime("2026-03-01 11:00");
    await asks("ada", "能不能今天到，我很急用");
    await world.setTime("2026-03-01 11:20");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 11:31");
    expect(world.bot.sent[0]?.text).toMatch(/^⏰ #1 ada 已经等了31分钟：/u);
    await world.member("olga").whispers("答复 1 问过了，今晚");
    expect(await world.query("SELECT state, answered_at - opened_at = '5 minutes' AS first FROM ticket")).toEqual([
      { state: "answered", first: true },
    ]);
  });

  test("is fetched for the angry, and a member can fetch one only so often", async () => {
    await open({ settings: { ticketsADay: 1 } });
    expect(await asks("ada", "骗子！退钱！")).toContainEqual(
      expect.stringMatching(/^抱歉让你不满意，已经请店里的人来答/u),
    );
    await world.member("olga").whispers("工单 1");
    const [close] = world.bot.pressable.slice(-1);
    expect(close?.buttons?.flat().map((button) => button.label)).toContain("处理完了");
    await world.happens(world.press(world.member("olga").sender, "处理完了", close && privateOf("olga")));
    expect((await asks("ada", "转人工"))[0]).toMatch(/^今天转人工的次数已经用完了/u);
  });

  test("comes to a desk, which is not set where members talk before that is confirmed", async () => {
    await open();
    await world.member("olga").says("大家好");
    expect((await world.member("olga").says("客服台"))[0]).toMatch(/^好，成员的问题以后都转到这里/u);
    await world.member("ada").says("早上好呀");
    expect((await world.member("olga").says("客服台"))[0]).toContain("有 1 位不是店里的人");
    expect((await world.member("olga").whispers("客服台"))[0]).toMatch(/^好，成员的问题以后都转到这里/u);
  });
});
