import { afterEach, beforeEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { nextHead } from "../../../src/features/draw/scheme.ts";
import { saveQuestions } from "../../../src/features/quiz/bank/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;

beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00" });
  await world.giveRole("olga", "owner");
  const [community] = await world.query<{ id: number }>("SELECT id FROM community");
  const common = {
    right: [],
    options: [],
    number: null,
    tolerance: 0,
    picture: null,
    difficulty: 1,
    tags: [],
  } as const;
  const asked = {
    kind: "open",
    text: "谁写了《茶经》？",
    accepted: ["陆羽"],
    explanation: "",
    source: "",
    language: "",
  } as const;
  const question = { ...common, ...asked, right: [], options: [], tags: [], accepted: [...asked.accepted] };
  await world.database.prisma.$transaction((tx) =>
    saveQuestions(tx, community?.id ?? 0, "test", [question], world.now),
  );
});
afterEach(() => world.close());

const opens = (more: string) =>
  world.member("olga").says(`开启抽奖 耳机x1(300元) 今天20:00截止，主办 茶馆，联系 olga，${more}`);
const entered = () =>
  world.query<{ name: string; number: number; paid: number }>(
    "SELECT m.name, e.number, e.paid FROM draw_entry e JOIN member m ON m.community_id = e.community_id AND m.id = e.member_id ORDER BY number",
  );

/** A round of one question that these answer rightly, and dora wrongly; what the bot said when it ended. */
async function playedBy(...right: string[]): Promise<string[]> {
  await world.member("olga").says("开始答题 轮答 1 test");
  for (const name of right) await world.member(name).says("陆羽");
  await world.member("olga").says("陆羽");
  await world.member("dora").says("李白");
  world.bot.sent.length = 0;
  // the question ends, and a little later the quiz
  for (const seconds of [33, 10]) await world.setTime(new Date(world.now.getTime() + seconds * 1000).toISOString());
  return world.bot.sent.map(({ text }) => text);
}

test("whoever scored in a quiz is in the draw when it ends, once, and the group sees the newest head", async () => {
  await opens("答题参加");
  const [notByHand] = await world.member("ada").says("抽奖");
  expect(notByHand).toContain("在答题里得分");
  const said = await playedBy("ada", "ben", "cleo");
  expect((await entered()).map(({ name }) => name).toSorted()).toEqual(["ada", "ben", "cleo"]);
  const told = said.filter((text) => text.includes("自动参加"));
  expect(told).toHaveLength(1);
  const [row] = await world.query<{ announcement: string }>("SELECT announcement FROM draw");
  expect(row?.announcement).toContain("在答题里得分的成员");
  const [last] = await world.query<{ head: string }>("SELECT head FROM draw_entry ORDER BY number DESC LIMIT 1");
  expect(told[0]).toContain(`第 1 到 3 位，链 ${last?.head.slice(0, 8)}`);

  const again = await playedBy("ada", "eve");
  expect((await entered()).map(({ name }) => name).slice(3)).toEqual(["eve"]);
  expect(again.filter((text) => text.includes("eve 自动参加了抽奖 1 号：第 4 位"))).toHaveLength(1);
});

test("entries by a quiz are links of the chain like all others", async () => {
  await opens("答题参加");
  await playedBy("ada", "ben");
  const rows = await world.query<{ ticket: string; weight: number; head: string }>(
    "SELECT ticket, weight::int, head FROM draw_entry ORDER BY number",
  );
  const [first, second] = rows;
  expect(second?.head).toBe(nextHead(first?.head ?? "", [second?.ticket ?? "", second?.weight ?? 0]));
  expect(await world.query("SELECT head, entries FROM draw")).toEqual([{ head: second?.head, entries: 2 }]);
});

test("a quiz fills a draw to its limit, best first, takes its cost and passes over who cannot pay", async () => {
  await world.member("ada").says("签到");
  await world.member("ben").says("签到");
  await opens("答题参加，满1人截止，花12积分");
  await playedBy("ada", "ben", "cleo");
  expect(await entered()).toHaveLength(1);
  expect(await world.query("SELECT sum(delta)::int AS sum FROM ledger_entry WHERE reason = 'draw'")).toEqual([
    { sum: -12 },
  ]);
});

test("a closed season puts its scorers into draws that are entered so; those who are hidden from boards too", async () => {
  await playedBy("ada", "ben");
  await world.member("ben").says("/hide");
  await opens("答题参加");
  expect(await entered()).toHaveLength(0);
  await world.member("olga").says("结束赛季 100");
  await world.happens(world.press(world.member("olga").sender, "确定"));
  expect((await entered()).map(({ name }) => name).toSorted()).toEqual(["ada", "ben"]);
});

test("a quiz that ends after the close, or beside a draw that is entered by hand, enters nobody", async () => {
  await opens("");
  await playedBy("ada");
  expect(await entered()).toHaveLength(0);
  await opens("答题参加");
  await world.setTime("2026-03-01T20:00:10+08:00");
  await playedBy("ada");
  expect(await entered()).toHaveLength(0);
});
