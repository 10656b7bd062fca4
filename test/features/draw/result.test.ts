import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveOf } from "../../../src/features/draw/archive.ts";
import { H } from "../../../src/features/draw/scheme.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { createHouse } from "../../../src/house.ts";
import { silentLog } from "../../../src/core/log.ts";
import { parseDay } from "../../../src/core/time.ts";
import { parseReceipt, receiptText } from "../../../src/features/draw/receipt.ts";
import { writeChanges } from "../../../src/points/index.ts";
import { knownRound, knownSignature } from "../../world/beacon.ts";
import { drawRig, featuresWith, type DrawRig } from "./rig.ts";

// From the freeze to the claim.

let rig: DrawRig;
beforeEach(async () => {
  rig = await drawRig();
});
afterEach(() => rig.world.close());

test("a whole draw: one result, whose receipt verifies and is the same bytes every time", async () => {
  await rig.opens();
  for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  const first = await rig.receipt();
  expect(first && verifyReceipt(first).valid).toBe(true);
  expect(rig.asked).toEqual([knownRound]);
  await rig.world.house.tick();
  await rig.world.member("ada").says(`开奖 ${knownSignature}`);
  expect(receiptText((await rig.receipt())!)).toBe(receiptText(first!));
  expect(await rig.one("SELECT count(*)::int AS value FROM outbox WHERE key = 'draw:1:result'")).toBe(1);
  expect(await rig.one("SELECT count(*)::int AS value FROM draw_winner")).toBe(1);
});

test("what was opened in a topic of a forum is told there to its end", async () => {
  const { world } = rig;
  const { chat } = world.message(null, "");
  const inTopic = { chat: { ...chat, threadId: "77" } };
  const words = "开启抽奖 耳机x1(300元) 今天23:54:22截止，主办 茶馆，联系 olga";
  await world.member("olga").says(words, inTopic);
  await world.member("ada").says("抽奖", inTopic);
  await rig.freezes();
  await rig.settles();
  const told = world.bot.sent.filter(({ chatId, editOf }) => chatId === chat.id && editOf === undefined);
  expect(told.map(({ text }) => text.split(/[：:（\n]/u)[0])).toEqual([
    "🎁 抽奖 1 号",
    "抽奖 1 号的公告原文，指纹 " + (told[1]?.text.match(/指纹 (\w+)/u)?.[1] ?? ""),
    "已参加抽奖 1 号",
    "抽奖 1 号",
    "抽奖 1 号截止",
    expect.stringContaining("1 号"),
  ]);
  expect(new Set(told.map(({ threadId }) => threadId))).toEqual(new Set(["77"]));
});

test("a list that was not posted before the random value is cut to the last head the group saw", async () => {
  await rig.opens("花5积分");
  for (const name of ["ada", "ben", "cleo"]) {
    await rig.world.member(name).says("签到");
    await rig.enters(name);
  }
  // the answer to cleo never got out, and the bot was away until the value was public
  await rig.world.query(
    "UPDATE outbox SET state = 'failed', sent_at = NULL WHERE key = (SELECT told_by FROM draw_entry WHERE number = 3)",
  );
  await rig.world.query("DELETE FROM job WHERE name = 'draw.counter'");
  await rig.world.setTime("2023-08-24 08:00");
  await rig.world.setTime("2023-08-24 08:01");
  const made = await rig.receipt();
  expect(made?.entries).toHaveLength(2);
  expect(made && verifyReceipt(made).valid).toBe(true);
  expect(await rig.one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(-10);
});

test("without a network anybody brings the signature; a forged one changes nothing", async () => {
  rig.answer = null;
  await rig.opens();
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  expect(await rig.state()).toBe("frozen");
  const [no] = await rig.world.member("ben").says(`开奖 ${knownSignature.replace("b", "a")}`);
  expect(no).toContain("没有采用");
  await rig.world.member("ben").says(`开奖 ${knownSignature}`);
  expect(await rig.state()).toBe("settled");
  const made = await rig.receipt();
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("a relay that lies is not believed; after 24 hours without the value the draw is void and points go back", async () => {
  rig.answer = "a".repeat(96);
  await rig.opens("花5积分");
  await rig.world.member("ada").says("签到");
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  expect(await rig.state()).toBe("frozen");
  await rig.world.setTime("2023-08-24 12:00");
  expect(await rig.state()).toBe("frozen");
  await rig.world.setTime("2023-08-25 00:00");
  expect(await rig.state()).toBe("void");
  expect(await rig.one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(0);
});

test("another process that takes over between freeze and result comes to the same one", async () => {
  await rig.opens();
  for (const name of ["ada", "ben"]) await rig.enters(name);
  await rig.freezes();
  await rig.world.house.stop();
  const parts = {
    features: featuresWith(async () => rig.answer),
    bots: [rig.world.bot],
    log: silentLog,
    pacing: false,
  };
  const clock = { now: () => new Date("2023-08-23T23:59:30+08:00") };
  const second = createHouse({ database: rig.world.database, clock, ...parts });
  const third = createHouse({ database: rig.world.database, clock, ...parts });
  await Promise.all([second.tick(), third.tick()]);
  await Promise.all([second.settle(), third.settle()]);
  expect(await rig.one("SELECT count(*)::int AS value FROM draw_winner")).toBe(1);
  expect(rig.world.bot.sent.filter(({ text }) => text.includes("开奖（A 级）"))).toHaveLength(1);
  await second.stop();
  await third.stop();
});

test("codes are sealed in the database and gone from messages once they are sent", async () => {
  await rig.opens();
  await rig.enters("ada");
  await rig.world.member("olga").whispers("录入奖品码 1 1 SECRET-42");
  await rig.freezes();
  await rig.settles();
  const [said] = await rig.world.member("ada").whispers("领奖");
  expect(said).toContain("SECRET-42");
  await rig.world.setTime("2023-08-24 00:10");
  const tables = ["inbox", "outbox", "draw_code", "draw_winner", "message_text", "audit", "job"];
  for (const table of tables) {
    const rows = await rig.world.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE '%SECRET-42%'`);
    expect(rows, table).toEqual([]);
  }
});

test("level B takes the numbers a host types, once, and its receipt verifies", async () => {
  await rig.world.setTime("2026-03-01 10:00");
  await rig.world
    .member("olga")
    .says("开启抽奖 耳机x1(300元) 今晚8点截止 双色球2026031 不限条件，主办 茶馆，联系 olga");
  for (const name of ["ada", "ben"]) await rig.enters(name);
  await rig.world.setTime("2026-03-01 20:00:30");
  expect((await rig.world.member("olga").says("开奖 3 7 12 19 25 31 8"))[0]).toContain("名单还没冻结");
  await rig.world.setTime("2026-03-01 20:01:30");
  expect((await rig.world.member("ada").says("开奖 3 7 12 19 25 31 8"))[0]).toContain("请管理员录入");
  expect((await rig.world.member("olga").says("开奖 3 7 12 19 25 34 8"))[0]).toContain("号码不对");
  await rig.world.member("olga").says("开奖 31 7 12 19 25 03 + 08");
  const made = await rig.receipt();
  expect(made?.beacon).toBe("3.7.12.19.25.31./8./");
  expect(made && verifyReceipt(made).valid).toBe(true);
});

test("the record is kept two years after the end, and then only totals", async () => {
  await rig.opens();
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  await rig.world.member("ada").whispers("领奖");
  await rig.world.setTime("2025-08-22 12:00");
  expect((await rig.receipt()) && parseReceipt(await rig.receipt())).toHaveProperty("receipt");
  await rig.world.setTime("2025-08-24 12:00");
  expect(await rig.receipt()).toBeNull();
  expect(await rig.tickets()).toEqual([]);
  expect(await rig.one("SELECT entries AS value FROM draw")).toBe(1);
});

test("two managers who void at once void it once, and everybody has their points back once", async () => {
  await rig.opens("花10积分");
  for (const name of ["ada", "ben"]) {
    await rig.world.member(name).says("签到");
    await rig.enters(name);
  }
  await rig.freezes();
  await rig.world.member("olga").says("作废抽奖 1 奖品丢了找不到");
  const first = rig.world.press(rig.world.member("olga").sender, "确定");
  await rig.world.member("otto").says("作废抽奖 1 奖品丢了找不到");
  const second = rig.world.press(rig.world.member("otto").sender, "确定");
  await rig.world.happens(first, second);
  expect(await rig.state()).toBe("void");
  expect(await rig.one("SELECT count(*)::int AS value FROM outbox WHERE key = 'draw:1:void'")).toBe(1);
  expect(await rig.one("SELECT sum(delta)::int AS value FROM ledger_entry WHERE reason = 'draw'")).toBe(0);
  await rig.settles();
  expect(await rig.state()).toBe("void");
});

test("whoever checks is told when the books name a winner whom the order has not there", async () => {
  await rig.opens();
  for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  expect((await rig.world.member("ben").says("核对抽奖 1")).join()).toContain("完全一致");
  await rig.world.query("UPDATE draw_winner SET ticket = '0123456789abcdef'");
  expect((await rig.world.member("ben").says("核对抽奖 1")).join()).toContain("公布的第 1 名不是算出来的那一位");
});

test("whoever checks is told when the list in the books is not the one that was published", async () => {
  await rig.opens();
  for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  const [winner] = await rig.world.query<{ ticket: string }>("SELECT ticket FROM draw_winner");
  await rig.world.query("DELETE FROM draw_entry WHERE ticket <> $1 AND number < 3", [winner?.ticket]);
  expect((await rig.world.member("ben").says("核对抽奖 1")).join()).toMatch(/对不上：算出 [0-9a-f]{8}…，收据写的是/u);
});

test("a win in a draw that was void later counts for nobody", async () => {
  await rig.opens();
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  expect((await rig.world.member("ada").says("抽奖统计")).join()).toContain("你中过 1 次");
  await rig.world.member("olga").says("作废抽奖 1 奖品丢了找不到");
  await rig.world.happens(rig.world.press(rig.world.member("olga").sender, "确定"));
  const said = (await rig.world.member("ada").says("抽奖统计")).join();
  expect(said).toContain("你中过 0 次");
  expect(said).not.toContain("a* 1 次");
});

test("a draw that is void after its result takes prizes in points back, as far as they are not spent", async () => {
  await rig.opens("", "50积分x2(1元)，耳机x1(300元)");
  for (const name of ["ada", "ben", "cleo"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  const points = async (name: string) => (await rig.world.member(name).says("积分")).join();
  const winners = await rig.world.query<{ name: string; id: number; community: number }>(
    "SELECT m.name, m.id, m.community_id AS community FROM draw_winner w JOIN member m ON m.id = w.member_id ORDER BY w.rank",
  );
  const [first = "", second = "", third = ""] = winners.map(({ name }) => name);
  await rig.world.member(third).whispers("领奖");
  const spent = { memberId: winners[1]?.id ?? 0, delta: -30, key: "tea", reason: "redeem" };
  const when = { at: new Date("2023-08-24T00:00+08:00"), day: parseDay("2023-08-24") };
  await writeChanges(rig.world.database.prisma, winners[1]?.community ?? 0, [spent], when);
  const asked = await rig.world.member("olga").says("作废抽奖 1 名单里漏了人");
  expect(asked.join()).toContain("100 积分会收回。有 1 份奖品已经领走");
  const voids = () => rig.world.happens(rig.world.press(rig.world.member("olga").sender, "确定"));
  await voids();
  expect(await rig.one("SELECT message ->> 'text' AS value FROM outbox WHERE key = 'draw:1:void'")).toBe(
    "抽奖 1 号作废。原因：名单里漏了人。作为奖品发出的积分已收回（2 份），花掉的不追。已经领走的 1 份奖品，由主办方与中奖者商量。",
  );
  expect(await points(first)).toContain("0 分");
  expect(await points(second)).toContain("0 分");
  const taken = await rig.world.query(
    "SELECT delta FROM ledger_entry WHERE reason = 'prize' AND delta < 0 ORDER BY delta",
  );
  expect(taken).toEqual([{ delta: -50 }, { delta: -20 }]);
  expect((await rig.world.member(first).whispers("领奖")).join()).toContain("抽奖 1 号作废了");
  expect((await rig.world.member("ben").says("核对抽奖 1")).join()).toContain("完全一致");
});

test("a prize that stands can be claimed, though a newer draw that the same member won is void", async () => {
  await rig.opens("口令 耳机", "耳机x1(300元)");
  await rig.opens("口令 贴纸", "贴纸x1(5元)");
  for (const word of ["耳机", "贴纸"]) await rig.world.member("ada").says(word);
  await rig.freezes();
  await rig.settles();
  await rig.world.member("olga").says("作废抽奖 2 贴纸印错了");
  await rig.world.happens(rig.world.press(rig.world.member("olga").sender, "确定"));
  expect((await rig.world.member("ada").whispers("领奖")).join()).toContain("领奖成功：耳机");
});

test("whoever won in one of the last draws makes room when the terms say so", async () => {
  await rig.opens();
  await rig.enters("ada");
  await rig.freezes();
  await rig.settles();
  await rig.world.member("olga").says("开启抽奖 贴纸x1(5元) 30分钟后截止，主办 茶馆，联系 olga，近1次未中奖");
  expect((await rig.enters("ada")).join()).toContain("最近 1 次里中过奖的朋友，这次先让一让");
  expect((await rig.enters("ben")).join()).toContain("已参加抽奖 2 号");
});

test("the archive of a finished draw holds all that the promotion rules list, without a full name", async () => {
  await rig.opens();
  for (const name of ["ada", "ben"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  const communityId = (await rig.one<number>("SELECT community_id AS value FROM draw")) ?? 0;
  const archive = await archiveOf(rig.world.database.prisma, communityId, 1);
  expect(archive).toMatchObject({ id: 1, state: "settled", entries: 2, isValid: true, reason: null });
  expect(archive?.notice).toContain("主办：茶馆　联系：olga");
  expect(archive?.announcement).toContain(`notice=${H(archive?.notice ?? "")}`);
  expect(archive?.winners).toMatchObject([
    { place: 1, prize: "耳机", state: "won", name: expect.stringMatching(/^[ab]\*$/u) },
  ]);
  expect(archive?.receipt && verifyReceipt(archive.receipt).valid).toBe(true);
  expect(JSON.stringify(archive)).not.toMatch(/"(?:ada|ben)"/u);
});
