import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinCommunity } from "../../../src/members/join.ts";
import { draw } from "../../../src/features/draw/index.ts";
import type { FetchBeacon } from "../../../src/features/draw/beacons.ts";
import { archiveOf } from "../../../src/features/draw/archive.ts";
import { parseReceipt, receiptText } from "../../../src/features/draw/receipt.ts";
import { H } from "../../../src/features/draw/scheme.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { features, personHooks } from "../../../src/features/index.ts";
import { createHouse } from "../../../src/house.ts";
import { silentLog } from "../../../src/core/log.ts";
import { knownRound, knownSignature } from "../../world/beacon.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
let asked: number[];
let answer: string | null;
const fetchBeacon: FetchBeacon = async (round) => {
  asked.push(round);
  return answer;
};
const own = features.map((feature) => (feature.name === "draw" ? draw({ fetchBeacon }) : feature));

beforeEach(async () => {
  asked = [];
  answer = knownSignature;
  world = await createWorld({ features: own, at: "2023-08-23T20:00" });
  await world.giveRole("olga", "owner");
  await world.giveRole("otto", "manager");
});
afterEach(() => world.close());

const close = "今天23:54:22截止";
const opens = (more = "", prizes = "耳机x1(300元)") =>
  world.member("olga").says(`开启抽奖 ${prizes} ${close}，主办 茶馆，联系 olga，${more}`);
const enters = (name: string) => world.member(name).says("抽奖");
const freezes = () => world.setTime("2023-08-23 23:55:30");
const settles = () => world.setTime("2023-08-23 23:59:30");
const one = async <T>(sql: string): Promise<T | undefined> => (await world.query<{ value: T }>(sql))[0]?.value;
const state = () => one<string>("SELECT state AS value FROM draw ORDER BY id DESC LIMIT 1");
const tickets = () =>
  world.query<{ ticket: string; number: number }>("SELECT ticket, number FROM draw_entry ORDER BY number");
const receipt = async (id = 1) => {
  const communityId = (await one<number>("SELECT community_id AS value FROM draw ORDER BY id DESC LIMIT 1")) ?? 0;
  return (await archiveOf(world.database.prisma, communityId, id))?.receipt ?? null;
};

test("what is announced is what was posted, byte for byte", async () => {
  const [notice = "", announced = ""] = (await opens()).map((message) => message.replace(/\n\[参加抽奖\]$/u, ""));
  const [text] = await world.query<{ announcement: string }>("SELECT announcement FROM draw");
  expect(announced).toContain(text?.announcement);
  expect(text?.announcement).toContain(`notice=${H(notice)}`);
  expect(announced).toContain(`指纹 ${H(text?.announcement ?? "").slice(0, 8)}`);
});

test("a whole draw: one result, whose receipt verifies and is the same bytes every time", async () => {
  await opens();
  for (const name of ["ada", "ben", "cleo"]) await enters(name);
  await freezes();
  await settles();
  const first = await receipt();
  expect(first && verifyReceipt(first).valid).toBe(true);
  expect(asked).toEqual([knownRound]);
  await world.house.tick();
  await world.member("ada").says(`开奖 ${knownSignature}`);
  expect(receiptText((await receipt())!)).toBe(receiptText(first!));
  expect(await one("SELECT count(*)::int AS value FROM outbox WHERE key = 'draw:1:result'")).toBe(1);
  expect(await one("SELECT count(*)::int AS value FROM draw_winner")).toBe(1);
});

test("a double tap, a redelivered press and a word beside it are one entry, paid once", async () => {
  await opens("花5积分");
  const ada = world.member("ada");
  await ada.says("签到");
  const press = world.press(ada.sender, "参加抽奖");
  await world.happens(press, press, world.press(ada.sender, "参加抽奖"), world.message(ada.sender, "抽奖"));
  await world.happens(press);
  expect(await tickets()).toHaveLength(1);
  expect(await one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(-5);
});

test("where minors may be present nothing new opens, nobody scratches, and an announced draw goes on", async () => {
  await opens();
  await world.member("olga").says("开启刮刮乐 每次0积分，10积分 10% x50，主办 茶馆，联系 olga");
  await world.happens(world.press(world.member("olga").sender, "确定"));
  await world.member("olga").says("/settings draw.minors on");
  for (const words of [
    "开启抽奖 贴纸x1(5元) 今天23:50截止，主办 茶馆，联系 olga",
    "开启刮刮乐 每次0积分，10积分 10% x50",
  ])
    expect((await world.member("olga").says(words)).join()).toContain("未成年人");
  expect((await world.member("ada").says("刮刮乐")).join()).toContain("未成年人");
  await enters("ada");
  await freezes();
  await settles();
  expect(await state()).toBe("settled");
  expect(await one("SELECT count(*)::int AS value FROM draw")).toBe(1);
});

test("two managers who void at once void it once, and everybody has their points back once", async () => {
  await opens("花10积分");
  for (const name of ["ada", "ben"]) {
    await world.member(name).says("签到");
    await enters(name);
  }
  await freezes();
  await world.member("olga").says("作废抽奖 1 奖品丢了找不到");
  const first = world.press(world.member("olga").sender, "确定");
  await world.member("otto").says("作废抽奖 1 奖品丢了找不到");
  const second = world.press(world.member("otto").sender, "确定");
  await world.happens(first, second);
  expect(await state()).toBe("void");
  expect(await one("SELECT count(*)::int AS value FROM outbox WHERE key = 'draw:1:void'")).toBe(1);
  expect(await one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(0);
  await settles();
  expect(await state()).toBe("void");
});

test("two hosts who press the same draft's button open one draw", async () => {
  await world.member("olga").says("开启抽奖 耳机x1(300元) 今天23:54:22截止，主办 茶馆");
  await world.member("olga").says("群里找我");
  const press = () => world.press(world.member("olga").sender, "发布");
  await world.happens(press(), press(), world.press(world.member("otto").sender, "发布"));
  expect(await one("SELECT count(*)::int AS value FROM draw")).toBe(1);
});

test("the closing second is told by the platform's dates, in whatever order they arrive", async () => {
  await opens();
  const at = (time: string) => ({ at: new Date(`2023-08-23T${time}+08:00`) });
  await world.setTime("2023-08-23 23:54:40");
  const late = world.message(world.member("late").sender, "抽奖", at("23:54:22.001"));
  const inTime = world.message(world.member("in time").sender, "抽奖", at("23:54:22"));
  const early = world.message(world.member("early").sender, "抽奖", at("23:54:00"));
  const said = await world.happens(late, inTime, early);
  expect(said.filter(({ text }) => text.includes("已经截止"))).toHaveLength(1);
  expect(await tickets()).toHaveLength(2);
  await freezes();
  const tooLate = await world.happens(world.message(world.member("slow").sender, "抽奖", at("23:54:10")));
  expect(tooLate[0]?.text).not.toContain("已参加");
  expect(await tickets()).toHaveLength(2);
});

test("a draw goes on in a chat that moves to another id in the middle", async () => {
  await opens();
  await enters("ada");
  const { platform, account, key, chat, at } = world.message(null, "");
  await world.happens({ kind: "migrated", platform, account, key, chat, at, toChatId: "-1009" });
  const moved = { chat: { id: "-1009", kind: "group" as const, title: "Tea House" } };
  await world.member("ben").says("抽奖", moved);
  await freezes();
  await settles();
  expect(await tickets()).toHaveLength(2);
  expect(world.bot.sent.filter(({ text }) => text.includes("开奖（A 级）")).map(({ chatId }) => chatId)).toEqual([
    "-1009",
  ]);
  const made = await receipt();
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("a draw goes on when its group joins another community", async () => {
  await opens();
  await enters("ada");
  const there = { chat: { id: "-2002", kind: "group" as const, title: "Other House" } };
  await world.member("zoe").says("你们好呀", there);
  const [target] = await world.query<{ name: string }>(
    "SELECT m.name FROM community m JOIN chat c ON c.community_id = m.id WHERE c.address = '-2002'",
  );
  await joinCommunity(world.database, personHooks, "telegram:-1001", target?.name ?? "");
  world.house.directory.forget();
  await enters("ben");
  await freezes();
  await settles();
  expect(await state()).toBe("settled");
  const made = await receipt();
  expect(made?.entries).toHaveLength(2);
  expect(made && verifyReceipt(made).valid).toBe(true);
});

describe("somebody who has their data erased", () => {
  const forgets = async (name: string) => {
    const { sender, whispers } = world.member(name);
    await whispers("删除我的数据");
    await world.happens(world.press(sender, "确定", { id: sender.id, kind: "private", title: name }));
  };

  test("after the draw: the receipt verifies, and their name is nowhere", async () => {
    await opens();
    for (const name of ["ada", "ben"]) await enters(name);
    await freezes();
    await settles();
    const before = receiptText((await receipt())!);
    await forgets("ada");
    await forgets("ben");
    expect(receiptText((await receipt())!)).toBe(before);
    const [winners] = await world.member("cleo").says("中奖名单");
    expect(winners).not.toMatch(/[ab]\*/);
  });

  test("before the result: the ticket stays in the list and is passed over, with that reason", async () => {
    await opens("", "耳机x2(300元)");
    for (const name of ["ada", "ben"]) await enters(name);
    await forgets("ada");
    // the same account once more is the same ticket
    await world.member("ada").says("我又来了");
    await enters("ada");
    await freezes();
    await settles();
    expect((await receipt())?.entries).toHaveLength(2);
    expect(await world.query("SELECT state, reason FROM draw_winner ORDER BY state")).toEqual([
      { state: "skipped", reason: "已删除自己的资料" },
      { state: "won", reason: null },
    ]);
  });
});

test("a list that was not posted before the random value is cut to the last head the group saw", async () => {
  await opens("花5积分");
  for (const name of ["ada", "ben", "cleo"]) {
    await world.member(name).says("签到");
    await enters(name);
  }
  // the answer to cleo never got out, and the bot was away until the value was public
  await world.query(
    "UPDATE outbox SET state = 'failed', sent_at = NULL WHERE key = (SELECT told_by FROM draw_entry WHERE number = 3)",
  );
  await world.query("DELETE FROM job WHERE name = 'draw.counter'");
  await world.setTime("2023-08-24 08:00");
  await world.setTime("2023-08-24 08:01");
  const made = await receipt();
  expect(made?.entries).toHaveLength(2);
  expect(made && verifyReceipt(made).valid).toBe(true);
  expect(await one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(-10);
});

test("without a network anybody brings the signature; a forged one changes nothing", async () => {
  answer = null;
  await opens();
  await enters("ada");
  await freezes();
  await settles();
  expect(await state()).toBe("frozen");
  const [no] = await world.member("ben").says(`开奖 ${knownSignature.replace("b", "a")}`);
  expect(no).toContain("没有采用");
  await world.member("ben").says(`开奖 ${knownSignature}`);
  expect(await state()).toBe("settled");
  const made = await receipt();
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("a relay that lies is not believed; after 24 hours without the value the draw is void and points go back", async () => {
  answer = "a".repeat(96);
  await opens("花5积分");
  await world.member("ada").says("签到");
  await enters("ada");
  await freezes();
  await settles();
  expect(await state()).toBe("frozen");
  await world.setTime("2023-08-24 12:00");
  expect(await state()).toBe("frozen");
  await world.setTime("2023-08-25 00:00");
  expect(await state()).toBe("void");
  expect(await one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(0);
});

test("another process that takes over between freeze and result comes to the same one", async () => {
  await opens();
  for (const name of ["ada", "ben"]) await enters(name);
  await freezes();
  await world.house.stop();
  const parts = { features: own, bots: [world.bot], log: silentLog, pacing: false };
  const clock = { now: () => new Date("2023-08-23T23:59:30+08:00") };
  const second = createHouse({ database: world.database, clock, ...parts });
  const third = createHouse({ database: world.database, clock, ...parts });
  await Promise.all([second.tick(), third.tick()]);
  await Promise.all([second.settle(), third.settle()]);
  expect(await one("SELECT count(*)::int AS value FROM draw_winner")).toBe(1);
  expect(world.bot.sent.filter(({ text }) => text.includes("开奖（A 级）"))).toHaveLength(1);
  await second.stop();
  await third.stop();
});

test("codes are sealed in the database and gone from messages once they are sent", async () => {
  await opens();
  await enters("ada");
  await world.member("olga").whispers("录入奖品码 1 1 SECRET-42");
  await freezes();
  await settles();
  const [said] = await world.member("ada").whispers("领奖");
  expect(said).toContain("SECRET-42");
  await world.setTime("2023-08-24 00:10");
  const tables = ["inbox", "outbox", "draw_code", "draw_winner", "message_text", "audit", "job"];
  for (const table of tables) {
    const rows = await world.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%SECRET-42%'`);
    expect(rows, table).toEqual([]);
  }
});

test("level B takes the numbers a host types, once, and its receipt verifies", async () => {
  await world.setTime("2026-03-01 10:00");
  await world.member("olga").says("开启抽奖 耳机x1(300元) 今晚8点截止 双色球2026031 不限条件，主办 茶馆，联系 olga");
  for (const name of ["ada", "ben"]) await enters(name);
  await world.setTime("2026-03-01 20:01:30");
  expect((await world.member("ada").says("开奖 3 7 12 19 25 31 8"))[0]).toContain("请管理员录入");
  expect((await world.member("olga").says("开奖 3 7 12 19 25 34 8"))[0]).toContain("号码不对");
  await world.member("olga").says("开奖 31 7 12 19 25 03 + 08");
  const made = await receipt();
  expect(made?.beacon).toBe("3.7.12.19.25.31./8./");
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("everybody who qualifies is in without entering; staff and people of other platforms are not", async () => {
  for (const name of ["ada", "ben", "cleo"]) await world.member(name).says("大家好，我来了");
  await opens("自动参加");
  expect((await enters("ada"))[0]).toContain("不用报名");
  await freezes();
  await settles();
  const made = await receipt();
  expect(made?.entries).toHaveLength(3);
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("the record is kept two years after the end, and then only totals", async () => {
  await opens();
  await enters("ada");
  await freezes();
  await settles();
  await world.member("ada").whispers("领奖");
  await world.setTime("2025-08-22 12:00");
  expect((await receipt()) && parseReceipt(await receipt())).toHaveProperty("receipt");
  await world.setTime("2025-08-24 12:00");
  expect(await receipt()).toBeNull();
  expect(await tickets()).toEqual([]);
  expect(await one("SELECT entries AS value FROM draw")).toBe(1);
});

test.each([
  ["奖品价值", "开启抽奖 耳机x1 今晚23:00截止，主办 茶馆，联系 olga"],
  ["截止", "开启抽奖 耳机x1(300元)，主办 茶馆，联系 olga"],
  ["主办", "开启抽奖 耳机x1(300元) 今晚23:00截止，联系 olga"],
  ["联系", "开启抽奖 耳机x1(300元) 今晚23:00截止，主办 茶馆"],
  ["奖品", "开启抽奖 今晚23:00截止，主办 茶馆，联系 olga"],
  ["50000", "开启抽奖 耳机x1(50000.01元) 今晚23:00截止，主办 茶馆，联系 olga"],
])("a draw does not open while something is wrong: %s", async (_, words) => {
  await world.member("olga").says(words);
  expect(await one("SELECT count(*)::int AS value FROM draw")).toBe(0);
});
