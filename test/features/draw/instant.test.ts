import { afterEach, beforeEach, expect, test } from "vitest";
import { roundTime } from "../../../src/features/draw/beacon.ts";
import { chainLink, lotOf, roundAfter } from "../../../src/features/draw/instant/rules.ts";
import { H } from "../../../src/features/draw/scheme.ts";
import { knownRound } from "../../world/beacon.ts";
import { drawRig, type DrawRig } from "./rig.ts";

let rig: DrawRig;
beforeEach(async () => {
  rig = await drawRig();
  // the first round 3 s later is the one whose value is known
  await rig.world.setTime("2023-08-23 23:59:20");
});
afterEach(() => rig.world.close());

async function opens(prizes: string, level = ""): Promise<void> {
  await rig.world.member("olga").says(`开启刮刮乐 每次5积分，${prizes}，主办 茶馆，联系 olga${level}`);
  await rig.world.happens(rig.world.press(rig.world.member("olga").sender, "确定"));
}
const plays = (name: string) => rig.world.message(rig.world.member(name).sender, "刮刮乐");
const sum = (reason: string) =>
  rig.one<number>(`SELECT coalesce(sum(delta), 0)::int AS value FROM ledger_entry WHERE reason = '${reason}'`);

test("the value of a play is the first that comes 3 s or more after it", () => {
  const due = roundTime(knownRound).getTime();
  expect(roundAfter(new Date(due - 3_000))).toBe(knownRound);
  expect(roundAfter(new Date(due - 2_999))).toBe(knownRound + 1);
});

test("many who play at once for one prize: it is given once, the stock ends at nothing, each has paid", async () => {
  await opens("100积分 99% x1，7积分 1% x50");
  const names = ["ada", "ben", "cleo", "dan", "eve", "finn"];
  for (const name of names) await rig.world.member(name).says("签到");
  await rig.world.happens(...names.map(plays));
  await rig.world.setTime("2023-08-23 23:59:30");
  expect(await sum("draw")).toBe(-30);
  const won = await rig.world.query<{ prize: number }>("SELECT prize FROM instant_play ORDER BY number");
  expect(won).toHaveLength(6);
  expect(won.filter(({ prize }) => prize === 0)).toHaveLength(1);
  const [stock] = (await rig.one<number[]>("SELECT stock AS value FROM instant_draw")) ?? [];
  expect(stock).toBe(0);
  expect(await sum("prize")).toBe(100 + 7 * won.filter(({ prize }) => prize === 1).length);
});

test("one play a member and day, however often it is said or redelivered; the next day has another", async () => {
  await opens("7积分 1% x50");
  await rig.world.member("ada").says("签到");
  const event = plays("ada");
  await rig.world.happens(event, event, plays("ada"));
  expect(await rig.one("SELECT count(*)::int AS value FROM instant_play")).toBe(1);
  expect(await sum("draw")).toBe(-5);
  await rig.world.setTime("2023-08-24 09:00");
  await rig.world.member("ada").says("刮刮乐");
  expect(await rig.one("SELECT count(*)::int AS value FROM instant_play")).toBe(2);
});

test("in a forum a play is revealed in the topic in which it was made", async () => {
  await opens("7积分 100% x50");
  await rig.world.member("ada").says("签到");
  const chat = { ...plays("ada").chat, threadId: "9" };
  await rig.world.member("ada").says("刮刮乐", { chat });
  rig.world.bot.sent.splice(0);
  await rig.world.setTime("2023-08-23 23:59:30");
  expect(rig.world.bot.sent.map(({ threadId }) => threadId)).toEqual(["9"]);
});

test("a relay that lies reveals nothing, and after a day without the value the points go back", async () => {
  rig.answer = "a".repeat(96);
  await opens("7积分 100% x50");
  await rig.world.member("ada").says("签到");
  await rig.world.happens(plays("ada"));
  await rig.world.setTime("2023-08-24 12:00");
  expect(await sum("prize")).toBe(0);
  await rig.world.setTime("2023-08-25 00:01");
  expect(await sum("prize")).toBe(0);
  expect(await sum("draw")).toBe(0);
});

test("without a network a play is decided by the next link of the chain that was committed", async () => {
  await rig.world.query(
    "INSERT INTO setting (community_id, feature, key, value) SELECT id, 'draw', 'fetchBeacon', 'false' FROM community",
  );
  const order = "开启刮刮乐 每次5积分，耳机(300元) 1% x1，主办 茶馆，联系 olga";
  expect((await rig.world.member("olga").says(order)).join()).toContain("C 级是弱保证，奖品只能是积分");
  expect(await rig.one("SELECT count(*)::int AS value FROM instant_draw")).toBe(0);
  await opens("7积分 50% x50");
  await rig.world.member("ada").says("签到");
  await rig.world.happens(plays("ada"));
  const [play] = await rig.world.query<{ beacon: string; ticket: string; prize: number; announcement: string }>(
    "SELECT p.beacon, p.ticket, p.prize, d.announcement FROM instant_play p JOIN instant_draw d ON d.id = p.draw_id",
  );
  const commitment = /^beacon=chain:([0-9a-f]{64})$/mu.exec(play?.announcement ?? "")?.[1];
  expect(H(play?.beacon ?? "")).toBe(commitment);
  expect(chainLink("5e".repeat(32), 1)).not.toBe(chainLink("5e".repeat(32), 2));
  expect(play?.prize).toBe(lotOf(play?.announcement ?? "", play?.ticket ?? "", play?.beacon ?? "") < 500_000 ? 0 : -1);
});
