import { expect, test } from "vitest";
import type { Question } from "../../../src/features/quiz/bank/index.ts";
import { plain, type WorldOptions } from "../../world/index.ts";
import { at, oolongs, greenTea as plainTea, open as openRound, question, world } from "./round.ts";

const greenTea = { ...plainTea, explanation: "西湖龙井是绿茶。" };

async function open(questions: Question[], more: Partial<WorldOptions> = {}): Promise<void> {
  await openRound(questions, more);
  await world.giveRole("ada", null);
}
const vote = async (name: string, words: string[], seconds: number) =>
  world.happens({ ...world.vote(world.member(name).sender, ...words), at: new Date(at(seconds)) });
const answers = () =>
  world.query<{ name: string; right: boolean; score: number }>(
    'SELECT m.name, a.is_right AS "right", a.score FROM quiz_answer a JOIN member m ON m.id = a.member_id ORDER BY a.arrival',
  );

test("a round is played by native polls where its host says so: votes count once, in the poll's own group", async () => {
  await open([greenTea]);
  await world.member("olga").says("开始答题 轮答 1 test 投票");
  const poll = world.bot.sent.find((one) => one.poll)?.poll;
  expect(poll).toMatchObject({ question: "第 1/1 题\n哪种是绿茶？", explanation: "西湖龙井是绿茶。", seconds: 30 });
  expect(poll?.right.map((index) => poll.options[index])).toEqual(["龙井"]);
  expect(await vote("ada", ["龙井"], 5)).toEqual([]); // the poll itself has shown the choice
  await vote("ben", ["滇红"], 6);
  await vote("ben", ["龙井"], 7); // a repeat by another way changes nothing
  const withdrawn = { ...world.vote(world.member("ada").sender, "龙井"), options: [] };
  await world.happens(withdrawn);
  await world.setTime(at(40));
  expect(await answers()).toEqual([
    { name: "ada", right: true, score: 9 },
    { name: "ben", right: false, score: 0 },
  ]);
  const words = world.bot.sent.map((one) => one.text).join("\n");
  expect(words).toContain("第 1 题：龙井\n2 人作答，1 人答对");
  expect(await world.query("SELECT DISTINCT community_id FROM member")).toHaveLength(1);
});

test("a poll with several right options is one where several may be chosen, and all of them count together", async () => {
  await open([oolongs]);
  await world.member("olga").says("开始答题 轮答 1 test 投票");
  await vote("ada", ["冻顶", "大红袍"], 5);
  await vote("ben", ["冻顶"], 6);
  await world.setTime(at(40));
  expect((await answers()).map((one) => one.right)).toEqual([true, false]);
});

test("what does not fit into a poll has buttons, and the others are polls: nothing is cut", async () => {
  const long = question({ kind: "choice", text: "长".repeat(400), options: ["是", "不是"], right: [0] });
  await open([long]);
  await world.member("olga").says("开始答题 轮答 1 test 投票");
  expect(world.bot.polls).toEqual([]);
  expect(world.bot.sent.at(-1)?.buttons).toBeDefined();
});

test("a poll that is cut short or lasts a day is closed when its question is", async () => {
  await open([greenTea, oolongs]);
  await world.member("olga").says("开始答题 轮答 2 test 投票");
  const first = world.bot.polls[0]?.id;
  expect((await world.member("olga").says("暂停答题")).join("")).toContain("投票停不下来");
  await world.member("olga").says("跳过");
  expect(world.bot.sent.find((one) => one.endPollOf)?.endPollOf).toBe(first);
  await world.member("olga").says("结束答题");
  await world.member("olga").says("开始答题 每日一题 15:10-20:00 投票 test");
  await world.setTime("2026-03-01T15:10:01+08:00");
  const daily = world.bot.polls.at(-1);
  expect(daily?.poll.seconds).toBeUndefined();
  await world.happens(world.vote(world.member("ada").sender, daily?.poll.options[0] ?? ""));
  await world.setTime("2026-03-01T20:00:10+08:00");
  expect(world.bot.sent.findLast((one) => one.endPollOf)?.endPollOf).toBe(daily?.id);
  expect(await answers()).toHaveLength(1);
});

test("a vote that comes before its poll is written down finds it; one in a poll nobody knows is let go", async () => {
  await open([greenTea]);
  await world.member("olga").says("开始答题 轮答 1 test 投票");
  const [row] = await world.query<{ poll_id: string; data: string; community_id: number; chat_id: number }>(
    "DELETE FROM poll RETURNING *",
  );
  const early = vote("ada", ["龙井"], 5);
  await world.query("INSERT INTO poll VALUES ('telegram', $1, $2, $3, $4, now())", [
    row?.poll_id,
    row?.community_id,
    row?.chat_id,
    row?.data,
  ]);
  await early;
  expect(await answers()).toHaveLength(1);
  const stranger = { ...world.vote(world.member("ben").sender, "龙井"), pollId: "another" };
  expect(await world.happens(stranger)).toEqual([]);
  expect(await answers()).toHaveLength(1);
});

test("polls are refused where they make no sense or do not exist", async () => {
  await open([greenTea]);
  expect((await world.member("olga").says("开始答题 抢答 1 test 投票"))[0]).toContain("投票只用在轮答和每日一题");
  await world.close();
  await open([greenTea], { capabilities: plain, platform: "wechat" });
  expect((await world.member("olga").says("开始答题 轮答 1 test 投票"))[0]).toContain("没有测验投票");
});

test("tags choose the questions, whatever their case; a tag nobody used is named", async () => {
  await open([{ ...greenTea, tags: ["Tea", "绿茶"] }, oolongs]);
  await world.member("olga").says("开始答题 轮答 5 test tag:tea");
  expect(world.bot.sent.map((one) => one.text).join("\n")).toContain("1 道题");
  await world.member("olga").says("结束答题");
  expect((await world.member("olga").says("开始答题 轮答 5 test 标签：咖啡"))[0]).toContain("没有标签是“咖啡”的题");
});
