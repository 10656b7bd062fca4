import { afterEach, beforeEach, expect, test } from "vitest";
import { seededRng } from "../../src/core/rng.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { joinCommunity } from "../../src/members/join.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
  await world.member("olga").says("早上好，大家好");
  await world.giveRole("olga", "manager");
});
afterEach(() => world.close());

const give = (name: string, count: number) =>
  world.member("olga").says(`发补签卡 @${name} ${count}`, {
    mentions: [{ id: world.member(name).sender.id, name }],
  });
const streaks = () =>
  world.query<{ day: string; streak: number }>("SELECT day::text, streak FROM check_in ORDER BY day");
const cards = () => world.query("SELECT coalesce(sum(delta), 0)::int AS cards FROM makeup_card");

test("however days are missed and filled, a streak is the length of its run", async () => {
  const rng = seededRng("makeup");
  const ada = world.member("ada");
  await ada.says("我来了");
  await give("ada", 31);
  for (let day = 1; day <= 28; day++) {
    await world.setTime(`2026-03-${String(day).padStart(2, "0")} 10:00`);
    const order = rng.shuffle(["签到", "补签", "补签"]).filter(() => rng.next() < 0.45);
    for (const said of order) await ada.says(said);
  }
  const rows = await streaks();
  expect(rows.length).toBeGreaterThan(15);
  let run = 0;
  let before = "";
  for (const { day, streak } of rows) {
    const yesterday = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
    run = before === yesterday ? run + 1 : 1;
    before = day;
    expect([day, streak]).toEqual([day, run]);
  }
  expect(run).toBeGreaterThan(0);
});

test("a card is used, given and bought once, however often the message is delivered", async () => {
  const ada = world.member("ada");
  await ada.says("签到");
  await world.setTime("2026-03-05 09:00");
  const mentions = [{ id: ada.sender.id, name: "ada" }];
  const gift = world.message(world.member("olga").sender, "发补签卡 @ada 2", { mentions });
  await world.happens(gift, gift);
  await world.happens(gift);
  expect(await cards()).toEqual([{ cards: 2 }]);
  const use = world.message(ada.sender, "补签");
  await world.happens(use, use);
  expect(await cards()).toEqual([{ cards: 1 }]);
  await world.member("olga").says("加积分 90 @ada", { mentions });
  const buy = world.message(ada.sender, "买补签卡");
  await world.happens(buy, buy);
  expect(await cards()).toEqual([{ cards: 2 }]);
  expect(await world.query("SELECT points FROM points_total WHERE period = 'all'")).toEqual([{ points: 50 }]);
});

test("a day filled is worth what the settings say", async () => {
  const ada = world.member("ada");
  await ada.says("签到");
  await world.query(
    `INSERT INTO setting (community_id, feature, key, value) SELECT id, 'checkin', 'cardPoints', '3' FROM community`,
  );
  await world.setTime("2026-03-03 09:00");
  await give("ada", 1);
  await ada.hears("补签", "3月2日补上了！+3 分，连续 2 天，还剩 0 张补签卡。");
  expect((await ada.says("积分明细"))[0]).toContain("3月2日  +3  补签");
});

test("nobody fills a day before they were here, nor one more than a week ago", async () => {
  const ada = world.member("ada");
  await ada.says("我来了");
  await give("ada", 31);
  await ada.hears("补签", "最近 7 天没有漏签，不用补。今天还没签的话，直接发送“签到”。");
  await world.setTime("2026-03-20 09:00");
  for (let count = 0; count < 7; count++) await ada.says("补签");
  await ada.hears("补签", "最近 7 天没有漏签，不用补。今天还没签的话，直接发送“签到”。");
  expect((await streaks()).map((row) => row.day)).toEqual([13, 14, 15, 16, 17, 18, 19].map((day) => `2026-03-${day}`));
});

test("cards go over with their owner and add up, and are erased with the person", async () => {
  const ada = world.member("ada");
  const south = { chat: { id: "-1002", kind: "group" as const, title: "South" } };
  await ada.says("我来了");
  await give("ada", 2);
  await ada.says("我也来了", south);
  await world.member("olga").says("早上好，大家好", south);
  await world.giveRole("olga", "manager");
  const mentions = [{ id: ada.sender.id, name: "ada" }];
  await world.member("olga").says("发补签卡 @ada 3", { ...south, mentions });
  await joinCommunity(world.database, personHooks, "telegram:-1002", "Tea House");
  await ada.hears("补签卡", "你有 5 张补签卡，发送“补签”，补上 7 天内漏掉的一天。发送“买补签卡”，50 分一张。");
  const [{ id, communityId } = { id: 0, communityId: 0 }] = await world.query<{ id: number; communityId: number }>(
    `SELECT id, community_id AS "communityId" FROM member WHERE name = 'ada'`,
  );
  await world.database.prisma.$transaction(async (tx) => {
    for (const hook of personHooks) await hook.forget(tx, communityId, [id]);
  });
  expect(await cards()).toEqual([{ cards: 0 }]);
});
