import { afterEach, beforeEach, expect, test } from "vitest";
import { H } from "../../../src/features/draw/scheme.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { drawRig, type DrawRig } from "./rig.ts";

// Opening, entering and closing.

let rig: DrawRig;
beforeEach(async () => {
  rig = await drawRig();
});
afterEach(() => rig.world.close());

test("what is announced is what was posted, byte for byte", async () => {
  const [notice = "", announced = ""] = (await rig.opens()).map((message) => message.replace(/\n\[参加抽奖\]$/u, ""));
  const [text] = await rig.world.query<{ announcement: string }>("SELECT announcement FROM draw");
  expect(announced).toContain(text?.announcement);
  expect(text?.announcement).toContain(`notice=${H(notice)}`);
  expect(announced).toContain(`指纹 ${H(text?.announcement ?? "").slice(0, 8)}`);
});

test("a double tap, a redelivered press and a word beside it are one entry, paid once", async () => {
  await rig.opens("花5积分");
  const ada = rig.world.member("ada");
  await ada.says("签到");
  const press = rig.world.press(ada.sender, "参加抽奖");
  await rig.world.happens(press, press, rig.world.press(ada.sender, "参加抽奖"), rig.world.message(ada.sender, "抽奖"));
  await rig.world.happens(press);
  expect(await rig.tickets()).toHaveLength(1);
  expect(await rig.one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(-5);
});

test("where minors may be present nothing new opens, nobody scratches, and an announced draw goes on", async () => {
  await rig.opens();
  await rig.world.member("olga").says("开启刮刮乐 每次0积分，10积分 10% x50，主办 茶馆，联系 olga");
  await rig.world.happens(rig.world.press(rig.world.member("olga").sender, "确定"));
  await rig.world.member("olga").says("/settings privacy.minors on");
  for (const words of [
    "开启抽奖 贴纸x1(5元) 今天23:50截止，主办 茶馆，联系 olga",
    "开启刮刮乐 每次0积分，10积分 10% x50",
  ])
    expect((await rig.world.member("olga").says(words)).join()).toContain("未成年人");
  expect((await rig.world.member("ada").says("刮刮乐")).join()).toContain("未成年人");
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  expect(await rig.state()).toBe("settled");
  expect(await rig.one("SELECT count(*)::int AS value FROM draw")).toBe(1);
});

test("two hosts who press the same draft's button open one draw", async () => {
  await rig.world.member("olga").says("开启抽奖 耳机x1(300元) 今天23:54:22截止，主办 茶馆");
  await rig.world.member("olga").says("群里找我");
  const press = () => rig.world.press(rig.world.member("olga").sender, "发布");
  await rig.world.happens(press(), press(), rig.world.press(rig.world.member("otto").sender, "发布"));
  expect(await rig.one("SELECT count(*)::int AS value FROM draw")).toBe(1);
});

test("the closing second is told by the platform's dates, in whatever order they arrive", async () => {
  await rig.opens();
  const at = (time: string) => ({ at: new Date(`2023-08-23T${time}+08:00`) });
  await rig.world.setTime("2023-08-23 23:54:40");
  const late = rig.world.message(rig.world.member("late").sender, "抽奖", at("23:54:22.001"));
  const inTime = rig.world.message(rig.world.member("in time").sender, "抽奖", at("23:54:22"));
  const early = rig.world.message(rig.world.member("early").sender, "抽奖", at("23:54:00"));
  const said = await rig.world.happens(late, inTime, early);
  expect(said.filter(({ text }) => text.includes("已经截止"))).toHaveLength(1);
  expect(await rig.tickets()).toHaveLength(2);
  await rig.freezes();
  const tooLate = await rig.world.happens(rig.world.message(rig.world.member("slow").sender, "抽奖", at("23:54:10")));
  expect(tooLate[0]?.text).not.toContain("已参加");
  expect(await rig.tickets()).toHaveLength(2);
});

test("everybody who qualifies is in without entering; staff and people of other platforms are not", async () => {
  for (const name of ["ada", "ben", "cleo"]) await rig.world.member(name).says("大家好，我来了");
  await rig.opens("自动参加");
  expect((await rig.enters("ada"))[0]).toContain("不用报名");
  await rig.freezes();
  await rig.settles();
  const made = await rig.receipt();
  expect(made?.entries).toHaveLength(3);
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test.each([
  ["奖品价值", "开启抽奖 耳机x1 今晚23:00截止，主办 茶馆，联系 olga"],
  ["截止", "开启抽奖 耳机x1(300元)，主办 茶馆，联系 olga"],
  ["主办", "开启抽奖 耳机x1(300元) 今晚23:00截止，联系 olga"],
  ["联系", "开启抽奖 耳机x1(300元) 今晚23:00截止，主办 茶馆"],
  ["奖品", "开启抽奖 今晚23:00截止，主办 茶馆，联系 olga"],
  ["50000", "开启抽奖 耳机x1(50000.01元) 今晚23:00截止，主办 茶馆，联系 olga"],
])("a draw does not open while something is wrong: %s", async (_, words) => {
  await rig.world.member("olga").says(words);
  expect(await rig.one("SELECT count(*)::int AS value FROM draw")).toBe(0);
});

test.each([
  ["入群7天", "入群满 7 天就能参加，你现在 0 天"],
  ["近30天活跃3天", "近 30 天里有 3 天说过话就能参加，你有"],
  ["积分满100", "积分满 100 就能参加，你有 0 分"],
  ["等级2", "等级到 2 就能参加"],
  ["标签 老客", "“老客”标签"],
  ["花10积分", "参加要 10 积分，你有 0 分"],
])("whoever cannot enter reads the one thing that is missing: %s", async (condition, words) => {
  await rig.opens(condition);
  const said = (await rig.enters("ada")).join();
  expect(said).toContain(words);
  expect(said).not.toContain("管理员");
});
