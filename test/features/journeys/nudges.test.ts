import { afterEach, beforeEach, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { drifters, activeOn, journeyWorld, laterMorning, morning, onJourney, privately, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await journeyWorld();
});
afterEach(() => world.close());

test("a manager sees real members first; then four of five drifting regulars get one kind word, and one of five none", async () => {
  const ids = await drifters(world, 40);
  await world.setTime("2026-03-02 03:11");
  const [preview = ""] = await starts(world, "drifting");
  expect(preview).toContain("「走远提醒」今天符合 40 人");
  expect(preview.match(/^— #/gm)).toHaveLength(5);
  await world.setTime("2026-03-02 10:06");
  const rows = await onJourney(world, "drifting");
  expect(rows.map((row) => row.member_id)).toEqual(ids);
  const nudged = rows.filter(({ arm }) => arm === "nudged");
  expect(nudged.length).toBeGreaterThan(24);
  expect(nudged.length).toBeLessThan(40);
  expect(privately(world)).toHaveLength(nudged.length);
  for (const { text } of privately(world)) expect(text).toMatch(/^member\d+，[\s\S]*别打扰我/);
  // neither a second look nor the days after bring a second word
  await world.setTime("2026-03-02 18:31");
  for (const day of ["2026-03-03", "2026-03-04"]) await morning(world, day);
  expect(privately(world)).toHaveLength(nudged.length);
});

test("who comes back, opts out or is erased goes no further, and an arm once given stays", async () => {
  const ids = await drifters(world, 30);
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers("旅程 修改 drifting againAfterDays 30");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const before = new Map((await onJourney(world, "drifting")).map((row) => [row.member_id, row.arm]));
  await activeOn(world, ids[0]!, "2026-03-05", "2026-04-05");
  await laterMorning(world, "2026-03-17");
  const first = (await onJourney(world, "drifting")).find((row) => row.member_id === ids[0]);
  expect(first).toMatchObject({ returned: true });
  expect((await onJourney(world, "drifting")).filter(({ returned }) => returned === false)).toHaveLength(29);
  await laterMorning(world, "2026-04-16");
  const again = (await onJourney(world, "drifting")).filter((row) => row.member_id === ids[0]);
  expect(again).toHaveLength(2);
  expect(again.map(({ arm }) => arm)).toEqual([before.get(ids[0]!), before.get(ids[0]!)]);
});

test("nothing is said at night, from old data or after an outage", async () => {
  await drifters(world, 3);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  // the bot was away over the whole day and comes back at night
  await world.setTime("2026-03-02 23:30");
  expect(await onJourney(world, "drifting")).toEqual([]);
  // four days without a look: a hole in what it saw
  await world.setTime("2026-03-06 10:06");
  expect(await onJourney(world, "drifting")).toEqual([]);
  await morning(world, "2026-03-07");
  expect(await onJourney(world, "drifting")).toEqual([]);
  for (const day of ["2026-03-08", "2026-03-09", "2026-03-10"]) await morning(world, day);
  expect(await onJourney(world, "drifting")).toHaveLength(3);
});

test("a gift comes with the word, once, and stands in the ledger", async () => {
  await drifters(world, 10);
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers('旅程 修改 win-back trigger {"kind":"drifting"}');
  await starts(world, "win-back");
  await world.setTime("2026-03-02 10:06");
  const ledger = await world.query<{ delta: number }>("SELECT delta FROM ledger_entry WHERE reason = 'gift'");
  expect(ledger).toHaveLength(privately(world).length);
  expect(ledger.every(({ delta }) => delta === 20)).toBe(true);
  expect(privately(world)[0]?.text).toContain("留了 20 分，已经放进你的积分里（现在共 20 分）");
});
