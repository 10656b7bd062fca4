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
    "语言 中文",
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
      "语言：中文",
      "给：店里（成员看不到）",
      "开始：2026年3月1日",
      "截止：2026年12月31日",
    ].join("\n"),
  );
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
    "这样改：知识库 改 1 答案 新内容。可以改：问题、答案、问法（a / b）、标签、链接、图片、开始、截止（2026-12-31）、给（成员或店里）、语言（中文或英文）。",
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
});

test("a list that is cut says how to find the rest", async () => {
  const says = await open();
  for (let i = 1; i <= 21; i++) await says(`知识库 加 ${i} 号茶多少钱 | ${i} 元。`);
  expect(await says("知识库 列表")).toMatch(/共 21 条，找别的：知识库 列表 词$/u);
  expect(await says("知识库 列表 21 号")).toBe("21. 21 号茶多少钱\n共 1 条");
});
