import { afterEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { createWorld, plain, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world?.close());

async function opens(more: Partial<Parameters<typeof createWorld>[0]> = {}): Promise<void> {
  world = await createWorld({ features, at: "2026-03-01 10:00", ...more });
  await world.giveRole("olga", "owner");
  await world.member("olga").says("开启抽奖 贴纸x1(5元) 今晚8点截止 不限条件，主办 茶馆，联系 olga");
}
const counters = () => world.bot.sent.filter(({ text }) => text.includes("人参加，链") && !text.includes("已参加"));

test("the counter is pinned once, changed in place, and taken down when the list is frozen", async () => {
  await opens();
  await world.member("ada").says("抽奖");
  await world.setTime("2026-03-01 10:02");
  await world.member("ben").says("抽奖");
  await world.setTime("2026-03-01 10:04");
  const [first, second, ...others] = counters();
  expect(others).toEqual([]);
  expect(first?.pin).toBe(true);
  expect(second).not.toHaveProperty("pin");
  expect(second?.editOf).toBeDefined();
  await world.setTime("2026-03-01 20:02");
  expect(world.bot.sent.find(({ text }) => text.includes("名单就此冻结"))?.unpins).toBe(second?.editOf);
});

test("where nothing can be changed it comes again at round numbers only", async () => {
  await opens({ platform: "wechat", capabilities: plain });
  for (let number = 1; number <= 12; number++) await world.member(`m${number}`).says("抽奖");
  await world.setTime("2026-03-01 10:10");
  const shown = counters();
  expect(shown).toHaveLength(1);
  expect(shown[0]?.text).toContain("链");
  expect(shown[0]).not.toHaveProperty("pin");
});
