import { afterEach, beforeEach, expect, test } from "vitest";
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
  await world.member("zoe").hears("别打扰我", "好，以后不主动打扰你了。签到、积分这些照常用；想恢复时发“恢复提醒”。");
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

const nothingSent = "好。我一般是你找我才说话；要我以后完全不主动找你，发“别打扰我”。";

test("“stop” is an off word only as the answer to a nudge; plainer words always are", async () => {
  const [first = 0] = await drifters(world, 10);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const ada = world.member("ada");
  const off = "好，以后不主动打扰你了。签到、积分这些照常用；想恢复时发“恢复提醒”。";
  // nothing was sent: that is what she is told, and what would keep it so
  expect(await ada.whispers("停")).toEqual([nothingSent]);
  expect(await ada.says("stop")).toEqual([]);
  const nudged = (await onJourney(world, "drifting")).find(({ arm }) => arm === "nudged")?.member_id ?? first;
  const known = { kind: "person" as const, id: String(50_000 + nudged), name: `member${nudged}` };
  const before = world.bot.sent.length;
  await world.happens(world.message(known, "Stop!", { chat: { id: known.id, kind: "private", title: known.name } }));
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([off]);
  expect(await world.query("SELECT FROM opt_out WHERE member_id = $1 AND choice = 'nudges'", [nudged])).toHaveLength(1);
  expect(await ada.whispers("不要再发了。")).toEqual([off]);
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
