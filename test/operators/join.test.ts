import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChatRef } from "../../src/core/event.ts";
import { features } from "../../src/features/index.ts";
import { verifyAudit } from "../../src/operators/audit.ts";
import { createWorld, type World } from "../world/index.ts";

// /join_community in chat: who may, the question, and the move as a job.

const coffee: ChatRef = { id: "-2002", kind: "group", title: "Coffee House" };
let world: World;
beforeEach(async () => {
  world = await createWorld({ features });
  await world.giveRole("olga", "owner");
  await world.member("olga").says("签到");
  await world.member("ada").says("签到");
  await world.member("ada").says("签到", { chat: coffee });
});
afterEach(() => world.close());

const ownCoffee = async (name: string) => {
  await world.member(name).says("大家好", { chat: coffee });
  await world.query(
    `INSERT INTO member_role (community_id, member_id, role, given_at) SELECT i.community_id, i.member_id, 'owner', now()
     FROM identity i JOIN community c ON c.id = i.community_id WHERE c.name = 'Coffee House' AND i.name = $1`,
    [name],
  );
};

test("only who owns both communities may join them", async () => {
  const no = "你不是“Tea House”的主理人，或者没有这个社群。";
  await ownCoffee("cleo");
  expect(await world.member("cleo").says("加入社群 Tea House", { chat: coffee })).toEqual([no]);
  expect(await world.member("olga").says("加入社群 Tea House", { chat: coffee })).toEqual([
    "这个命令只有主理人可以用。",
  ]);
});

test("after the press a job moves the chat; points add, both chains stay whole", async () => {
  await ownCoffee("olga");
  expect(await world.member("olga").says("加入社群 Tea House", { chat: coffee })).toEqual([
    "把“Coffee House”的 2 位成员和他们的积分并入“Tea House”，不能撤销。\n确定吗？两分钟内有效。\n[确定] [取消]",
  ]);
  const pressed = await world.happens(world.press(world.member("olga").sender, "确定", coffee));
  const said = pressed.filter(({ text }) => text !== "").map(({ text, chatId }) => [chatId, text]);
  expect(said).toEqual([
    [coffee.id, "好的，正在并入“Tea House”，办完我会说一声。"],
    [coffee.id, "本群现在属于“Tea House”：2 位成员过来了，其中 2 位本来就在。"],
  ]);
  expect(await world.member("ada").says("积分", { chat: coffee })).toEqual(["你有 10 分，排第 1 名。"]);
  const communities = await world.query<{ id: number }>("SELECT id FROM community ORDER BY id");
  for (const { id } of communities) expect(await verifyAudit(world.database.prisma, id)).toMatchObject({ ok: true });
  const ends = await world.query("SELECT DISTINCT ON (community_id) result FROM audit ORDER BY community_id, seq DESC");
  expect(ends).toEqual([{ result: "done" }, { result: "done" }]);
});
