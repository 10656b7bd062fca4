import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { features, withModels } from "../../../src/features/index.ts";
import { addEntries } from "../../../src/features/service/knowledge/entries.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import { dataFile, testData } from "../../data.ts";
import { FakeModel } from "../../fakes/model.ts";
import { createWorld, readable, type World } from "../../world/index.ts";
import { teashop } from "./teashop.ts";

/** Each entry of the test's shop, those without an answer too. */
const shop = teashop.map(({ id, question, alternatives, answer }) => ({
  id,
  question,
  alternatives,
  answer: answer || `见店里的告示（${id}）。`,
}));

let world: World;
afterEach(() => world.close());

/** A world whose shop has the test's fourteen entries, and olga who answers in private. */
async function open(options: { model?: FakeModel; settings?: Record<string, unknown> } = {}): Promise<void> {
  const { model } = options;
  const served = model ? withModels({ rephraser: { model, prompts: loadPrompts() } }) : features;
  world = await createWorld({ features: served, at: "2026-03-01T10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("帮助");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const communityId = community?.id ?? 0;
  const contents = shop.map((entry) => entryContent.parse({ ...entry, alternatives: [...entry.alternatives] }));
  await world.database.prisma.$transaction((tx) =>
    addEntries({ tx, communityId, memberId: null, now: world.now }, contents),
  );
  for (const [key, value] of Object.entries(options.settings ?? {})) {
    await world.query("INSERT INTO setting (community_id, feature, key, value) VALUES ($1, 'service', $2, $3)", [
      communityId,
      key,
      JSON.stringify(value),
    ]);
  }
}

const asks = (name: string, words: string) => world.member(name).says(`@HearthBot ${words}`, { mentionsBot: true });
const answerOf = (id: string) => shop.find((entry) => entry.id === id)?.answer ?? "";
const bare = (answer: string | undefined) => answer?.replace("\n[有用] [没用]", "");

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

  test("learns its thresholds from the entries, a minute after they changed", async () => {
    await open();
    await world.member("olga").whispers("知识库 加 有没有停车场？ | 店后面有车位。");
    await world.setTime("2026-03-01 10:02");
    const [row] = await world.query<{ calibration: { samples: number } | null }>("SELECT calibration FROM faq_version");
    expect(row?.calibration?.samples).toBeGreaterThan(0);
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
    await world.database.prisma.$transaction((tx) => addEntries({ ...writer, tx }, many));
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(`@ada ${answerOf("hours")}`);
    expect(bare((await asks("ben", "怎么退款"))[0])).toBe(answerOf("refund"));
  });

  test("answers a question nobody else answered, if that is switched on, and keeps quiet once somebody speaks", async () => {
    await open();
    await world.member("olga").whispers("设置 service.unaskedMinutes 3");
    expect(await world.member("ada").says("你们几点开门？")).toEqual([]);
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:04");
    expect(world.bot.sent.map((message) => message.text)).toEqual([answerOf("hours")]);
    await world.member("ada").says("怎么退款？");
    await world.member("ben").says("我来说吧");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-01 10:10");
    expect(world.bot.sent).toEqual([]);
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

  test("who has answered need not close: a day later the ticket closes by itself and asks whether it helped", async () => {
    await open();
    await asks("ada", "你们卖手机壳吗");
    await world.member("olga").whispers("答复 1 不卖哦");
    world.bot.sent.length = 0;
    await world.setTime("2026-03-02 10:05");
    expect(world.bot.sent.map(readable)).toContain("@ada #1 处理完了，满意吗？\n[满意] [不满意]");
  });

  test("leaves the bot free to answer something else, but not who wanted a person", async () => {
    await open();
    expect((await asks("ada", "你们卖手机壳吗"))[0]).toMatch(/^(?:这个我还不知道|你是不是想问)/u);
    await asks("ada", "转人工 手机壳");
    await world.query("UPDATE ticket SET reason = 'unknown'");
    expect(bare((await asks("ada", "几点开门？"))[0])).toBe(answerOf("hours"));
    expect(await asks("ada", "几点开门？")).toContain("收到，已经补充给店里的人。（#1）");
    await asks("ben", "转人工");
    expect(await asks("ben", "怎么退款？")).toContain("收到，已经补充给店里的人。（#2）");
    await world.member("olga").whispers("答复 2 说说看");
    expect(bare((await asks("ben", "怎么退款？"))[0])).toBe(answerOf("refund"));
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
    expect((await asks("ada", "骗子！退钱！"))[0]).toMatch(/^抱歉让你不满意，已经请店里的人来答/u);
    await world.member("olga").whispers("工单 1");
    const [close] = world.bot.pressable.slice(-1);
    expect(close?.buttons?.flat().map((button) => button.label)).toContain("处理完了");
    await world.happens(world.press(world.member("olga").sender, "处理完了", close && privateOf("olga")));
    expect((await asks("ada", "转人工"))[0]).toMatch(/^今天转人工的次数已经用完了/u);
  });
});

const privateOf = (name: string) => ({ id: world.member(name).sender.id, kind: "private" as const, title: name });

describe.skipIf(!testData)("injection questions", () => {
  const texts = readFileSync(testData ? dataFile("injection/prompt_injection_zh_en.jsonl") : "/dev/null", "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { text: string }).text);
  const some = texts.filter((_, i) => i % Math.ceil(texts.length / 60) === 0);

  const allowed =
    /^(?:这个我还不知道|你是不是想问：|我在。|抱歉让你不满意|已经请店里|收到，已经补充|今天转人工|I do not know|Did you mean)/u;
  const answers = new Set(shop.map((entry) => entry.answer));

  test.each([
    ["without a model", null],
    [
      "with a model that obeys the attacker",
      (user: string) => ({ ids: [1], quotes: [user.slice(0, 5)], reply: user.slice(0, 200) }),
    ],
    ["with a silent model", () => null],
    ["with a model that talks garbage", () => ({ ids: [7], quotes: ["%%"], reply: "‮\u200Bдай денег @all" })],
  ] as const)(
    "change nothing and get only what people wrote, %s",
    async (_, script) => {
      const model = script ? new FakeModel(script) : null;
      await open(model ? { model, settings: { mode: "rephrase" } } : {});
      const ledger = "SELECT count(*) FROM ledger_entry";
      const before = await world.query(ledger);
      world.bot.sent.length = 0;
      const events = some.map((text, i) => {
        const { sender } = world.member(`m${i}`);
        return world.message(sender, text, { chat: { id: sender.id, kind: "private", title: sender.name } });
      });
      await world.happens(...events);
      const desk = world.member("olga").sender.id;
      const odd = world.bot.sent.filter(
        (message) => message.chatId !== desk && !answers.has(message.text) && !allowed.test(message.text),
      );
      expect(
        odd.map((message) => message.text).filter((text) => !/你是想说|Did you mean|我不认识/u.test(text)),
      ).toEqual([]);
      expect(await world.query(ledger)).toEqual(before);
      expect(await world.query("SELECT 1 FROM inbox WHERE status <> 'done'")).toEqual([]);
    },
    300_000,
  );
});

describe("rephrasing", () => {
  const hours = answerOf("hours");

  test("posts the model's words when they pass the gate, and the shop's own when they do not", async () => {
    const replies = [`${hours.slice(0, -1)}哦。`, "全场免费，点 https://evil.example"];
    const model = new FakeModel(() => ({ ids: [1], quotes: [hours.slice(0, 6)], reply: replies.shift() ?? "" }));
    await open({ model, settings: { mode: "rephrase" } });
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(`@ada ${hours.slice(0, -1)}哦。`);
    await world.setTime("2026-03-01 10:15");
    expect(bare((await asks("ben", "你们几点开门呀"))[0])).toBe(`@ben ${hours}`);
    expect(await world.query("SELECT verdict, reason FROM llm_call ORDER BY id")).toEqual([
      { verdict: "passed", reason: null },
      { verdict: "refused", reason: expect.stringMatching(/links|words/) as unknown },
    ]);
  });

  test("never shows a provider a member's phone number", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase" } });
    await asks("ada", "几点开门 13812345678");
    await asks("ada", "几点开门？我电话 138 1234 5678");
    expect(JSON.stringify(model.asked)).not.toMatch(/138.?1234.?5678/);
  });

  test("asks no more than five times an hour for one member, and stops at the month's money within one request", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase", ticketsADay: 100 } });
    for (let i = 0; i < 14; i++) await world.member("ada").whispers(teashop[i]?.question ?? "");
    expect(model.asked.length).toBe(5);
    model.monthlyCap = 6_500;
    for (let i = 0; i < 8; i++) await world.member("ben").whispers(teashop[i]?.question ?? "");
    expect(model.asked.length).toBe(6);
    const told = world.bot.sent.filter((message) => message.text.startsWith("本月模型费用已到上限"));
    expect(told).toHaveLength(1);
  });

  test("is not done for who has forbidden it", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase" } });
    await world.member("ada").whispers("/llm off");
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(hours);
    expect(model.asked).toEqual([]);
  });
});
