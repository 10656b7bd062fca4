import { afterEach, describe, expect, test } from "vitest";
import { features, withModels } from "../../../src/features/index.ts";
import { gateDraft, type Drafted } from "../../../src/features/quiz/drafts/gate.ts";
import { takeEntries } from "../../../src/features/service/importing/take.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import { FakeModel } from "../../fakes/model.ts";
import { createWorld, type World } from "../../world/index.ts";

const passage = "我们店的龙井来自西湖梅家坞，每年清明前采摘，一斤要六万个芽头。";
const good: Drafted = {
  question: "我们店的龙井来自哪里？",
  options: ["梅家坞", "武夷山", "安溪"],
  right: 0,
  quote: "我们店的龙井来自西湖梅家坞",
};

describe("a draft is only shown to a person", () => {
  test.each([
    ["when it rests on its passage", {}, null],
    ["when the model found something to ask", { question: "" }, "nothing"],
    ["with a sentence that stands there letter by letter", { quote: "我们店的龙井产自西湖梅家坞" }, "quote"],
    ["whose sentence says the answer", { quote: "一斤要六万个芽头" }, "answer"],
    ["whose wrong options are not in that sentence, too", { options: ["梅家坞", "西湖", "安溪"] }, "ambiguous"],
    ["with three options at least", { options: ["梅家坞", "安溪"] }, "options"],
    ["with options that differ", { options: ["梅家坞", "安溪", "安 溪"] }, "options"],
    ["with a right one among them", { right: 7 }, "options"],
    ["that does not give itself away", { question: "梅家坞产什么？" }, "giveaway"],
    ["without figures of its own", { question: "1998年起，我们店的龙井来自哪里？" }, "figures"],
    ["without links and markup", { question: "看 https://x.cn ，来自哪里？" }, "characters"],
  ] as const)("%s", (_, change, rule) => {
    expect(gateDraft({ ...good, options: [...good.options], ...change } as Drafted, passage)).toBe(rule);
  });
});

let world: World;
let isOpen = false;
afterEach(async () => {
  if (isOpen) await world.close();
  isOpen = false;
});

async function open(says: () => unknown): Promise<FakeModel> {
  const model = new FakeModel(says);
  const served = withModels({
    rephraser: { model, prompts: loadPrompts() },
    drafts: loadPrompts(undefined, "draft"),
  });
  isOpen = true;
  world = await createWorld({ features: served, at: "2026-03-01T15:00:00+08:00" });
  await world.giveRole("olga", "host");
  await world.member("olga").says("大家好");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const entries = [
    { question: "龙井从哪里来？", answer: passage },
    { question: "员工折扣是多少？", answer: "员工七折，梅家坞的茶也是。", audience: "staff" as const },
  ];
  const contents = entries.map((entry) => entryContent.parse(entry));
  await takeEntries(world.database, community?.id ?? 0, contents, world.now);
  await world.house.settle();
  world.bot.sent.length = 0;
  return model;
}
const presses = async (label: string) => {
  const { sender } = world.member("olga");
  const chat = { id: sender.id, kind: "private", title: "olga" } as const;
  return (await world.happens(world.press(sender, label, chat))).map((one) => one.text).filter((one) => one !== "");
};
const inBank = () =>
  world.query<{ text: string; source: string; explanation: string }>(
    "SELECT text, source, explanation FROM quiz_question q JOIN quiz_bank b ON b.id = q.bank_id WHERE b.name = '自家'",
  );

test("drafts come from what members may read, and only a person's word puts one into the bank", async () => {
  const model = await open(() => good);
  const [began, draft] = await world.member("olga").whispers("出题 3");
  expect(began).toContain("稍等");
  expect(draft).toContain(
    "我们店的龙井来自哪里？\n✓ 梅家坞\n· 武夷山\n· 安溪\n依据：“我们店的龙井来自西湖梅家坞”（FAQ #1）",
  );
  expect(model.asked).toHaveLength(1);
  expect(model.asked[0]?.system).not.toContain("员工");
  expect(await inBank()).toEqual([]);
  expect(await presses("收进题库")).toEqual(["收进题库“自家”了。没有别的草稿了。"]);
  expect(await inBank()).toEqual([
    { text: "我们店的龙井来自哪里？", source: "FAQ #1", explanation: "我们店的龙井来自西湖梅家坞" },
  ]);
  expect(await presses("收进题库")).toEqual(["这道草稿已经处理过了。"]);
  // the same passage is not asked about again
  expect((await world.member("olga").whispers("出题")).at(-1)).toContain("没有还没出过题的内容");
  expect(model.asked).toHaveLength(1);
});

test("a draft that breaks a rule is never shown, one that is dropped goes nowhere, and members have no say", async () => {
  await open(() => ({ ...good, quote: "龙井来自梅家坞。" }));
  expect((await world.member("olga").whispers("出题")).at(-1)).toContain("没有一道合格的题");
  expect(await world.query("SELECT state, reason FROM quiz_draft")).toEqual([{ state: "unusable", reason: "quote" }]);
  await world.close();
  await open(() => good);
  expect((await world.member("ada").whispers("出题"))[0]).toContain("只有");
  await world.member("olga").whispers("出题");
  expect(await presses("不要")).toEqual(["不要了。没有别的草稿了。"]);
  expect(await inBank()).toEqual([]);
});

test("what drafts cost is counted with all else that is asked of the model, and the month's limit holds", async () => {
  const model = await open(() => good);
  await world.member("olga").whispers("出题 1");
  const calls = await world.query("SELECT hash, verdict, reason, tokens_in AS tokens, cost FROM llm_call");
  expect(calls).toEqual([{ hash: "quiz.draft", verdict: "passed", reason: null, tokens: 1000, cost: 1000 }]);
  model.monthlyCap = 1500;
  expect((await world.member("olga").whispers("出题 5 别的")).at(-1)).toContain("没有还没出过题的内容");
  expect(model.asked).toHaveLength(1);
});

test("without a model the command is absent, and nothing else is different", () => {
  const commands = features.flatMap((feature) => feature.commands ?? []).map(({ name }) => name);
  expect(commands).toContain("quiz_import");
  expect(commands).not.toContain("quiz_draft");
});
