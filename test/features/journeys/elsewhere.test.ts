import { afterEach, beforeEach, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { activeOn, drifters, journeyWorld, laterMorning, onJourney, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await journeyWorld();
});
afterEach(() => world.close());

test("who cannot be written to is not named in the group, and becomes a task where there is no group text", async () => {
  const ids = await drifters(world, 12);
  await world.query("DELETE FROM chat WHERE kind = 'private' AND address LIKE '5%'");
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  const before = world.bot.sent.length;
  await world.setTime("2026-03-02 10:06");
  // the manager's digest of that Monday is another matter
  const posts = world.bot.sent.slice(before).filter(({ chatId }) => chatId === "-1001");
  expect(posts).toHaveLength(1);
  expect(world.bot.sent.slice(before).some(({ text }) => /member\d/.test(text) && text.includes("走远"))).toBe(false);
  expect(posts[0]?.text).not.toMatch(/member|走远|不活跃|好久/);

  await world.member("mona").whispers("旅程 停止 drifting");
  await world.member("mona").whispers('旅程 修改 win-back trigger {"kind":"drifting"}');
  await starts(world, "win-back");
  await laterMorning(world, "2026-03-12");
  const [tasks = ""] = await world.member("mona").whispers("任务");
  expect(tasks).toMatch(/\d\. 写给 member\d+（#\d+）：安静了 20 天；以前天天来；再来的机会 \d+%/);
  expect(await world.member("mona").whispers("任务 完成 1")).toEqual(["任务 1 完成，谢谢你！"]);
  expect(await world.member("mona").whispers("任务 跳过 1")).toEqual(["没有编号 1 的待办。"]);
  expect(ids.length).toBe(12);
});

/** Nobody can be written to alone: what the group reads the morning after. */
async function groupReads(): Promise<string[]> {
  await world.query("DELETE FROM chat WHERE kind = 'private' AND address LIKE '5%'");
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  const before = world.bot.sent.length;
  await world.setTime("2026-03-02 10:06");
  return world.bot.sent
    .slice(before)
    .filter(({ chatId }) => chatId === "-1001")
    .map(({ text }) => text);
}

const fixed = "今天的闲聊题：最近一件让你开心的小事是什么？";

async function playedQuizzes(people: readonly number[]): Promise<void> {
  await world.query("INSERT INTO quiz_bank (community_id, id, name, created_at) VALUES (1, 900, '茶', now())");
  await world.query(
    `INSERT INTO quiz_question (community_id, bank_id, key, kind, text, options, "right", explanation, created_at)
     VALUES (1, 900, 'k', 'choice', '龙井产在哪里？', '{杭州,昆明}', '{0}', '西湖边上。', now())`,
  );
  await world.query(
    `INSERT INTO quiz (community_id, id, chat_id, format, status, bank_id, rules, seed, started_at)
     VALUES (1, 900, 1, 'round', 'over', 900, '{}', '', '2026-01-05')`,
  );
  for (const position of [1, 2, 3])
    await world.query(
      `INSERT INTO quiz_answer (community_id, quiz_id, position, member_id, at, taken_ms)
       SELECT 1, 900, $2, id, '2026-01-05', 1000 FROM unnest($1::int[]) AS id`,
      [people, position],
    );
}

async function onceAsked(people: readonly number[], answer: string): Promise<void> {
  await world.query(
    `INSERT INTO faq_entry (community_id, id, question, alternatives, answer, links, pictures, tags, created_at, updated_at)
     VALUES (1, 900, '周末几点开门？', '{}', $1, '{}', '{}', '{}', '2026-01-01', '2026-01-01')`,
    [answer],
  );
  await world.query(
    `INSERT INTO faq_question (community_id, chat_id, member_id, at, hash, outcome, entry_id, confidence)
     SELECT 1, 1, id, '2026-01-05', 'h', 'answered', 900, 1 FROM unnest($1::int[]) AS id`,
    [people],
  );
}

test("the group reads a question from the quizzes they liked, with its answer, and nobody is named", async () => {
  const [one = 0, two = 0, three = 0] = await drifters(world, 4);
  await playedQuizzes([one, two]);
  await onceAsked([three], "十点。");
  expect(await groupReads()).toEqual([
    "歇一歇，来道小题，先猜再往下看：\n龙井产在哪里？\nA. 杭州\nB. 昆明\n·\n·\n·\n答案：杭州\n西湖边上。",
  ]);
});

test("the group reads the answer to what most of them once asked", async () => {
  const ids = await drifters(world, 3);
  await onceAsked(ids, "周末十点到晚上十点。");
  expect(await groupReads()).toEqual(["大家常问的一件事，也许你也用得上：\n周末几点开门？\n周末十点到晚上十点。"]);
});

test("an address is not posted unasked, and where nothing fits the journey's own words stand", async () => {
  const ids = await drifters(world, 3);
  await onceAsked(ids, "见 https://example.org/hours");
  expect(await groupReads()).toEqual([fixed]);
});

test("people are handed five greetings a day at most, and none for who has come back or waited three weeks", async () => {
  await drifters(world, 12);
  await world.query("DELETE FROM chat WHERE kind = 'private' AND address LIKE '5%'");
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers('旅程 修改 win-back trigger {"kind":"drifting"}');
  await starts(world, "win-back");
  await world.setTime("2026-03-02 10:06");
  const asked = async () => (await world.member("mona").whispers("任务"))[0]?.match(/#\d+/g) ?? [];
  expect(await asked()).toHaveLength(5);
  await world.setTime("2026-03-02 18:31");
  expect(await asked()).toHaveLength(5);
  await laterMorning(world, "2026-03-03");
  const nudged = (await onJourney(world, "win-back")).filter(({ arm }) => arm === "nudged");
  expect(await asked()).toHaveLength(Math.min(10, nudged.length));
  const [first] = nudged;
  await activeOn(world, first!.member_id, "2026-03-03", "2026-03-04");
  await laterMorning(world, "2026-03-05");
  expect(await asked()).not.toContain(`#${first!.member_id}`);
  await laterMorning(world, "2026-03-30");
  expect(await asked()).toEqual([]);
});

test("whoever only the group's post reaches is told apart: whether a post helps is not measured", async () => {
  const [back = 0] = await drifters(world, 12);
  await groupReads();
  await activeOn(world, back, "2026-03-05", "2026-03-05");
  await laterMorning(world, "2026-03-20");
  const [early = ""] = await world.member("mona").whispers("旅程 统计 drifting");
  expect(early).toContain("还没有能单独联系到的人走完 14 天，没有数字可比。");
  expect(early).toContain("只能靠群里那句话的：1/12 = 8.3% 回来。群里的话人人都读得到，留不出对照");
  await laterMorning(world, "2026-05-20");
  expect((await world.member("mona").whispers("旅程 统计 drifting"))[0]).toContain("结论：没法下结论");
});
