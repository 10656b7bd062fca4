import { afterEach, describe, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { doings, openShop, shop, type ShopOptions } from "./shop.ts";

// What colleagues at the desk meet, and who waits for them.

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

const { asks, privateOf, presses, said } = doings(() => world);

describe("reminders", () => {
  test("bring up all who wait in one message, twice on the day and then on mornings, and each of them by one press", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await world.member("ben").whispers("转人工");
    said();
    await world.setTime("2026-03-01 10:31");
    expect(said()).toEqual([
      "⏰ 还有 2 个问题在等：\n#1 ada 31分钟前：我的包裹呢\n#2 ben 31分钟前：没写问题\n[#1 ada]\n[#2 ben]",
    ]);
    await world.setTime("2026-03-01 10:40");
    expect(said()).toEqual([]);
    await world.setTime("2026-03-01 11:35");
    expect(said().filter((words) => words.startsWith("⏰"))).toHaveLength(1);
    for (const time of ["2026-03-01 13:40", "2026-03-01 20:00"]) await world.setTime(time);
    expect(said()).toEqual([]);
    await world.setTime("2026-03-02 09:01");
    expect(said().filter((words) => words.startsWith("⏰"))).toEqual([
      "⏰ 还有 2 个问题在等：\n#1 ada 23小时1分钟前：我的包裹呢\n#2 ben 23小时1分钟前：没写问题\n[#1 ada]\n[#2 ben]",
    ]);
    await presses("olga", "#1 ada", true);
    expect(said()[0]).toMatch(/^🔔 #1 ada 在“Tea House”（要找人工）\nada：我的包裹呢\n/u);
  });

  test("of several are no message to reply to: a reply is not sent to whoever stands first", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await asks("ben", "转人工 发票开错了");
    await world.setTime("2026-03-01 10:31");
    const messageId = world.bot.newestIn(privateOf("olga").id) ?? "";
    const chat = privateOf("olga");
    expect(await world.member("olga").says("在路上了", { chat, replyTo: { messageId, toBot: true } })).toEqual([
      "这条里不止一位在等：先选要答的那一位，或发送“答复 编号 内容”。",
    ]);
  });

  test("of what waited through the night come in the morning as one", async () => {
    await open();
    await world.setTime("2026-03-01 23:00");
    for (const name of ["ada", "ben", "cleo"])
      expect((await asks(name, "转人工 我的包裹呢"))[0]).toContain("现在是休息时间，09:00 之后回复你");
    said();
    await world.setTime("2026-03-02 09:31");
    const reminders = said().filter((words) => words.startsWith("⏰"));
    expect(reminders).toHaveLength(1);
    expect(reminders[0]).toMatch(/^⏰ 还有 3 个问题在等：/u);
  });
});

describe("a colleague", () => {
  test("who forgets to reply is asked whom the words are for, and they go out once", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    expect(await world.member("olga").whispers("明天就到")).toEqual([
      "这句是答复谁的？选一个，我就转过去；都不是就不用管。\n[#1 ada]",
    ]);
    said();
    await presses("olga", "#1 ada", true);
    expect(said()[0]).toBe("@ada 明天就到\n——olga");
    await presses("olga", "#1 ada", true);
    expect(said()).toEqual(["这句已经转过去了。"]);
  });

  test("to whom nobody gave a role is told that the words were not passed on", async () => {
    await open();
    await world.member("olga").says("客服台");
    await world.member("ada").whispers("转人工 我的包裹呢");
    const { id } = world.message(null, "").chat;
    const replyTo = { messageId: world.bot.newestIn(id) ?? "", toBot: true };
    expect((await world.member("hank").says("明天就到", { replyTo }))[0]).toMatch(
      /^这句没有转出去：我还不知道你是店里的人/u,
    );
    await world.giveRole("hank", "host");
    expect(await world.member("hank").says("明天就到", { replyTo })).toContain("明天就到\n——hank");
  });

  test("who comes after a ticket was closed still reaches the member, and what follows the receipt does too", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await world.member("olga").whispers("答复 1 明天到");
    const messageId = world.bot.newestIn(privateOf("olga").id) ?? "";
    await presses("olga", "处理完了", true);
    expect(await world.member("olga").whispers("答复 1 是后天")).toContain("@ada 是后天\n——olga");
    const chat = privateOf("olga");
    const more = await world.member("olga").says("上午", { chat, replyTo: { messageId, toBot: true } });
    expect(more).toContain("@ada 上午\n——olga");
  });

  test("answers with any entry by its number, which is then not offered as one more", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    const replyTo = { messageId: world.bot.newestIn(privateOf("olga").id) ?? "", toBot: true };
    const replies = (words: string) => world.member("olga").says(words, { chat: privateOf("olga"), replyTo });
    expect(await replies("用 99")).toEqual(["知识库里没有第 99 条，什么也没转出去。"]);
    expect(await replies("用3")).toEqual([
      `@ada ${shop[2]?.answer}\n——olga`,
      "已转给 ada（#1）。\n[以后这样问也答这条] [处理完了]",
    ]);
    expect(await world.member("olga").whispers("答复 1 use #1")).toContain(`@ada ${shop[0]?.answer}\n——olga`);
    await world.query("UPDATE faq_entry SET audience = 'staff' WHERE id = 2");
    await world.query("UPDATE faq_entry SET valid_until = '2026-02-28' WHERE id = 4");
    for (const entry of [2, 4])
      expect(await replies(`用 ${entry}`)).toEqual([
        `第 ${entry} 条只给店里看，或者已经到期，什么也没转出去。要说就自己写。`,
      ]);
    // a sentence that only begins so is said
    expect(await replies("用 3 克茶")).toContain("@ada 用 3 克茶\n——olga");
    await replies("用 3");
    said();
    await presses("olga", "处理完了", true);
    expect(said()).toContain("#1 已关闭。");
  });

  test("is offered as an entry what says all of what it asks, with all of what was answered", async () => {
    await open();
    await world.member("ada").whispers("转人工 有没有月饼？");
    await world.member("olga").whispers("答复 1 有的，中秋前两周上架。");
    await world.member("olga").whispers("答复 1 今年有三种。");
    await world.member("ada").whispers("那多少钱一盒？");
    await world.member("olga").whispers("答复 1 128 一盒");
    said();
    await presses("olga", "处理完了", true);
    expect(said().at(-1)).toContain("问：有没有月饼？\n答：有的，中秋前两周上架。\n今年有三种。\n");
  });
});

describe("who waits", () => {
  test("and is losing patience is heard: the desk is asked to see to them first, once", async () => {
    await open();
    await asks("ben", "转人工 我的包裹呢");
    const upset = await asks("ben", "你们太差了");
    expect(upset[0]).toMatch(/^❗ #1 ben 听起来不高兴了，请先答 TA：你们太差了\n/u);
    expect(upset[1]).toBe("真的抱歉。你的话我原样转给了店里，请他们先看你这边。（#1）");
    expect((await asks("ben", "太差了太差了"))[0]).toBe("#1 ben 又说：太差了太差了");
  });

  test("is told when a ticket is closed without an answer, and one press opens the same ticket again", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    said();
    await presses("olga", "处理完了", true);
    expect(said()[0]).toBe("@ada 店里说 #1 处理好了。还没好的话，选“还没解决”，我再去请人。\n[解决了] [还没解决]");
    await presses("ben", "还没解决");
    expect(said()).toEqual(["这个由提问的人来评。"]);
    await presses("ada", "还没解决");
    const [desk, member] = said();
    expect(desk).toMatch(/^🔔 #1 ada 在“Tea House”（关单后说还没解决）\nada：我的包裹呢\nada：还没解决\n/u);
    expect(member).toBe("好，已经再请店里的人来看 #1。想补充什么，直接写就好。");
    await presses("ada", "还没解决");
    expect(said()).toEqual(["店里的人已经知道了，会在这里回复你。还想补充什么，直接写就好。（#1）"]);
  });

  test("and leaves the group is answered in private where that can be, and the desk knows", async () => {
    await open();
    await world.member("ada").whispers("你好");
    for (const name of ["ada", "ben"]) await asks(name, "转人工 我的包裹呢");
    said();
    const { platform, account, chat, at } = world.message(null, "");
    const leaves = (name: string) =>
      world.happens({
        platform,
        account,
        chat,
        at,
        key: `left:${name}`,
        kind: "leave",
        memberName: name,
        member: world.member(name).sender,
      });
    await leaves("ada");
    expect(said()[0]).toMatch(/^#1 ada 退群了。你的答复我改发到 TA 的私聊。\n/u);
    await leaves("ben");
    expect(said()[0]).toMatch(/^#2 ben 退群了。TA 看不到群里的答复/u);
    said();
    await world.member("olga").whispers("答复 1 明天到");
    expect(world.bot.sent.find((one) => one.text.startsWith("明天到"))?.chatId).toBe(privateOf("ada").id);
    // nobody reads in the group what they were answered there, nor that it is settled
    said();
    expect(await world.member("olga").whispers("答复 2 明天到")).toEqual([
      "没有发出去：#2 ben 那边现在收不到我的消息（TA 退群了，我不在那个群里了，或被 TA 拉黑）。工单还留着，能收到了再答复。",
    ]);
    said();
    await world.member("olga").whispers("工单 2");
    await presses("olga", "处理完了", true);
    expect(said().slice(1)).toEqual(["#2 已关闭。"]);
  });

  test("and adds something after hours reads when there is somebody", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    await world.setTime("2026-03-01 22:00");
    said();
    await asks("ada", "蓝色的盒子");
    expect(said()).toContain("收到，已经补充给店里的人。现在是休息时间，09:00 之后回复你。（#1）");
  });
});

test("a wording for which a member chose an entry is added by one press under the gaps", async () => {
  await open();
  await asks("ada", "几点开门？");
  await world.query("UPDATE faq_question SET outcome = 'chosen', text = '啥时候能来坐坐'");
  const gaps = (await world.member("olga").whispers("知识库 缺口"))[0] ?? "";
  expect(gaps).toContain("可以补的问法：");
  const [add] = /第 \d+ 条加上“啥时候能来坐坐”/u.exec(gaps) ?? [""];
  said();
  await presses("olga", add, true);
  expect(said()[0]).toMatch(/^记下了，以后问“.+”就答第 \d+ 条。$/u);
  expect((await world.member("olga").whispers("知识库 缺口"))[0]).not.toContain("可以补的问法：");
});

describe("in private nobody meets silence", () => {
  const here = "我在。店里的事直接问我就好；想找人，发送“转人工”。";

  test("neither with a bare word, nor with dots, nor with ok; the staff are told what they can do", async () => {
    await open();
    expect(await world.member("ada").whispers("月饼")).toEqual([
      "这个我没找到。多说几个字，我再找找；也可以请店里的人来看看。\n[转人工]",
    ]);
    await presses("ada", "转人工", true);
    expect(said()).toContain("已经请店里的人来答，请稍等。（#1）");
    expect(await world.member("ben").whispers("？？？")).toEqual([here]);
    expect(await world.member("ben").whispers("你好啊")).toEqual([here]);
    expect(await world.member("ben").whispers("好的")).toEqual(["嗯嗯，有事随时说。"]);
    expect(await world.member("ben").whispers("嗯")).toEqual([]);
    await world.member("olga").whispers("答复 1 有");
    await presses("olga", "处理完了", true);
    expect((await world.member("olga").whispers("月饼"))[0]).toMatch(/^这句我没看懂。答复成员：/u);
  });
});
