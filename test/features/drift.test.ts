import { afterEach, beforeEach, expect, test } from "vitest";
import { refreshStandings, standings } from "../../src/engagement/standings/index.ts";
import { features } from "../../src/features/index.ts";
import { chosen, readWish, UnknownWord } from "../../src/features/drift/rules.ts";
import type { Day } from "../../src/core/time.ts";
import { createWorld, type World } from "../world/index.ts";
import { activeOn, manager } from "./journeys/life.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01 09:00" });
});
afterEach(() => world.close());

async function threeLives(): Promise<{ ada: number; ben: number; cleo: number }> {
  const [ada, ben, cleo] = [
    await world.giveRole("ada", null),
    await world.giveRole("ben", null),
    await world.giveRole("cleo", null),
  ];
  await activeOn(world, ada, "2025-12-01", "2026-02-28", 1);
  await activeOn(world, ben, "2025-12-01", "2026-02-14", 2);
  return { ada, ben, cleo };
}

test("every night each member gets a chance, a state and words that explain it", async () => {
  const { ada, ben, cleo } = await threeLives();
  await world.setTime("2026-03-01 09:01");
  await world.setTime("2026-03-02 03:11");
  const rows = await standings(world.database.prisma, 1);
  const of = (id: number) => rows.find(({ memberId }) => memberId === id);
  expect(of(ada)).toMatchObject({ state: "active", asOfDay: "2026-03-02", lastDay: "2026-02-28", usualGapDays: 1 });
  expect(of(ben)?.state).toMatch(/drifting|dormant/);
  expect(of(ben)!.chance!).toBeLessThan(of(ben)!.chanceAtLast!);
  expect(of(cleo)).toMatchObject({ state: "silentNewcomer", chance: null, activeDays: 0 });
});

test("a second look on the same day changes nothing, and whoever left or is not to be counted has no row", async () => {
  const { ben, cleo } = await threeLives();
  const look = () => refreshStandings((part) => world.database.transact(part), 1, "2026-03-02" as Day);
  await look();
  const before = await world.query("SELECT * FROM member_standing ORDER BY member_id");
  await look();
  expect(await world.query("SELECT * FROM member_standing ORDER BY member_id")).toEqual(before);
  await world.query(
    "INSERT INTO passage VALUES (1, 1, gen_random_uuid(), $1, 'leave', '2026-02-20T00:00Z', '2026-02-20', true)",
    [ben],
  );
  await world.query("INSERT INTO opt_out VALUES (1, $1, 'stats', now())", [cleo]);
  await look();
  expect((await standings(world.database.prisma, 1)).map(({ name }) => name)).toEqual(["ada"]);
});

test("the list is a manager's alone, in private, and names day, rhythm and chance", async () => {
  await threeLives();
  await manager(world, "mona");
  expect((await world.member("ada").whispers("不活跃名单"))[0]).not.toContain("ben");
  expect(await world.member("mona").says("不活跃名单")).toEqual(["这个请私聊我用。"]);
  expect((await world.member("mona").whispers("/members silent"))[0]).toContain("还没统计过");
  await world.setTime("2026-03-01 09:01");
  const [list = ""] = await world.member("mona").whispers("不活跃名单");
  expect(list).toContain("ben · ");
  expect(list).toMatch(/安静了 \d+ 天；以前大约每 2 天来一次；再来的机会 \d+%；最后 2月1\d日/);
  expect(list).toContain("cleo · 还没开口：进群后还没说过话");
  expect(list).not.toContain("ada");
  expect((await world.member("mona").whispers("/members write"))[0]).toContain("ben");
  const sent = world.bot.sent.length;
  await world.member("mona").whispers("/members all csv");
  expect(world.bot.sent[sent]?.file?.content.split("\r\n")[0]).toContain("编号,昵称,状态");
});

test("a line of wishes is read, and a word without meaning is named", () => {
  expect(readWish("走远 按天数 #茶 5-21 csv telegram", ["telegram"])).toEqual({
    shown: { list: "states", states: ["drifting"] },
    order: "silence",
    tag: "茶",
    platform: "telegram",
    silent: { from: 5, to: 21 },
    page: 1,
    csv: true,
  });
  expect(() => readWish("drifting blah", [])).toThrow(UnknownWord);
  expect(chosen([], readWish("write 2", []))).toEqual([]);
});
