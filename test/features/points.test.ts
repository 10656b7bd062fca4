import { afterEach, beforeEach, expect, test } from "vitest";
import { defineFeature } from "../../src/core/feature.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { amountIn, dayOfKey } from "../../src/features/points/rules.ts";
import type { Day } from "../../src/core/time.ts";
import { lockOther } from "../../src/members/person.ts";
import { writeChanges } from "../../src/points/index.ts";
import { createWorld, type World } from "../world/index.ts";

const heard: unknown[] = [];
const listener = defineFeature({
  name: "listener",
  on: { "points.awarded": async (_, fact) => void heard.push(fact) },
});

let world: World;
beforeEach(async () => {
  heard.length = 0;
  world = await createWorld({ features: [...features, listener], at: "2026-03-01T09:00+08:00" });
  await world.member("olga").says("早上好，大家好");
  await world.giveRole("olga", "manager");
});
afterEach(() => world.close());

const olga = () => world.member("olga");
const mention = (name: string) => ({ mentions: [{ id: world.member(name).sender.id, name }] });

test("an award counts once however often it is delivered, and other features hear of it", async () => {
  await world.member("ada").says("我来了");
  const order = world.message(olga().sender, "加积分 100 @ada 布置会场", mention("ada"));
  await world.happens(order, order);
  await world.happens(order);
  expect(await world.query("SELECT delta, reason, note FROM ledger_entry")).toEqual([
    { delta: 100, reason: "award", note: "布置会场" },
  ]);
  expect(heard).toEqual([expect.objectContaining({ delta: 100, note: "布置会场" })]);
});

test("two people of one name are told apart on the board by their numbers", async () => {
  for (const id of ["7001", "7002"]) await world.happens(world.message({ kind: "person", id, name: "小明" }, "签到"));
  await world.member("ada").says("签到");
  const [board = ""] = await world.member("ada").says("排行榜");
  expect(board).toMatch(/小明 #\d+  10 分/u);
  expect(new Set(board.match(/小明 #\d+/gu)).size).toBe(2);
  expect(board).toMatch(/ada  10 分/u);
});

test("equal update numbers of two bots are two awards", async () => {
  await world.member("ada").says("我来了");
  const order = world.message(olga().sender, "加积分 5 @ada", mention("ada"));
  await world.happens(order);
  await world.happens({ ...order, account: "bot2", chat: { ...order.chat }, messageId: "9999" });
  expect(await world.query("SELECT sum(delta)::int AS sum FROM ledger_entry")).toEqual([{ sum: 10 }]);
});

test("whoever takes points waits for another who takes from the same person, and never goes below nothing", async () => {
  const ada = world.member("ada");
  await ada.says("签到");
  const [{ id, communityId } = { id: 0, communityId: 0 }] = await world.query<{ id: number; communityId: number }>(
    `SELECT id, community_id AS "communityId" FROM member WHERE name = 'ada'`,
  );
  const order = await world.database.prisma.$transaction(async (tx) => {
    await lockOther(tx, id);
    const change = { memberId: id, delta: -8, key: "deduct:elsewhere", reason: "deduct" };
    await writeChanges(tx, communityId, [change], { at: world.now, day: "2026-03-01" as Day });
    const happening = { over: false, done: olga().says("扣积分 4 @ada", mention("ada")) };
    void happening.done.then(() => (happening.over = true));
    const isWaiting = async () =>
      (
        await world.query(
          "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()",
        )
      ).length > 0;
    while (!happening.over && !(await isWaiting()));
    return happening;
  });
  expect(await order.done).toEqual(["ada −2 分，现在共 0 分。TA 只有这么多，已扣完。\n[撤销]"]);
});

test("people are found by username, by id under any name, and by the message that is answered", async () => {
  const ada = world.member("ada");
  ada.sender.name = "Ada Lovelace";
  ada.sender.username = "ada_l";
  await ada.says("hello everyone");
  expect(await olga().says("加积分 1 @ADA_L 早起")).toEqual(["Ada Lovelace +1 分（早起），现在共 1 分。\n[撤销]"]);
  const named = { mentions: [{ username: "Ada_L", name: "Ada_L" }] };
  expect(await olga().says("加积分 @Ada_L 1 早起", named)).toEqual([
    "Ada Lovelace +1 分（早起），现在共 2 分。\n[撤销]",
  ]);
  const byId = { mentions: [{ id: ada.sender.id, name: "Ada Lovelace" }] };
  expect(await olga().says("加积分 1 Ada Lovelace 早起", byId)).toEqual([
    "Ada Lovelace +1 分（早起），现在共 3 分。\n[撤销]",
  ]);
  const replyTo = { replyTo: { messageId: "1", toBot: false, from: ada.sender } };
  expect(await olga().says("加积分 1 早起", replyTo)).toEqual(["Ada Lovelace +1 分（早起），现在共 4 分。\n[撤销]"]);
  // a display name is nobody's identity
  const byName = { mentions: [{ name: "Ada Lovelace" }] };
  expect((await olga().says("加积分 1 @Ada Lovelace", byName))[0]).toMatch(
    /^手打的 @ 我认不准。叫“Ada Lovelace”的有 #\d/,
  );
});

test("whoever was seen with a username last is meant by it", async () => {
  for (const name of ["ada", "ben"]) {
    const member = world.member(name);
    member.sender.username = "tea";
    await member.says("我叫 tea");
    await world.setTime("2026-03-01 09:05");
  }
  expect(await olga().says("加积分 1 @tea")).toEqual(["ben +1 分，现在共 1 分。\n[撤销]"]);
});

test("a bill shows the newest ten, and tells when talk is full", async () => {
  const ada = world.member("ada");
  for (let minute = 0; minute < 40; minute++) {
    await world.setTime(`2026-03-01 10:${String(minute).padStart(2, "0")}`);
    await ada.says(`今天说的第 ${minute} 句话`);
  }
  for (let count = 1; count <= 12; count++) await olga().says(`加积分 ${count} @ada`, mention("ada"));
  const [bill = ""] = await ada.says("积分明细");
  const lines = bill.split("\n");
  expect(lines).toHaveLength(13);
  expect(lines[1]).toBe("3月1日  +12  管理员加分");
  expect(lines[10]).toBe("3月1日  +3  管理员加分");
  expect(lines[12]).toBe("今天聊天：15 分钟 × 2 + 20 分钟 × 1 = 50 分，今晚结算。已经满了，每天最多 50 分。");
});

test("the rules are those in force", async () => {
  await world.query(
    `INSERT INTO setting (community_id, feature, key, value) SELECT id, 'checkin', key, to_jsonb(value)
     FROM community, (VALUES ('first', 5), ('step', 0), ('cardPrice', 0), ('cardPoints', 3)) AS t(key, value)`,
  );
  const [rules = ""] = await world.member("ada").says("积分规则");
  expect(rules).toContain("第 1 天 5 分，以后每天一样。");
  expect(rules).toContain("补签卡由管理员发放，能补 7 天内漏掉的一天，补的那天得 3 分。");
  expect(await world.member("ada").says("签到")).toEqual(["签到成功！+5 分，连续 1 天，共 5 分。"]);
});

test("notes go with a forgotten person, the sums stay", async () => {
  await world.member("ada").says("我来了");
  await olga().says("加积分 100 @ada 家里有事", mention("ada"));
  const [ada = { id: 0, communityId: 0 }] = await world.query<{ id: number; communityId: number }>(
    `SELECT id, community_id AS "communityId" FROM member WHERE name = 'ada'`,
  );
  await world.database.prisma.$transaction(async (tx) => {
    for (const hook of personHooks) await hook.forget(tx, ada.communityId, [ada.id]);
  });
  expect(await world.query("SELECT delta, note FROM ledger_entry")).toEqual([{ delta: 100, note: null }]);
});

test("amounts are read from the words of a command", () => {
  expect(amountIn("100 布置 会场")).toEqual({ amount: 100, rest: "布置 会场" });
  expect(amountIn("布置 +20分")).toEqual({ amount: 20, rest: "布置" });
  expect(amountIn("第3名 30")).toEqual({ amount: 30, rest: "第3名" });
  expect([amountIn("-5"), amountIn("1.5"), amountIn("abc"), amountIn("")]).toEqual([null, null, null, null]);
  expect([dayOfKey("chat:2026-03-01"), dayOfKey("chat:2026-03-01+4"), dayOfKey("award:telegram:1:2")]).toEqual([
    "2026-03-01",
    "2026-03-01",
    undefined,
  ]);
});
