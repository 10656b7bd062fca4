import { afterEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

async function open(language: "zh" | "en" = "zh"): Promise<(words: string) => Promise<string>> {
  world = await createWorld({ features, at: "2026-03-01T10:00", language });
  await world.giveRole("olga", "owner");
  return async (words) => (await world.member("olga").whispers(words))[0] ?? "";
}

test("an entry is shown with all that is in it", async () => {
  const says = await open();
  await says("知识库 加 有茶具卖吗 | 盖碗 88 元。\n问法：卖不卖茶壶 / 有盖碗吗");
  for (const change of [
    "链接 https://tea.example/shop",
    "图片 https://tea.example/a.png",
    "标签 茶具、门店",
    "给 店里",
    "语言 英文",
    "开始 2026-03-01",
    "截止 2026-12-31",
  ])
    expect(await says(`知识库 改 1 ${change}`)).toMatch(/^第 1 条改好了/u);
  expect(await says("知识库 看 1")).toBe(
    [
      "第 1 条：有茶具卖吗",
      "问法：卖不卖茶壶 / 有盖碗吗",
      "答案：盖碗 88 元。",
      "链接：https://tea.example/shop",
      "图片：https://tea.example/a.png",
      "标签：茶具、门店",
      "语言：英文",
      "给：店里（成员看不到）",
      "开始：2026年3月1日",
      "截止：2026年12月31日",
    ].join("\n"),
  );
});

test("what an entry is asked already, in whichever of its wordings, is no new entry; and what is looked for and not there is said", async () => {
  const says = await open();
  await says("知识库 加 几点开门？ | 九点。\n问法：营业时间");
  for (const words of ["几点开门", "营业时间？"])
    expect(await says(`知识库 加 ${words} | 十点。`)).toMatch(/^已经有一样的问题了，第 1 条：几点开门？/u);
  expect(await says("知识库 列表 营业")).toBe("1. 几点开门？\n共 1 条");
  expect(await says("知识库 列表 斑马")).toBe("没有带“斑马”的条目。这样加：知识库 加 问题 | 答案");
});

test("an entry that is for the staff is found by them alone", async () => {
  const says = await open();
  await says("知识库 加 保险柜密码在哪 | 问店长。");
  await says("知识库 改 1 给 店里");
  expect(await says("保险柜密码在哪")).toContain("问店长。");
  expect((await world.member("ada").whispers("保险柜密码在哪")).join()).not.toContain("问店长");
  await says("知识库 改 1 给 成员");
  expect((await world.member("ben").whispers("保险柜密码在哪")).join()).toContain("问店长");
});

test.each([
  ["知识库 改 1 链接 tea.example", "没有记下：“tea.example”不是网址，要以 https:// 或 http:// 开头。"],
  [`知识库 改 1 问题 ${"长".repeat(301)}`, "没有记下：“问题”太长了，一项最多 300 个字。"],
  [`知识库 改 1 问法 ${Array.from({ length: 51 }, (_, i) => i).join("/")}`, "没有记下：“问法”太多了，最多 50 项。"],
  ["知识库 改 1 截止 明年", "没有记下：“明年”不是日期，请写成 2026-12-31 这样。"],
  ["知识库 改 1 给 大家", "没有记下：“大家”不行，可以写“成员”或“店里”。"],
  [
    "知识库 改 1 颜色 红",
    "这样改：知识库 改 1 答案 新内容。可以改：问题、答案、问法（a / b；写“+ c”是再加一种）、标签、链接、图片、开始、截止（2026-12-31）、给（成员或店里）、语言（中文或英文）。写“无”就清空一项：知识库 改 1 截止 无",
  ],
])("says in one sentence why nothing is changed: %s", async (words, sentence) => {
  const says = await open();
  await says("知识库 加 几点开门 | 九点。");
  expect(await says(words)).toBe(sentence);
  expect(await world.query("SELECT revision FROM faq_entry")).toEqual([{ revision: 1 }]);
});

test("says it in English, too", async () => {
  const says = await open("en");
  await says("/faq add When do you open? | At nine.");
  expect(await says("/faq edit 1 wordings opening hours / when can I come")).toMatch(/^Entry 1 is changed/u);
  expect(await says("/faq edit 1 for everybody")).toBe(
    'Nothing was changed: "everybody" will not do; write members or staff.',
  );
  expect(await says("/faq edit 1 pictures x")).toBe(
    'Nothing was changed: "x" is no address; one begins with https:// or http://.',
  );
  expect(await says("/faq show 1")).toContain("also: opening hours / when can I come\nanswer: At nine.");
  // a slip in the command, the same once more, and what is taken away again
  expect(await says("/faq edit")).toBe("Which one? Write its number, as in /faq show 12; /faq list shows them all.");
  expect(await says("/faq edit 1 answer At nine.")).toBe("Entry 1 says so already; nothing was changed.");
  await says("/faq edit 1 until 2026-12-31");
  expect(await says("/faq edit 1 until none")).toContain("until: 2026-12-31 → (nothing)");
  expect(await says("/faq change 1 also none")).toContain("also: opening hours / when can I come → (nothing)");
  // each is taken back in its turn
  for (let i = 0; i < 4; i++) expect(await says("/undo")).toBe("/faq is undone.");
  expect(await says("/faq show 1")).toBe("Entry 1: When do you open?\nanswer: At nine.\nlanguage: English");
  expect(await says("/faq delete 1")).toBe("Entry 1 is removed.\n[Undo]");
  expect(await says("/faq edit 1 answer At ten.")).toBe('There is no entry "1"; /faq list shows them.');
});

test("a list that is cut says how to find the rest", async () => {
  const says = await open();
  for (let i = 1; i <= 21; i++) await says(`知识库 加 ${i} 号茶多少钱 | ${i} 元。`);
  expect(await says("知识库 列表")).toMatch(/共 21 条，找别的：知识库 列表 词$/u);
  expect(await says("知识库 列表 21 号")).toBe("21. 21 号茶多少钱\n共 1 条");
});

test("wordings are added with a plus, and what was replaced is shown", async () => {
  const says = await open();
  await says("知识库 加 几点开门 | 九点。");
  await says("知识库 改 1 问法 营业时间 / 几点营业");
  expect(await says("知识库 改 1 问法 + 几点关门 / 营业时间")).toContain(
    "问法：营业时间 / 几点营业 → 营业时间 / 几点营业 / 几点关门",
  );
  expect(await says("知识库 改 1 问法 关门时间")).toContain("只想加问法，不换掉原来的：知识库 改 1 问法 + c");
});

test("an entry that is not shown yet, or no more, says so wherever it is looked at", async () => {
  const says = await open();
  await says("知识库 加 三八节有活动吗 | 八折。");
  expect(await says("知识库 改 1 截止 2026-02-27")).toContain("注意：这条2026年2月27日到期，不再答。");
  expect(await says("知识库 列表")).toContain("1. 三八节有活动吗（2026年2月27日到期，不再答）");
  expect(await says("知识库 缺口")).toContain("到期了、不再答的：\n· 第 1 条：三八节有活动吗");
  expect((await world.member("ada").whispers("三八节有活动吗")).join()).not.toContain("八折");
  await says("知识库 改 1 截止 2026-03-08");
  expect(await says("知识库 改 1 开始 2026-03-08")).toContain("注意：这条2026年3月8日起才答。");
  await world.setTime("2026-03-08 10:00");
  expect(await says("知识库 看 1")).toMatch(/^第 1 条：/u);
  expect((await world.member("ada").whispers("三八节有活动吗")).join()).toContain("八折");
});

test("the history tells what every version changed, and nothing of whoever was forgotten", async () => {
  const says = await open();
  await world.giveRole("mia", "manager");
  await says("知识库 加 几点开门 | 九点。");
  await world.member("mia").whispers("知识库 改 1 答案 十点。");
  await says("知识库 删 1");
  expect(await says("知识库 历史 1")).toBe(
    [
      "第 1 条的历史：几点开门",
      "第 3 版 2026年3月1日 olga：删除",
      "第 2 版 2026年3月1日 mia：答案：九点。 → 十点。",
      "第 1 版 2026年3月1日 olga：新增",
    ].join("\n"),
  );
  await world.query("UPDATE faq_revision SET content = '{}', member_id = NULL WHERE revision = 2");
  expect(await says("知识库 历史 1")).toContain("第 2 版 2026年3月1日 命令行：内容已不保留");
});

test("a message that is kept is told to be the question or the answer by what it says, without whom it called", async () => {
  const says = await open();
  const keeps = async (kept: string, writer: string, said: string) => {
    const message = world.message(world.member(writer).sender, kept, { mentionsBot: kept.includes("@") });
    await world.happens(message);
    const replyTo = { messageId: message.messageId, toBot: false };
    return (await world.member("olga").says(said, { replyTo })).join();
  };
  expect(await keeps("@HearthBot 哪里可以停车？", "ada", "知识库 收 楼下，免费两小时")).toContain(
    "问：哪里可以停车？\n答：楼下，免费两小时",
  );
  // who knows it need not be of the staff
  expect(await keeps("后门进来左手边就是", "ben", "知识库 收 卫生间在哪里？")).toContain(
    "问：卫生间在哪里？\n答：后门进来左手边就是",
  );
  expect(await keeps("今天的蛋糕卖完了", "olga", "知识库 收 蛋糕")).toContain("问：蛋糕\n答：今天的蛋糕卖完了");
  expect(await says("停车停哪里")).toContain("楼下");
});
