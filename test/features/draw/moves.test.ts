import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinCommunity } from "../../../src/members/join.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { personHooks } from "../../../src/features/index.ts";
import { receiptText } from "../../../src/features/draw/receipt.ts";
import { drawRig, type DrawRig } from "./rig.ts";

// What happens to the group and its people meanwhile.

let rig: DrawRig;
beforeEach(async () => {
  rig = await drawRig();
});
afterEach(() => rig.world.close());

test("a draw goes on in a chat that moves to another id in the middle", async () => {
  await rig.opens();
  await rig.enters("ada");
  const { platform, account, key, chat, at } = rig.world.message(null, "");
  await rig.world.happens({ kind: "migrated", platform, account, key, chat, at, toChatId: "-1009" });
  const moved = { chat: { id: "-1009", kind: "group" as const, title: "Tea House" } };
  await rig.world.member("ben").says("抽奖", moved);
  await rig.freezes();
  await rig.settles();
  expect(await rig.tickets()).toHaveLength(2);
  expect(rig.world.bot.sent.filter(({ text }) => text.includes("开奖（A 级）")).map(({ chatId }) => chatId)).toEqual([
    "-1009",
  ]);
  const made = await rig.receipt();
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("a draw goes on when its group joins another community", async () => {
  await rig.opens();
  await rig.enters("ada");
  const there = { chat: { id: "-2002", kind: "group" as const, title: "Other House" } };
  await rig.world.member("zoe").says("你们好呀", there);
  const [target] = await rig.world.query<{ name: string }>(
    "SELECT m.name FROM community m JOIN chat c ON c.community_id = m.id WHERE c.address = '-2002'",
  );
  await joinCommunity(rig.world.database, personHooks, "telegram:-1001", target?.name ?? "");
  rig.world.house.directory.forget();
  await rig.enters("ben");
  await rig.freezes();
  await rig.settles();
  expect(await rig.state()).toBe("settled");
  const made = await rig.receipt();
  expect(made?.entries).toHaveLength(2);
  expect(made && verifyReceipt(made).valid).toBe(true);
});

describe("somebody who has their data erased", () => {
  const forgets = async (name: string) => {
    const { sender, whispers } = rig.world.member(name);
    await whispers("删除我的数据");
    await rig.world.happens(rig.world.press(sender, "确定", { id: sender.id, kind: "private", title: name }));
  };

  test("after the draw: the receipt verifies, and their name is nowhere", async () => {
    await rig.opens();
    for (const name of ["ada", "ben"]) await rig.enters(name);
    await rig.freezes();
    await rig.settles();
    const before = receiptText((await rig.receipt())!);
    await forgets("ada");
    await forgets("ben");
    expect(receiptText((await rig.receipt())!)).toBe(before);
    const [winners] = await rig.world.member("cleo").says("中奖名单");
    expect(winners).not.toMatch(/[ab]\*/);
  });

  test("before the result: the ticket stays in the list and is passed over, with that reason", async () => {
    await rig.opens("", "耳机x2(300元)");
    for (const name of ["ada", "ben"]) await rig.enters(name);
    await forgets("ada");
    // the same account once more is the same ticket
    await rig.world.member("ada").says("我又来了");
    await rig.enters("ada");
    await rig.freezes();
    await rig.settles();
    expect((await rig.receipt())?.entries).toHaveLength(2);
    expect(await rig.world.query("SELECT state, reason FROM draw_winner ORDER BY state")).toEqual([
      { state: "skipped", reason: "已删除自己的资料" },
      { state: "won", reason: null },
    ]);
  });
});
