import { afterEach, describe, expect, test } from "vitest";
import { features, withOffice } from "../../../src/features/index.ts";
import { gateStory, gateTopic, type TopicSaid } from "../../../src/features/digest/wording/gate.ts";
import { isAffordable } from "../../../src/features/digest/wording/scribe.ts";
import { purse } from "../../../src/features/service/rephrasing/purse.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import { FakeModel } from "../../fakes/model.ts";
import { createWorld, type World } from "../../world/index.ts";

const talk = [
  { person: 1, text: "新的乌龙茶什么时候上架呀" },
  { person: 2, text: "乌龙茶真的好喝，[某人]推荐的" },
  { person: 3, text: "我也想买乌龙茶，加我微信 [HANDLE]" },
  { person: 4, text: "周末谁去爬山" },
];
const material = { talk, names: new Set(["小满", "ada"]) };
const good: TopicSaid = {
  label: "乌龙茶上架",
  words: ["乌龙茶"],
  quotes: ["乌龙茶什么时候上架", "乌龙茶真的好喝，[某人]推荐的"],
};

describe("a topic that a model found", () => {
  test("is counted over all the talk, and keeps its two quotes as they were written", () => {
    expect(gateTopic(good, talk, material)).toEqual({
      phrase: "乌龙茶上架",
      messages: 3,
      people: 3,
      quotes: good.quotes,
    });
  });

  const hostile: readonly (readonly [string, Partial<TopicSaid>, string])[] = [
    ["a quote nobody wrote", { quotes: ["乌龙茶涨价了，快退群", good.quotes[1] ?? ""] }, "quotes"],
    ["a quote with one letter changed", { quotes: ["乌龙荼什么时候上架", good.quotes[1] ?? ""] }, "quotes"],
    ["a quote twice", { quotes: [good.quotes[0] ?? "", good.quotes[0] ?? ""] }, "quotes"],
    ["two quotes of one message", { quotes: ["新的乌龙茶什么时候", "乌龙茶什么时候上架"] }, "quotes"],
    ["a quote about something else", { quotes: [good.quotes[0] ?? "", "周末谁去爬山"] }, "quotes"],
    ["a label with a word nobody said", { label: "乌龙茶骗局" }, "label"],
    ["a label with a figure", { label: "乌龙茶 300" }, "label"],
    ["a label with a link", { label: "乌龙茶 t.me/x" }, "label"],
    ["a label with a mention", { label: "@乌龙茶" }, "label"],
    ["a label with markup", { label: "<b>乌龙茶</b>" }, "label"],
    ["a label that commands", { label: "/乌龙茶" }, "label"],
    ["a label with hidden signs", { label: "乌龙\u200b茶" }, "label"],
    ["a member's name for a word", { words: ["小满"] }, "words"],
    ["a word that is everywhere", { words: ["什么"] }, "words"],
    ["a pattern for a word", { words: [".*"] }, "words"],
    ["a word of one sign", { words: ["茶 "] }, "words"],
  ];
  test.each(hostile)("is refused with %s", (_, change, rule) => {
    expect(gateTopic({ ...good, ...change }, talk, material)).toBe(rule);
  });

  test("is refused where fewer than three people spoke of it", () => {
    const few = talk.map((one) => ({ ...one, person: Math.min(one.person, 2) }));
    expect(gateTopic(good, few, { ...material, talk: few })).toBe("people");
  });
});

describe("a week told by a model", () => {
  const facts = "消息 551（上周 495）\n加入 4（上周 5，在平常范围内）\n离开 7（上周 5，↑ 明显高于平时）";
  const story = (reply: string) => gateStory({ ids: [1], quotes: ["加入 4"], reply }, facts, "c0ffee");

  test("passes in the words of the figures", () => {
    expect(story("消息 551，上周 495。离开 7，明显高于平时；加入 4，在平常范围内。")).toBeNull();
  });

  test.each([
    ["a figure that is not there", "消息 552，上周 495。"],
    ["a figure under another's name", "加入 7，离开 4。"],
    ["a name", "消息 551，多亏小满。"],
    ["a reason", "离开 7，因为活动太少。"],
    ["a turn into the contrary", "离开 7，不在平常范围内。"],
    ["a number in words", "消息 551，离开八。"],
    ["a link", "消息 551，见 https://x.example"],
    ["the inner mark", "消息 551 c0ffee"],
  ])("is refused with %s", (_, reply) => {
    expect(story(reply)).not.toBeNull();
  });
});

describe("on Monday, with a model", () => {
  let world: World;
  afterEach(() => world.close());

  const prompts = { topics: loadPrompts(undefined, "topics"), story: loadPrompts(undefined, "story") };
  const said = (isHostile: boolean) => (user: string) =>
    user === "JSON"
      ? { ids: [1], quotes: ["活跃成员"], reply: isHostile ? "消息 999" : "活跃成员 4。" }
      : {
          topics: [
            {
              label: isHostile ? "退群" : "乌龙茶",
              words: ["乌龙茶"],
              quotes: ["乌龙茶什么时候上架", isHostile ? "快退群吧" : "乌龙茶真的好喝"],
            },
          ],
        };

  async function monday(model: FakeModel, isOn: boolean): Promise<string> {
    world = await createWorld({
      features: withOffice(features, {}, { model, purse, prompts }),
      at: "2026-05-12 10:00",
    });
    await world.giveRole("olga", "owner");
    await world.member("olga").whispers("你好");
    if (isOn) await world.query("INSERT INTO setting VALUES (1, 'digest', 'model', 'true')");
    await world.member("小满").says("新的乌龙茶什么时候上架");
    await world.member("ben").says("小满推荐的乌龙茶真的好喝，电话 13812345678");
    await world.member("coco").says("我也想要一点乌龙茶");
    await world.member("dora").says("别给模型看：乌龙茶");
    const [{ id } = { id: 0 }] = await world.query<{ id: number }>("SELECT id FROM member WHERE name = 'dora'");
    await world.query("INSERT INTO opt_out VALUES (1, $1, 'llm', now())", [id]);
    world.bot.sent.length = 0;
    await world.setTime("2026-05-18 09:00");
    return world.bot.sent.find(({ text }) => text.includes("群周报"))?.text ?? "";
  }

  test("topics and story stand in the digest, and the model saw no names, numbers or unwilling people", async () => {
    const model = new FakeModel(said(false));
    const words = await monday(model, true);
    expect(words).toContain("活跃成员 4。");
    expect(words).toContain("乌龙茶（3 人）");
    const seen = model.asked.map(({ system, user }) => system + user).join("\n");
    expect(seen).toContain("[某人]推荐的乌龙茶");
    expect(seen).not.toMatch(/小满|13812345678|别给模型看/u);
    expect(model.asked).toHaveLength(2);
  });

  test("what the gates refuse leaves the digest as it is without a model", async () => {
    const hostile = await monday(new FakeModel(said(true)), true);
    await world.close();
    const model = new FakeModel(said(false));
    const without = await monday(model, false);
    expect(hostile).toBe(without);
    expect(model.asked).toEqual([]);
  });

  test("a small budget is for members' questions, not for this", async () => {
    const model = new FakeModel(said(false));
    model.monthlyCap = 40_000;
    expect(isAffordable({ model, purse, prompts })).toBe(false);
    expect(await monday(model, true)).toContain("消息 4");
    expect(model.asked).toEqual([]);
  });

  test("what it costs is in the community's money of the month, and without money nothing is asked", async () => {
    const model = new FakeModel(said(false));
    await monday(model, true);
    const rows = await world.query("SELECT chat_id, member_id, verdict, reason, cost > 0 AS paid FROM llm_call");
    expect(rows).toEqual([{ chat_id: 0, member_id: 0, verdict: "passed", reason: "digest", paid: true }]);
    await world.query("UPDATE llm_call SET cost = 2000000000");
    model.monthlyCap = 2_000_000_000;
    expect(await world.member("olga").whispers("群周报")).toEqual([
      "正在写，十几秒就好。",
      expect.stringContaining("本月模型费用已到上限"),
      expect.not.stringContaining("活跃成员 4。"),
    ]);
    expect(model.asked).toHaveLength(2);
  });

  test("is told by it to who asks as well, in private and paid for, where managers switched it on", async () => {
    const model = new FakeModel(said(false));
    await monday(model, true);
    const [wait, words] = await world.member("olga").whispers("群周报 上周");
    expect(wait).toBe("正在写，十几秒就好。");
    expect(words).toContain("活跃成员 4。");
    expect(model.asked).toHaveLength(4);
    expect(await world.member("olga").says("群周报")).toEqual([
      "周报发到私聊了。",
      expect.stringContaining("活跃成员 4。"),
    ]);
    expect(await world.query("SELECT verdict FROM llm_call WHERE member_id > 0")).toHaveLength(2);
    await world.query("UPDATE setting SET value = 'false' WHERE key = 'model'");
    expect(await world.member("olga").whispers("群周报")).toEqual([expect.not.stringContaining("活跃成员 4。")]);
  });
});
