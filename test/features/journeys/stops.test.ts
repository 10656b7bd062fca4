import { afterEach, beforeEach, expect, test } from "vitest";
import { readBank, saveQuestions } from "../../../src/features/quiz/bank/index.ts";
import type { World } from "../../world/index.ts";
import { activeOn, drifters, journeyWorld, onJourney, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await journeyWorld();
});
afterEach(() => world.close());

test("别打扰我 stops every word at once, is confirmed, and nothing is sent any more", async () => {
  await drifters(world, 1);
  const zoe = await world.giveRole("zoe", null);
  await world.member("zoe").whispers("帮助");
  await activeOn(world, zoe, "2025-12-01", "2026-02-19");
  await world.member("zoe").hears("别打扰我", off);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney(world, "drifting")).map((row) => row.member_id)).not.toContain(zoe);
});

test("a journey that drives people away stops by itself and says so to the managers", async () => {
  const ids = await drifters(world, 40);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const nudged = (await onJourney(world, "drifting")).filter(({ arm }) => arm === "nudged").slice(0, 2);
  for (const { member_id } of nudged)
    await world.query("INSERT INTO opt_out VALUES (1, $1, 'nudges', '2026-03-02T12:00+08:00')", [member_id]);
  const before = world.bot.sent.length;
  await world.setTime("2026-03-02 18:31");
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([
    "旅程 drifting 自己停了：退订超过 2%。“旅程 统计 drifting”看详情。",
  ]);
  const [stats = ""] = await world.member("mona").whispers("旅程 统计 drifting");
  expect(stats).toContain("已自动停止");
  expect(stats).toContain("退订 2");
  expect(stats).toContain("2026年5月10日下结论（固定期限，提前看不算数）");
  expect(ids.length).toBe(40);
});

const off =
  "好，以后不主动打扰你了。签到、积分照常用；要找店里的人，发“转人工”，他们的答复还会到这里。想恢复提醒，发“恢复提醒”。";

test("an off word in private works always, in the words of who says it; in a group it is talk", async () => {
  const [first = 0] = await drifters(world, 10);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const ada = world.member("ada");
  expect(await ada.whispers("停")).toEqual([off]);
  expect(await ada.says("stop")).toEqual([]);
  const nudged = (await onJourney(world, "drifting")).find(({ arm }) => arm === "nudged")?.member_id ?? first;
  const known = { kind: "person" as const, id: String(50_000 + nudged), name: `member${nudged}` };
  const before = world.bot.sent.length;
  await world.happens(world.message(known, "Stop!", { chat: { id: known.id, kind: "private", title: known.name } }));
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([
    "All right: I will not write to you unasked again. Everything else works as before; /human still fetches a person, and their answers still come. /remind brings reminders back.",
  ]);
  expect(await world.query("SELECT FROM opt_out WHERE member_id = $1 AND choice = 'nudges'", [nudged])).toHaveLength(1);
  expect(await ada.whispers("不要再发了。")).toEqual([off]);
});

test("an off word of somebody who waits for a person is no word for that person, who answers all the same", async () => {
  const cleo = world.member("cleo");
  await cleo.whispers("转人工 我的包裹呢");
  const before = world.bot.sent.length;
  await cleo.whispers("stop");
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^All right: .*\/human/u),
  ]);
  expect(await world.query("SELECT FROM opt_out WHERE choice = 'nudges'")).toHaveLength(1);
  expect((await world.member("mona").whispers("答复 1 在路上了"))[0]).toContain("在路上了");
});

test("in a group an off word works when the bot is called by its name, or anything it said is answered", async () => {
  const cleo = world.member("cleo");
  const chosen = () => world.query("SELECT FROM opt_out WHERE choice = 'nudges'");
  const called = async (words: string) => (await cleo.says(words, { mentionsBot: true })).at(-1);
  await cleo.says("转人工 我的包裹呢");
  const turns = await world.query("SELECT FROM ticket_turn");
  expect(await called("@HearthBot stop")).toMatch(/^All right: /u);
  for (const words of ["@HearthBot 退订", "@炉边小助手 退订", "@HearthBot停"]) {
    await cleo.says("恢复提醒");
    expect(await chosen()).toEqual([]);
    await called(words);
    expect(await chosen()).toHaveLength(1);
  }
  for (const words of ["转人工", "签到"]) {
    await cleo.says("恢复提醒");
    await cleo.says(words);
    expect(await cleo.says("停", { replyTo: newest() })).toEqual([off]);
    expect(await chosen()).toHaveLength(1);
  }
  expect(await world.query("SELECT FROM ticket_turn")).toEqual(turns);
});

/** Of what the group was told. */
const newest = () => ({ messageId: world.bot.newestIn(world.message(null, "").chat.id) ?? "", toBot: true });

test("an off word ends what a host is asked about a draw, and is no answer to it", async () => {
  const mona = world.member("mona");
  const ways = [
    () => mona.says("停"),
    () => mona.says("@HearthBot stop", { mentionsBot: true }),
    () => mona.says("please stop", { replyTo: newest() }),
  ];
  for (const says of ways) {
    expect((await mona.says("开启抽奖 贴纸x1 1分钟后截止")).join()).toContain("值多少元");
    expect(await says()).toEqual(["好的，这个抽奖没有开。"]);
    expect(await world.query("SELECT FROM draw_draft")).toEqual([]);
  }
  expect(await world.query("SELECT FROM opt_out")).toEqual([]);
});

test("as a reply to a question of a quiz an off word is its answer, and to a ticket the staff's", async () => {
  const { questions } = readBank(Buffer.from("- question: 红灯亮了做什么？\n  answer: 停\n"), "yaml");
  await world.database.prisma.$transaction((tx) => saveQuestions(tx, 1, "signs", questions, world.now));
  await world.member("mona").says("开始答题 轮答 1 signs");
  await world.member("ada").says("停", { replyTo: newest() });
  expect(await world.query("SELECT is_right FROM quiz_answer")).toEqual([{ is_right: true }]);
  await world.member("cleo").whispers("转人工 浇水是停还是不停？");
  const chat = { id: world.member("mona").sender.id, kind: "private" as const, title: "mona" };
  const replyTo = { messageId: world.bot.newestIn(chat.id) ?? "", toBot: true };
  expect(await world.member("mona").says("停", { chat, replyTo })).toContain("停\n——mona");
  expect(await world.query("SELECT FROM opt_out")).toEqual([]);
});

test("who is erased while their days run still counts, under an id that leads to nobody", async () => {
  const [first = 0] = await drifters(world, 3);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const known = { kind: "person" as const, id: String(50_000 + first), name: `member${first}` };
  const chat = { id: known.id, kind: "private" as const, title: known.name };
  await world.happens(world.message(known, "/forget", { chat }));
  await world.happens(world.press(known, world.bot.pressable.at(-1)?.buttons?.[0]?.[0]?.label ?? "", chat));
  const rows = await onJourney(world, "drifting");
  expect(rows).toHaveLength(3);
  const counted = rows.find(({ returned }) => returned !== null);
  expect(counted).toMatchObject({ due_day: null, returned: false });
  expect(counted?.member_id).not.toBe(first);
  expect(await world.query("SELECT FROM identity WHERE member_id = $1", [first])).toEqual([]);
});

test("nobody is written to while a ticket of theirs is open", async () => {
  const [first = 0, ...others] = await drifters(world, 4);
  await world.query(
    "INSERT INTO ticket (community_id, chat_id, member_id, reason, opened_at) VALUES (1, 1, $1, 'asked', '2026-03-01T12:00Z')",
    [first],
  );
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney(world, "drifting")).map((row) => row.member_id)).toEqual(others);
});
