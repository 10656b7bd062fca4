import { afterEach, beforeEach, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

// In a forum what goes on for days stays in the topic in which it was set up.

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00" });
  await world.giveRole("olga", "owner");
});
afterEach(() => world.close());

const topic = { id: "-1001", kind: "group", title: "Tea House", threadId: "7" } as const;
const threads = () =>
  world.bot.sent.splice(0).flatMap(({ pressId, threadId }) => (pressId === undefined ? [threadId] : []));
const confirms = () => world.happens(world.press(world.member("olga").sender, "确定", topic));

test("the question of the day comes where it was ordered", async () => {
  await world.member("olga").says("开始答题 每日一题 10:00-20:00", { chat: topic });
  expect(threads()).toEqual(["7"]);
  await world.setTime("2026-03-01 10:00");
  await world.setTime("2026-03-01 20:01");
  const said = threads();
  expect(said.length).toBeGreaterThan(1);
  expect(new Set(said)).toEqual(new Set(["7"]));
});

test("scratch cards are told where they were opened, and each play where it was made", async () => {
  const order = "开启刮刮乐 每次0积分，10积分 50% x50，C级，主办 茶馆，联系 @olga";
  await world.member("olga").says(order, { chat: topic });
  await confirms();
  await world.member("ada").says("刮刮乐", { chat: { ...topic, threadId: "9" } });
  expect(threads()).toEqual(["7", "7", "7", "9"]);
});
