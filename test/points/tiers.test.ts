import { afterEach, describe, expect, test } from "vitest";
import type { Day } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { nextTier, tierFor, tierSettings, type TierState } from "../../src/points/index.ts";
import { createWorld, type World } from "../world/index.ts";

const { tiers } = tierSettings.settings.parse({});
const day = (text: string) => text as Day;

describe("the next tier", () => {
  const at = (tier: number, more: Partial<TierState> = {}): TierState => ({
    tier,
    sinceDay: day("2026-01-01"),
    warnedDay: null,
    loweredDay: null,
    ...more,
  });

  test("is the one the points of 90 days are worth", () => {
    expect([0, 299, 300, 1000, 2499, 9999].map((points) => tierFor(tiers, points))).toEqual([0, 0, 1, 2, 2, 3]);
  });

  test("is reached at once, however far up", () => {
    expect(nextTier(at(0), 3, day("2026-03-01"))).toMatchObject({ move: "raised", state: { tier: 3 } });
  });

  test("comes down one at a time: warned, a week later lowered, not again within 30 days", () => {
    let state = at(3);
    const moves: string[] = [];
    for (let date = 1; date <= 90; date++) {
      const today = day(new Date(Date.UTC(2026, 2, date)).toISOString().slice(0, 10));
      const next = nextTier(state, 0, today);
      state = next.state;
      if (next.move !== "none") moves.push(`${today} ${next.move} ${state.tier}`);
    }
    expect(moves).toEqual([
      "2026-03-01 warned 3",
      "2026-03-08 lowered 2",
      "2026-03-09 warned 2",
      "2026-04-07 lowered 1",
      "2026-04-08 warned 1",
      "2026-05-07 lowered 0",
    ]);
  });

  test("a warning is lifted when the points are there again", () => {
    expect(nextTier(at(2, { warnedDay: day("2026-03-01") }), 2, day("2026-03-03"))).toMatchObject({
      move: "safe",
      state: { tier: 2, warnedDay: null },
    });
  });
});

describe("tiers in a chat", () => {
  let world: World;
  afterEach(() => world.close());

  test("are told on reaching one, in private where possible, and shown with points and on the board", async () => {
    world = await createWorld({ features });
    const [ada, ben] = [world.member("ada"), world.member("ben")];
    await ada.says("你好");
    await ada.whispers("帮助");
    await ben.says("你好");
    await world.query("INSERT INTO setting SELECT id, 'tiers', 'tiers', $1 FROM community", [
      JSON.stringify(tiers.map((tier, index) => ({ ...tier, from: index * 10 }))),
    ]);
    expect(await ada.says("签到")).toEqual([
      "签到成功！+10 分，连续 1 天，共 10 分。",
      "🎉 你升到了「常客」！谢谢你一直在。",
    ]);
    expect(world.bot.sent.at(-1)?.chatId).toBe(ada.sender.id);
    expect((await ben.says("签到")).at(-1)).toBe("🎉 ben 升到了「常客」！");
    expect((await ada.says("积分"))[0]).toContain("等级「常客」");
    expect((await ada.says("排行榜"))[0]).toContain("ada  10 分 · 常客");
    // 90 days later the points no longer count
    await world.setTime("2026-05-30T00:21");
    await world.setTime("2026-05-30T09:00"); // not at night
    expect(world.bot.sent.at(-1)?.text).toContain("你的「常客」还差 10 分（近 90 天），7 天后会降一级");
    await world.setTime("2026-06-06T00:21");
    await world.setTime("2026-06-06T09:00");
    expect(world.bot.sent.at(-1)?.text).toContain("你暂时是「新芽」");
    expect((await ada.says("积分"))[0]).not.toContain("等级");
  });
});
