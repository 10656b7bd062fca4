import { afterEach, beforeEach, expect, test } from "vitest";
import { features, personHooks } from "../../src/features/index.ts";
import { joinCommunity } from "../../src/members/join.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-10 09:00" });
});
afterEach(() => world.close());

/** First days as kept, and as the daily counts say. */
async function firstDays(): Promise<{ kept: unknown[]; counted: unknown[] }> {
  const order = "ORDER BY community_id, member_id";
  return {
    kept: await world.query(`SELECT community_id, member_id, day::text FROM member_first_day ${order}`),
    counted: await world.query(
      `SELECT community_id, member_id, min(day)::text AS day FROM member_day WHERE messages > 0 GROUP BY 1, 2 ${order}`,
    ),
  };
}

async function expectTrue(count: number): Promise<void> {
  const { kept, counted } = await firstDays();
  expect(kept).toEqual(counted);
  expect(kept).toHaveLength(count);
}

/** A message of somebody on a day, in a group. */
const said = (name: string, day: string, chatId = "-1001") =>
  world.message(world.member(name).sender, "茶", {
    at: new Date(`${day}T04:00:00Z`),
    chat: { id: chatId, kind: "group", title: chatId },
  });

test("a member's first day is the first on which they wrote, and only an earlier one moves it", async () => {
  await world.happens(said("ada", "2026-03-10"), said("ben", "2026-03-10"));
  await world.happens(said("ada", "2026-03-11"));
  await expectTrue(2);
  expect((await firstDays()).kept).toMatchObject([{ day: "2026-03-10" }, { day: "2026-03-10" }]);
});

test("what a file tells late of the past moves it back, in whatever order the days come", async () => {
  const days = ["2026-03-05", "2026-01-31", "2026-03-09", "2025-12-29", "2026-02-02"];
  await world.happens(said("ada", "2026-03-10"));
  const { communityId } = await world.house.directory.group("telegram", said("ada", "2026-03-10").chat, "bot1");
  for (const day of days)
    await world.house.recorder.record([said("ada", day), said("ben", day)], { source: "history", communityId });
  await expectTrue(2);
  expect((await firstDays()).kept).toMatchObject([{ day: "2025-12-29" }, { day: "2025-12-29" }]);
});

test("two batches at once about the same people leave the earlier day", async () => {
  const { communityId } = await world.house.directory.group("telegram", said("ada", "2026-03-10").chat, "bot1");
  const names = ["ada", "ben", "cleo", "dora"];
  const batch = (day: string) =>
    world.house.recorder.record(
      names.map((name) => said(name, day)),
      { source: "history", communityId },
    );
  await Promise.all(["2026-03-04", "2026-03-01", "2026-03-07", "2026-03-02"].map(batch));
  await expectTrue(4);
  expect(new Set((await firstDays()).kept.map((row) => (row as { day: string }).day))).toEqual(new Set(["2026-03-01"]));
});

test("it goes over with a community, the earlier of both staying", async () => {
  await world.happens(said("ada", "2026-03-10"), said("ben", "2026-03-10"));
  await world.happens(said("ada", "2026-03-02", "-2002"), said("cleo", "2026-03-09", "-2002"));
  await expectTrue(4);
  await joinCommunity(world.database, personHooks, "telegram:-2002", "-1001");
  await expectTrue(3);
  const [row] = await world.query<{ day: string }>(
    `SELECT f.day::text FROM member_first_day f JOIN member m ON m.community_id = f.community_id AND m.id = f.member_id
      WHERE m.name = 'ada' AND f.community_id = 1`,
  );
  expect(row?.day).toBe("2026-03-02");
});
