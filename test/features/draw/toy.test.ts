import { expect, test } from "vitest";
import { checkedReceipt } from "../../../src/features/draw/check.ts";
import { findDraw } from "../../../src/features/draw/store.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { features } from "../../../src/features/index.ts";
import { createWorld, rich } from "../../world/index.ts";

test("where the clock is the chat's own a toy lottery decides, is called a toy, and the receipt verifies", async () => {
  const world = await createWorld({ features, at: "2026-03-01 10:00", capabilities: { ...rich, ownTime: true } });
  try {
    await world.giveRole("olga", "owner");
    const [notice] = await world.member("olga").says("开启抽奖 贴纸x1(5元) 今晚8点截止 A级，主办 茶馆，联系 olga");
    expect(notice).toContain("玩具摇号机");
    for (const name of ["ada", "ben"]) await world.member(name).says("抽奖");
    await world.setTime("2026-03-01 20:02");
    await world.setTime("2026-03-01 20:03");
    const { prisma } = world.database;
    const { communityId } = await prisma.draw.findFirstOrThrow();
    const draw = await findDraw(prisma, communityId, 1);
    expect(draw?.state).toBe("settled");
    expect(draw?.beacon).toMatch(/^(\d+\.){6}\/\d+\.\/$/);
    expect(verifyReceipt((await checkedReceipt(prisma, draw!))?.receipt).valid).toBe(true);
  } finally {
    await world.close();
  }
});

test("in real groups no word makes a draw a toy", async () => {
  const world = await createWorld({ features, at: "2026-03-01 10:00" });
  try {
    await world.giveRole("olga", "owner");
    const [notice] = await world.member("olga").says("开启抽奖 贴纸x1(5元) 今晚8点截止，主办 茶馆，联系 olga");
    expect(notice).toContain("drand quicknet");
    expect(await world.query("SELECT terms ->> 'toy' AS toy FROM draw")).toEqual([{ toy: "false" }]);
  } finally {
    await world.close();
  }
});

test("there everybody may enter, however new, and a scratch card is revealed at once by a committed chain", async () => {
  const world = await createWorld({ features, at: "2026-03-01 10:00", capabilities: { ...rich, ownTime: true } });
  try {
    await world.query("UPDATE community SET created_at = '2025-01-01'");
    await world.giveRole("olga", "owner");
    await world.member("olga").says("开启抽奖 贴纸x1(5元) 今晚8点截止，主办 茶馆，联系 olga");
    expect((await world.member("ada").says("抽奖")).join()).toContain("已参加抽奖 1 号");
    await world.member("olga").says("开启刮刮乐 每次0积分，20积分 100% x5");
    await world.happens(world.press(world.member("olga").sender, "确定"));
    expect((await world.member("ada").says("刮刮乐")).join()).toContain("20积分");
    expect((await world.member("ada").says("积分")).join()).toContain("20 分");
  } finally {
    await world.close();
  }
});
