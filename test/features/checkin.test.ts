import { afterEach, expect, test } from "vitest";
import { checkin } from "../../src/features/checkin/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

test("pays more for each day in a row, and starts again after a gap", async () => {
  world = await createWorld({ features: [checkin], at: "2026-03-01T09:00+08:00" });
  const ada = world.member("ada");
  await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
  await ada.hears("打卡", "今天已经签到过啦，连续 1 天，明天见！");
  await world.setTime("2026-03-02T00:00+08:00");
  await ada.hears("签到", "签到成功！+12 分，连续 2 天，共 22 分。");
  await world.setTime("2026-03-04T23:59+08:00");
  await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 32 分。");
});

test.each([29, 30, 31, 32, 400])("goes on with a streak that is %d days older", async (days) => {
  world = await createWorld({ features: [checkin], at: "2026-03-01T09:00+08:00" });
  const ada = world.member("ada");
  await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
  // a day further back is missed, and does not count
  await world.query(`INSERT INTO check_in (community_id, member_id, day, streak, made_up)
    SELECT community_id, member_id, day - ago, 1, false FROM check_in, generate_series(1, ${days + 9}) AS ago WHERE ago <> ${days + 1}`);
  await world.setTime("2026-03-02T09:00+08:00");
  await ada.hears("签到", `签到成功！+20 分，连续 ${days + 2} 天，共 30 分。`);
  await ada.hears("签到", `今天已经签到过啦，连续 ${days + 2} 天，明天见！`);
});

test("counts a redelivered check-in once and answers it once", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  const event = world.message(ada.sender, "签到");
  expect(await world.happens(event, event)).toHaveLength(1);
  expect(await world.happens(event)).toHaveLength(0);
  expect(await world.query("SELECT delta, key FROM ledger_entry")).toEqual([{ delta: 10, key: "checkin:2026-03-01" }]);
  expect(await world.query("SELECT messages FROM member_day")).toEqual([{ messages: 1 }]);
});

test("keeps the streak of staff, who are not scored", async () => {
  world = await createWorld({ features: [checkin], at: "2026-03-01T09:00+08:00" });
  await world.giveRole("olga", "manager");
  await world.member("olga").hears("签到", "签到成功，连续 1 天！管理员不参加积分，谢谢你照看大家。");
  expect(await world.query("SELECT 1 FROM ledger_entry")).toEqual([]);
});
