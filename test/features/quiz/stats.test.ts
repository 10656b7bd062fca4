import { afterEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { readBank, saveQuestions } from "../../../src/features/quiz/bank/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

const bank = `
- {question: 哪种是绿茶？, options: [龙井, 滇红], answer: 龙井, tags: [asked]}
- {question: 铁观音是什么茶？, options: [红茶, 乌龙茶], answer: 红茶, tags: [asked]}
- {question: 白茶出自哪里？, options: [福建, 云南], answer: 福建, tags: [asked]}
- {question: 谁也没见过的题？, answer: 是}
`;
/** What each of six people presses; the key of the second question is wrong. */
const answers: Readonly<Record<string, readonly string[]>> = {
  "哪种是绿茶？": ["龙井", "龙井", "龙井", "龙井", "龙井", "龙井"],
  "铁观音是什么茶？": ["乌龙茶", "乌龙茶", "乌龙茶", "乌龙茶", "红茶", "乌龙茶"],
  "白茶出自哪里？": ["福建", "云南", "福建", "福建", "云南", "福建"],
};
/** Milliseconds into the question; the second person always follows the first at once. */
const times = [2_000, 2_150, 4_000, 6_000, 8_000, 10_000];

async function playRound(): Promise<void> {
  world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00" });
  await world.giveRole("olga", "host");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const { questions } = readBank(Buffer.from(bank), "yaml");
  await world.database.prisma.$transaction((tx) => saveQuestions(tx, community?.id ?? 0, "tea", questions, world.now));
  await world.member("olga").says("开始答题 轮答 3 20秒 tea 标签:asked");
  for (let number = 1; number <= 3; number++) {
    const asked = world.bot.pressable.findLast((one) => /第 \d\/3 题/u.test(one.text))?.text ?? "";
    const said = Object.entries(answers).find(([question]) => asked.includes(question))?.[1] ?? [];
    const base = world.now.getTime();
    for (const [index, words] of said.entries()) {
      const letter = new RegExp(`([AB])\\. ${words}`, "u").exec(asked)?.[1] ?? "?";
      const press = world.press(world.member(`p${index}`).sender, letter);
      await world.happens({ ...press, at: new Date(base + (times[index] ?? 0)) });
    }
    await world.setTime(new Date(base + 26_000).toISOString());
    await world.setTime(new Date(base + 40_000).toISOString());
  }
}

test("operators read the hardest questions, those never put, the suspicious ones and who answers as one", async () => {
  await playRound();
  const [said] = await world.member("olga").whispers("答题统计");
  expect(said).toBe(
    [
      "题目 4 道，还没出过 1 道。",
      "最难：",
      "· 铁观音是什么茶？（6 人答，对 1）",
      "· 白茶出自哪里？（6 人答，对 4）",
      "人人都对，太简单？",
      "· 哪种是绿茶？（6 人）",
      "错的选项比对的多，答案写错了？",
      "· 铁观音是什么茶？（6 人答，对 1）",
      "作答时间总是差不多（仅供参考，别急着下结论）：",
      "· p0、p1：连续 3 题相差不到 0.3 秒",
    ].join("\n"),
  );
  const file = world.bot.sent.findLast((one) => one.file)?.file;
  expect(file?.content.split("\n").slice(0, 2)).toEqual(["text,asked,answered,right", "铁观音是什么茶？,1,6,1"]);
});

test("members see their accuracy and run, and nothing of who was flagged", async () => {
  await playRound();
  const own = (await world.member("p0").says("我的答题")).join();
  expect(own).toContain("67%");
  expect((await world.member("p0").whispers("答题统计")).join()).not.toContain("p1");
  for (const period of ["周", "赛季", "总"]) {
    expect((await world.member("p0").says(`答题榜 ${period}`)).join()).toContain("p0");
  }
});
