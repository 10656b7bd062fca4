import { afterEach, beforeEach, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { acquaintances, activeOn, journeyWorld, onJourney, privately, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await journeyWorld();
});
afterEach(() => world.close());

test("newcomers who never spoke are asked in, and a streak about to break is told in the evening", async () => {
  const [newcomer = 0, walker = 0] = await acquaintances(world, 2, "new");
  await world.query("UPDATE member SET created_at = '2026-02-28T12:00+08:00' WHERE id = $1", [newcomer]);
  await activeOn(world, walker, "2026-01-01", "2026-03-01");
  await world.query("INSERT INTO journey_streak VALUES (1, $1, '2026-03-01', 5)", [walker]);
  await world.setTime("2026-03-02 03:11");
  await world
    .member("mona")
    .whispers(
      '/journey save\nname: streak\ntitle: {zh: 别断签, en: keep your streak}\ntrigger: {kind: streakBreaking}\nholdOut: 5\nsteps:\n  - variants:\n      - {zh: "{name}，[已经连续 {streak} 天了，]今天签到还没发哦。", en: "{name}, [{streak} days in a row: ]today\'s check-in is still open."}',
    );
  await starts(world, "streak");
  await starts(world, "newcomer-week");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney(world, "newcomer-week")).map((row) => row.member_id)).toEqual([newcomer]);
  expect(await onJourney(world, "streak")).toEqual([]);
  await world.setTime("2026-03-02 18:31");
  expect((await onJourney(world, "streak")).map((row) => row.member_id)).toEqual([walker]);
  expect(privately(world).at(-1)?.text.split("\n")[0]).toBe("new2，已经连续 5 天了，今天签到还没发哦。");
});

/** A journey of one step that says which it is, saved and started. */
async function runs(name: string, trigger: string): Promise<void> {
  const words = `{zh: "${name}：{name}", en: "${name}: {name}"}`;
  await world
    .member("mona")
    .whispers(
      `旅程 保存 {name: ${name}, title: {zh: ${name}, en: ${name}}, trigger: ${trigger}, holdOut: 5, steps: [{variants: [${words}]}]}`,
    );
  await starts(world, name);
}
const reached = async (journey: string) => (await onJourney(world, journey)).map((row) => row.member_id);

test("a birthday a member told is remembered on its day, however much they talk that day, and on no other", async () => {
  await world.member("zoe").whispers("生日 3-2");
  await world.member("ben").whispers("生日 3-3");
  await world.setTime("2026-03-02 03:11");
  await runs("birthday", "{kind: birthday}");
  await world.setTime("2026-03-02 09:30");
  await world.member("zoe").says("早上好");
  await world.setTime("2026-03-02 10:06");
  const zoe = await world.giveRole("zoe", null);
  expect(await reached("birthday")).toEqual([zoe]);
  await world.setTime("2026-03-02 18:31");
  expect(await reached("birthday")).toEqual([zoe]);
});

test("a festival of the Chinese calendar comes to everybody who is not lost, on its day", async () => {
  const [near = 0, far = 0, carrier = 0] = await acquaintances(world, 3, "guest");
  await activeOn(world, near, "2026-01-01", "2026-02-27");
  await activeOn(world, far, "2025-03-01", "2025-06-01");
  await activeOn(world, carrier, "2025-03-01", "2026-03-01");
  await world.setTime("2026-03-02 03:11");
  await runs("lantern", "{kind: festival, festival: lanternFestival}");
  await world.setTime("2026-03-02 10:06");
  expect(await reached("lantern")).toEqual([]);
  // the fifteenth of the first month
  await world.setTime("2026-03-03 03:11");
  await world.setTime("2026-03-03 10:06");
  const people = await reached("lantern");
  expect(people).toEqual(expect.arrayContaining([near, carrier]));
  expect(people).not.toContain(far);
});

test("a day of joining is told after a year, with the number of years", async () => {
  const [old = 0, recent = 0] = await acquaintances(world, 2, "friend");
  await activeOn(world, old, "2024-03-02", "2026-02-28", 7);
  await activeOn(world, recent, "2026-01-02", "2026-02-28", 7);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "anniversary");
  await world.setTime("2026-03-02 10:06");
  expect(await reached("anniversary")).toEqual([old]);
  expect(privately(world).map(({ text }) => text.split("\n")[0])).toEqual([
    "friend1，今天是你来到Tea House的 2 周年，谢谢你一路都在 🎉",
  ]);
});

test("whoever is near the next tier, and whoever is warned of falling, each has a journey", async () => {
  const [near = 0, far = 0, falling = 0] = await acquaintances(world, 3, "tiered");
  for (const [id, points] of [
    [near, 285],
    [far, 200],
    // below the tier they have: no rise is near
    [falling, 290],
  ])
    await world.query(
      "INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, at, day) VALUES (1, $1, 'k', $2, 'chat', '2026-02-20', '2026-02-20')",
      [id, points],
    );
  await world.query(
    "INSERT INTO member_tier (community_id, member_id, tier, since_day, warned_day) VALUES (1, $1, 1, '2025-11-01', '2026-03-01')",
    [falling],
  );
  await world.setTime("2026-03-02 03:11");
  await runs("rising", "{kind: tierRising}");
  await runs("falling", "{kind: tierFalling}");
  await world.setTime("2026-03-02 10:06");
  expect(await reached("rising")).toEqual([near]);
  expect(await reached("falling")).toEqual([falling]);
});

test("a run of check-ins that ends tonight is told in the evening, unless they have checked in", async () => {
  for (const name of ["zoe", "ben"]) await world.member(name).whispers("积分");
  for (const day of ["2026-03-02", "2026-03-03", "2026-03-04"]) {
    await world.setTime(`${day} 12:00`);
    for (const name of ["zoe", "ben"]) await world.member(name).says("签到");
  }
  await world.setTime("2026-03-05 03:11");
  await runs("streak", "{kind: streakBreaking}");
  await world.setTime("2026-03-05 12:00");
  await world.member("ben").says("签到");
  // talk is no check-in
  await world.member("zoe").says("大家好");
  await world.setTime("2026-03-05 18:31");
  expect(await reached("streak")).toEqual([await world.giveRole("zoe", null)]);
});

test("whoever joined so many days ago is welcomed, and a member who has slept long gets the gift of win-back", async () => {
  const [joined = 0, asleep = 0, carrier = 0] = await acquaintances(world, 3, "kind");
  await world.query("UPDATE member SET created_at = '2026-03-01T12:00+08:00' WHERE id = $1", [joined]);
  await activeOn(world, carrier, "2025-11-01", "2026-03-01");
  // every other week, and then not for a month
  await activeOn(world, asleep, "2025-11-01", "2026-01-24", 14);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "welcome");
  await starts(world, "win-back");
  await world.setTime("2026-03-02 10:06");
  expect(await reached("welcome")).toContain(joined);
  expect(await reached("win-back")).toEqual([asleep]);
});
