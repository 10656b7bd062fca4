import { afterEach, describe, expect, test } from "vitest";
import { addEntries } from "../../../src/features/service/knowledge/entries.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { FakeModel } from "../../fakes/model.ts";
import type { World } from "../../world/index.ts";
import { doings, answerOf, bare, openShop, type ShopOptions } from "./shop.ts";
import { teashop } from "./teashop.ts";

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

const { asks, presses } = doings(() => world);

describe("answering", () => {
  test("answers in the group when it is mentioned, and is silent when it is not", async () => {
    await open();
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(answerOf("hours"));
    expect(await world.member("ben").says("几点开门？")).toEqual([]);
  });

  test("answers once for all who ask in the same minute, and everybody in private", async () => {
    await open();
    expect(await asks("ada", "几点开门")).toHaveLength(1);
    expect(await asks("ben", "你们几点开门？")).toEqual([]);
    expect(await world.member("ben").whispers("几点开门")).toHaveLength(1);
    await world.setTime("2026-03-01 10:02");
    expect(await asks("cleo", "几点开门")).toHaveLength(1);
  });

  test("answers every question of a message when each is certain by itself, else the message as a whole", async () => {
    await open();
    await world.member("olga").whispers("知识库 加 Do you ship abroad? | To Japan only.");
    const both = ["hours", "refund"].map(answerOf);
    expect((await asks("ada", "你好！几点开门？怎么退款？？谢谢")).map(bare)).toEqual(both);
    expect(await asks("ben", "怎么退款？几点开门？")).toEqual([]);
    expect(await world.query("SELECT text, outcome FROM faq_question ORDER BY id")).toEqual([
      { text: "你好！几点开门？", outcome: "answered" },
      { text: "怎么退款？？", outcome: "answered" },
      { text: "怎么退款？", outcome: "shared" },
      { text: "几点开门？", outcome: "shared" },
    ]);
    const [hours, abroad, ...others] = await world.member("cleo").whispers("几点开门？ Do you ship abroad?");
    expect([hours, abroad].map(bare)).toEqual([answerOf("hours"), "To Japan only."]);
    expect(others).toEqual([]);
    // what belongs together is one question
    for (const words of ["几点开门？几点开门呀？", "几点开门？周末也一样吗？", "几点开门，对吗？"]) {
      const name = `dora${words.length}`;
      expect((await world.member(name).whispers(words)).map(bare)).toEqual([answerOf("hours")]);
    }
  });

  test("answers what is certain of several questions, and brings the rest to a person or asks it back", async () => {
    await open({ settings: { ticketsADay: 1 } });
    const [hours, ...told] = (await asks("ada", "几点开门？你们卖手机壳吗？")).map(bare);
    expect(hours).toBe(answerOf("hours"));
    expect(told).toHaveLength(2);
    const parts = [
      "关于“你们卖手机壳吗？”：\n这个我还不知道，已经请店里的人来答，请稍等。（#1）",
      expect.stringContaining("ada：你们卖手机壳吗？"),
    ];
    expect(told).toEqual(expect.arrayContaining(parts));
    expect(await world.query("SELECT text, outcome FROM faq_question ORDER BY id")).toEqual([
      { text: "几点开门？", outcome: "answered" },
      { text: "你们卖手机壳吗？", outcome: "unknown" },
    ]);
    expect(await world.query("SELECT question FROM ticket")).toEqual([{ question: "你们卖手机壳吗？" }]);
    await world.member("olga").whispers("知识库 加 Do you ship abroad? | To Japan only.");
    const spoken = await world.member("ben").whispers("do you ship abroad and do you sell phone cases?");
    expect(spoken[0]).toContain("To Japan only.");
    expect(spoken.join()).toContain('About "do you sell phone cases?":\nI do not know that yet');
    // who may ask no more people has the answer all the same
    await presses("olga", "处理完了", true);
    expect((await world.member("ben").whispers("怎么退款？你们卖轮胎吗？")).map(bare)).toEqual([
      answerOf("refund"),
      expect.stringContaining("关于“你们卖轮胎吗？”：\n今天转人工的次数已经用完了"),
    ]);
  });

  test("tells in /privacy who the model's provider is, where there is one", async () => {
    await open({ model: new FakeModel(() => null) });
    expect((await world.member("ada").whispers("隐私"))[0]).toContain("交给 tea-1, model.example");
  });

  test("says nothing to other bots", async () => {
    await open();
    const bot = { kind: "bot" as const, id: "77", name: "Other" };
    expect(await world.happens(world.message(bot, "@HearthBot 几点开门", { mentionsBot: true }))).toEqual([]);
  });

  test("answers with an entry's words as they are in this moment, and not with a removed one", async () => {
    await open();
    await asks("ada", "几点开门");
    const [entry] = await world.query<{ id: number }>("SELECT id FROM faq_entry WHERE question = $1", [
      teashop[0]?.question,
    ]);
    await world.setTime("2026-03-01T10:01");
    await world.member("olga").whispers(`知识库 改 ${entry?.id} 答案 从明天起每天 8:00 开门。`);
    expect((await asks("cleo", "几点开门"))[0]).toContain("从明天起每天 8:00 开门。");
    await world.member("olga").whispers(`知识库 删 ${entry?.id}`);
    expect((await asks("dora", "几点开门"))[0]).not.toContain("8:00");
  });

  test("learns its thresholds from the entries, a minute after they changed, and the next night what an older program had learnt", async () => {
    await open();
    await world.member("olga").whispers("知识库 加 有没有停车场？ | 店后面有车位。");
    await world.setTime("2026-03-01 10:02");
    const learnt = async () =>
      (await world.query<{ samples: number }>("SELECT (calibration->>'samples')::int AS samples FROM faq_version"))[0];
    const now = await learnt();
    expect(now?.samples).toBeGreaterThan(0);
    const older = (method: string) =>
      world.query(`UPDATE faq_version SET calibration = (calibration || '{"samples": 1}') ${method}`);
    await older("");
    await world.setTime("2026-03-02 04:10");
    expect(await learnt()).toEqual({ samples: 1 });
    await older("- 'method'");
    await world.setTime("2026-03-03 04:10");
    expect(await learnt()).toEqual(now);
  });

  test("lets only who asked say whether it helped, and learns from that the next night", async () => {
    await open();
    await asks("ada", "几点开门");
    await asks("ben", "你们几点开门？");
    const press = (name: string) => world.happens(world.press(world.member(name).sender, "没用"));
    expect((await press("cleo"))[0]?.text).toBe("有没有用，由提问的人来说。");
    await press("ben");
    expect(await world.query("SELECT outcome, feedback FROM faq_question ORDER BY id")).toEqual([
      { outcome: "answered", feedback: null },
      { outcome: "shared", feedback: -1 },
    ]);
    await world.setTime("2026-03-02 04:00");
    expect(await world.query("SELECT calibrated_version = version AS fresh FROM faq_version")).toEqual([
      { fresh: true },
    ]);
  });

  test("sends an entry's first picture as a picture, and a long answer whole", async () => {
    await open();
    const long = "一句很长的话。".repeat(900);
    const olga = world.member("olga");
    await olga.whispers(`知识库 加 茶园在哪座山上 | ${long}`);
    await olga.whispers("知识库 改 15 图片 https://tea.example/map.jpg https://tea.example/gate.jpg");
    await asks("ada", "茶园在哪座山上");
    const sent = world.bot.sent.at(-1);
    expect(sent?.picture).toEqual({ png: "https://tea.example/map.jpg", alt: "茶园在哪座山上" });
    expect(sent?.text).toBe(`${long}\nhttps://tea.example/gate.jpg`);
  });

  test("tells managers of entries that answer one question differently", async () => {
    await open();
    const olga = world.member("olga");
    await olga.whispers("知识库 加 寄到新疆要几天？ | 七天。");
    await olga.whispers("知识库 加 新疆 | 五天。\n问法：寄到新疆要几天");
    expect((await olga.whispers("知识库 缺口"))[0]).toBe(
      "互相矛盾的：\n· 第 15 条和第 16 条都答“寄到新疆要几天”，答案不一样",
    );
    await olga.whispers("知识库 改 15 截止 2026-02-28");
    expect((await olga.whispers("知识库 缺口"))[0]).not.toContain("矛盾");
  });

  test("makes a large base searchable in a thread, and answers who asked meanwhile when it is done", async () => {
    await open();
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    const many = Array.from({ length: 700 }, (_, i) =>
      entryContent.parse({ question: `编号 ${i} 的杯子多少钱`, answer: `编号 ${i} 的杯子 ${i} 元。` }),
    );
    const writer = { communityId: community?.id ?? 0, memberId: null, now: world.now };
    await world.database.prisma.$transaction((tx) => addEntries({ ...writer, tx }, many), { timeout: 120_000 });
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(`@ada ${answerOf("hours")}`);
    expect(bare((await asks("ben", "怎么申请退款呀"))[0])).toBe(answerOf("refund"));
  });

  test("answers a question nobody else answered, if that is switched on, and keeps quiet once somebody speaks", async () => {
    await open();
    await world.member("olga").whispers("设置 service.unaskedMinutes 3");
    expect(await world.member("ada").says("你们几点开门？")).toEqual([]);
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:04");
    expect(world.bot.sent.map((message) => message.text)).toEqual([answerOf("hours")]);
    await world.member("ada").says("怎么申请退款？");
    await world.member("ben").says("我来说吧");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:10");
    expect(world.bot.sent).toEqual([]);
    // so may who hides behind the group, who passes something on, and who asked and found it out
    const group = { kind: "anonymousAdmin", id: "-1001", name: "Tea House" } as const;
    const others: Record<string, () => Promise<unknown>> = {
      "10:14": () => world.happens(world.message(group, "看置顶")),
      "10:18": () => world.member("ben").says("退款说明", { forwarded: true }),
      "10:22": () => world.member("ada").says("算了，找到了"),
    };
    for (const [later, speaks] of Object.entries(others)) {
      await world.member("ada").says("怎么申请退款？");
      await speaks();
      await world.setTime(`2026-03-01 ${later}`);
    }
    expect(world.bot.sent).toEqual([]);
    // whoever asks the same finds the answer above; and what three a day hold back is not called answered
    for (const at of ["10:25", "11:00", "11:40", "12:20"]) {
      await world.setTime(`2026-03-01 ${at}`);
      await world.member("cleo").says("你们几点开门？");
      await world.setTime(`2026-03-01 ${at.replace(/.$/, "4")}`);
    }
    expect(world.bot.sent.map((message) => message.text)).toEqual([answerOf("hours"), answerOf("hours")]);
    const outcomes = await world.query<{ outcome: string }>("SELECT outcome FROM faq_question ORDER BY id");
    const found = ["answered", ...Array<string>(5).fill("dropped"), "answered", "answered", "dropped"];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(found);
  });

  test("loses none of 200 questions at once: each is answered, asked back or with a person", async () => {
    await open();
    const words = ["几点开门", "怎么退款", "你们卖手机壳吗", "会员卡怎么办"];
    const events = Array.from({ length: 200 }, (_, i) => {
      const { sender } = world.member(`m${i}`);
      const chat = { id: sender.id, kind: "private" as const, title: sender.name };
      return world.message(sender, words[i % 4] ?? "", { chat });
    });
    const before = performance.now();
    await world.happens(...events);
    process.stdout.write(`200 questions in ${Math.round(performance.now() - before)} ms\n`);
    const [row] = await world.query<{ questions: string; tickets: string; unsaid: string }>(
      `SELECT (SELECT count(*) FROM faq_question) AS questions, (SELECT count(*) FROM ticket) AS tickets,
        (SELECT count(*) FROM inbox WHERE status <> 'done') AS unsaid`,
    );
    expect(row).toMatchObject({ questions: "200", unsaid: "0" });
    const told = world.bot.sent.filter((message) => message.text.startsWith("🔔")).length;
    expect(told).toBe(Number(row?.tickets));
  }, 300_000);
});

test("what was asked is the sum of what became of it, wishes for a person among it", async () => {
  await open();
  await asks("ada", "几点开门？");
  await asks("ben", "几点开门？");
  await asks("cleo", "转人工 我的包裹呢");
  await asks("cleo", "是红色的那个");
  await asks("dora", "火星上有没有水？");
  await presses("olga", "不归我们管", true);
  await asks("fay", "火星上有没有水？");
  await asks("gus", "怎么退款？");
  await world.query("UPDATE faq_question SET outcome = 'suggested' WHERE id = (SELECT max(id) FROM faq_question)");
  expect((await world.member("olga").whispers("知识库 数据"))[0]?.split("\n")[0]).toBe(
    "最近 30 天提问 6 次：机器人答了 2 次（33 %），转人工 2 次，反问后没选 1 次，说过帮不上 1 次",
  );
});
