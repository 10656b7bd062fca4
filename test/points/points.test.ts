import { afterEach, describe, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { chatPoints, periodOf } from "../../src/points/index.ts";
import type { Day } from "../../src/core/time.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

test.each([
  [0, 0],
  [1, 2],
  [15, 30],
  [16, 31],
  [35, 50],
  [2000, 50],
])("%d minutes of talk are worth %d points", (minutes, points) => expect(chatPoints(minutes)).toBe(points));

test.each([
  ["2026-03-01", "2026-W09"],
  ["2026-12-31", "2026-W53"],
  ["2027-01-01", "2026-W53"],
  ["2024-12-30", "2025-W01"],
])("the week of %s is %s", (day, week) => expect(periodOf("week", day as Day)).toBe(week));

describe("a day of talk", () => {
  test("is paid once, when it is over in the community's zone, and late talk is paid by a further row", async () => {
    world = await createWorld({ features, at: "2026-03-01T21:00+08:00" });
    const ada = world.member("ada");
    await ada.says("今天说了一句话");
    await ada.hears("积分", "你有 0 分。今天聊天的 2 分，今晚结算。");
    await world.setTime("2026-03-02 00:04");
    expect(await world.query("SELECT 1 FROM ledger_entry")).toEqual([]);
    await world.setTime("2026-03-02 00:05");
    await world.setTime("2026-03-02 00:06");
    await ada.hears("积分", "你有 2 分，排第 1 名。");
    const late = world.message(ada.sender, "昨天晚到的一句话", { at: new Date("2026-03-01T15:59:00Z") });
    await world.happens(late);
    await world.setTime("2026-03-03 00:05");
    expect(await world.query("SELECT key, delta FROM ledger_entry ORDER BY id")).toEqual([
      { key: "chat:2026-03-01", delta: 2 },
      { key: "chat:2026-03-01+2", delta: 2 },
    ]);
  });

  test("of staff is not paid", async () => {
    world = await createWorld({ features, at: "2026-03-01T21:00+08:00" });
    await world.member("olga").says("我是群主，今天开会");
    await world.query("INSERT INTO member_role SELECT community_id, id, 'owner', now() FROM member");
    await world.setTime("2026-03-02 00:05");
    expect(await world.query("SELECT 1 FROM ledger_entry")).toEqual([]);
  });
});

test("equal points share a rank, and one's own rank is shown beyond the first ten", async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
  for (let number = 1; number <= 12; number++) await world.member(`m${number}`).says("签到");
  const [board] = await world.member("m12").says("排行榜");
  expect(board?.split("\n").filter((line) => line.startsWith("🥇"))).toHaveLength(10);
  expect(board?.split("\n").at(-1)).toBe("你排第 1 名，10 分。");
  await world.setTime("2026-03-02 09:00");
  for (let number = 1; number <= 11; number++) await world.member(`m${number}`).says("签到");
  expect((await world.member("m12").says("/top"))[0]?.split("\n").at(-1)).toBe("你排第 12 名，10 分。");
});

test("the sums that rankings read are the sums of the ledger", async () => {
  world = await createWorld({ features, at: "2026-02-27T09:00+08:00" });
  for (const day of ["2026-02-28 09:00", "2026-03-01 09:00", "2026-03-02 09:00"]) {
    await world.setTime(day);
    for (const name of ["ada", "ben"]) await world.member(name).says("签到");
    await world.member("ada").says("还说了一句话");
  }
  await world.setTime("2026-03-03 00:05");
  const wrong = await world.query(`
    SELECT * FROM (SELECT community_id, member_id, period, sum(delta)::int AS points FROM ledger_entry,
      LATERAL (VALUES ('all'), (to_char(day, 'YYYY-MM')), (to_char(day, 'IYYY-"W"IW'))) AS p(period) GROUP BY 1, 2, 3) l
    FULL JOIN points_total t USING (community_id, member_id, period) WHERE l.points IS DISTINCT FROM t.points`);
  expect(wrong).toEqual([]);
});
