import { afterEach, beforeEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { takeEntries } from "../../../src/features/service/importing/take.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { createWorld, type World } from "../../world/index.ts";

// Whoever sits an exam in private may also ask the shop something: one message gets one answer.

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00" });
  await world.giveRole("olga", "host");
  await world.member("olga").says("大家好");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const entries = [{ question: "几点开门？", answer: "每天 9:00 开门。" }].map((entry) => entryContent.parse(entry));
  await takeEntries(world.database, community?.id ?? 0, entries, world.now);
  await world.member("olga").says("开始答题 考试 3");
  await world.member("ada").whispers("考试");
});
afterEach(() => world.close());

test("words that answer nothing get one reply, the exam's own", async () => {
  const said = await world.member("ada").whispers("开门开门");
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/不像这道题的答案|第 2\/3 题/u);
});

test("an off word works there, too, and costs no answer", async () => {
  expect(await world.member("ada").whispers("停")).toEqual([expect.stringContaining("以后不主动打扰你了")]);
  expect(await world.query("SELECT 1 FROM quiz_answer")).toEqual([]);
});

test("a question is the shop's, and costs no answer", async () => {
  expect(await world.member("ada").whispers("几点开门？")).toEqual([expect.stringContaining("9:00")]);
  expect(await world.query("SELECT 1 FROM quiz_answer")).toEqual([]);
});

test("words said long after are the shop's, too, until the exam is taken up again", async () => {
  await world.setTime("2026-03-01 16:00");
  expect((await world.member("ada").whispers("几点开门")).join()).toContain("9:00");
  expect((await world.member("ada").whispers("考试")).join()).toContain("第 1/3 题");
  expect((await world.member("ada").whispers("开门开门")).join()).toMatch(/不像这道题的答案|第 2\/3 题/u);
});
