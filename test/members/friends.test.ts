import { afterEach, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { privateChatOf } from "../../src/members/chats.ts";
import { createWorld, plain, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

test("a friend in the group can be written to in private though they never wrote there; others cannot", async () => {
  world = await createWorld({ features, platform: "wechat", capabilities: plain });
  const people = ["ada", "bea", "cem"].map((name) => world.member(name));
  for (const one of people) await one.says("大家好");
  const [ada, bea, cem] = people.map(({ sender }) => sender.id);
  const { id } = world.message(null, "").chat;
  const members = [
    { id: ada!, name: "ada", isFriend: true as const },
    { id: bea!, name: "bea" },
    { id: cem!, name: "cem" },
    // a friend of whom nothing is known stays unknown
    { id: "stranger", name: "stranger", isFriend: true as const },
  ];
  const look = { groups: [{ id, topic: "Tea House", ownerId: null, members }], whole: false };
  const account = { platform: world.bot.platform, account: world.bot.account };
  for (let times = 0; times < 2; times++) await world.house.acquaintances.meet(account, look);
  const reachable = async (name: string) =>
    (await privateChatOf(world.database.prisma, 1, await world.giveRole(name, null))) !== null;
  expect(await Promise.all(["ada", "bea", "cem"].map(reachable))).toEqual([true, false, false]);
  expect(await world.query("SELECT title FROM chat WHERE kind = 'private'")).toEqual([{ title: "ada" }]);
});
