import { afterEach, beforeEach, expect, test } from "vitest";
import { archiveOf } from "../../../src/features/draw/archive.ts";
import { H } from "../../../src/features/draw/scheme.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { drawRig, type DrawRig } from "./rig.ts";

// Law and receipt in one: the announcement never changes, and what is added in the members' favour stands beside it.

let rig: DrawRig;
beforeEach(async () => {
  rig = await drawRig();
});
afterEach(() => rig.world.close());

const olga = () => rig.world.member("olga");
const confirms = () => rig.world.happens(rig.world.press(olga().sender, "确定"));
const announcement = () => rig.one<string>("SELECT announcement AS value FROM draw");
const places = () =>
  rig.world.query<{ rank: number; prize: number; ticket: string; state: string }>(
    "SELECT rank, prize, ticket, state FROM draw_winner ORDER BY rank",
  );
const archive = async () => {
  const communityId = (await rig.one<number>("SELECT community_id AS value FROM draw")) ?? 0;
  return archiveOf(rig.world.database.prisma, communityId, 1);
};

test("added prizes go to the next places of the same ranking, and the announcement is what it was", async () => {
  await rig.opens("候补1");
  const before = await announcement();
  for (const name of ["ada", "ben", "cleo", "dora"]) await rig.enters(name);
  await olga().says("添加奖品 1 贴纸x1(5元)，50积分x1(1元)");
  const posted = (await confirms()).find(({ text }) => text.startsWith("📎"));
  await rig.freezes();
  await rig.settles();
  expect(await announcement()).toBe(before);
  const made = await archive();
  const { ranking = [] } = made?.receipt ?? {};
  expect(await places()).toEqual([
    { rank: 1, prize: 0, ticket: ranking[0], state: "won" },
    { rank: 2, prize: 1, ticket: ranking[1], state: "won" },
    { rank: 3, prize: 2, ticket: ranking[2], state: "claimed" },
  ]);
  expect(made?.winners.map(({ prize }) => prize)).toEqual(["耳机", "贴纸", "50积分"]);
  expect(made?.isValid).toBe(true);
  expect(verifyReceipt(made?.receipt).valid).toBe(true);
  const [kept] = made?.supplements ?? [];
  expect(posted?.text).toBe(`${kept?.text}\n\n以上文字的指纹 ${H(kept?.text ?? "")}`);
  expect(kept?.hash).toBe(H(kept?.text ?? ""));
});

test("an alternate takes an announced prize that is not claimed, behind those who had added ones", async () => {
  await rig.opens("候补1，1天内领奖");
  for (const name of ["ada", "ben", "cleo", "dora"]) await rig.enters(name);
  await olga().says("添加奖品 1 贴纸x1(5元)");
  await confirms();
  await rig.freezes();
  await rig.settles();
  const { ranking = [] } = (await rig.receipt()) ?? {};
  const names = new Map(
    (
      await rig.world.query<{ ticket: string; name: string }>(
        "SELECT e.ticket, m.name FROM draw_entry e JOIN member m ON m.id = e.member_id",
      )
    ).map(({ ticket, name }) => [ticket, name]),
  );
  await rig.world.member(names.get(ranking[1] ?? "") ?? "").whispers("领奖");
  await rig.world.setTime("2023-08-25 00:00:30");
  expect(await places()).toEqual([
    { rank: 1, prize: 0, ticket: ranking[0], state: "skipped" },
    { rank: 2, prize: 1, ticket: ranking[1], state: "claimed" },
    { rank: 3, prize: 0, ticket: ranking[2], state: "won" },
  ]);
});

test("two presses on the same question add once", async () => {
  await rig.opens();
  await olga().says("添加奖品 1 贴纸x1(5元)");
  const press = rig.world.press(olga().sender, "确定");
  await rig.world.happens(press, press);
  await rig.world.happens(press);
  expect(await rig.one("SELECT jsonb_array_length(supplements) AS value FROM draw")).toBe(1);
  expect(await rig.one("SELECT count(*)::int AS value FROM outbox WHERE key LIKE 'draw:1:supplement:%'")).toBe(1);
});

test("winners who have not claimed yet have longer, and nothing goes to an alternate before", async () => {
  await rig.opens("1天内领奖");
  for (const name of ["ada", "ben"]) await rig.enters(name);
  await rig.freezes();
  await rig.settles();
  await olga().says("延长领奖 1 3天内领奖");
  await confirms();
  await rig.world.setTime("2023-08-26 20:00");
  expect((await places()).map(({ state }) => state)).toEqual(["won"]);
  await rig.world.setTime("2023-08-27 00:00");
  expect((await places()).map(({ state }) => state)).toEqual(["skipped", "won"]);
});

test.each([
  ["截止 明天20:00", "只能加奖品或延长领奖时间"],
  ["满10人", "只能加奖品或延长领奖时间"],
  ["不限条件，贴纸x1(5元) 花5积分", "只能加奖品或延长领奖时间"],
  ["贴纸x1", "值多少元"],
  ["5天内领奖", "只能改得更长"],
  ["手机x1(60000元)", "50,000"],
  ["随便什么", "没看懂"],
])("nothing else can be added: %s", async (words, reason) => {
  await rig.opens();
  expect((await olga().says(`添加奖品 1 ${words}`)).join()).toContain(reason);
  expect(await rig.one("SELECT supplements::text AS value FROM draw")).toBe("[]");
});

test("no prize is added once entries are closed: who comes next might be known", async () => {
  await rig.opens();
  await rig.enters("ada");
  await rig.world.setTime("2023-08-23 23:54:30");
  expect((await olga().says("添加奖品 1 贴纸x1(5元)")).join()).toContain("已经截止");
  await rig.settles();
  expect((await olga().says("添加奖品 1 贴纸x1(5元)")).join()).toContain("已经截止");
});
