import { afterEach, describe, expect, test } from "vitest";
import type { GroupSeen } from "../../src/core/acquaintances.ts";
import { features } from "../../src/features/index.ts";
import { createWorld, plain, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

const account = () => ({ platform: world.bot.platform, account: world.bot.account });

/** What a login sees: everybody's ids end with the session. */
function groups(names: readonly (string | { name: string; who: string })[], session: number): GroupSeen[] {
  const members = names.map((one) => (typeof one === "string" ? { name: one, who: one } : one));
  const seen = members.map(({ name, who }) => ({ id: idOf(who, session), name }));
  return [{ id: `room-${session}`, topic: "Tea House", ownerId: null, members: seen }];
}

const idOf = (who: string, session: number) => `${who}@${session}`;

async function login(session: number, names: Parameters<typeof groups>[0]): Promise<void> {
  await world.house.acquaintances.meet(account(), { groups: groups(names, session), whole: true });
}

/** Somebody speaks in a session; returns what the bot answers. */
async function says(who: string, text: string, session: number, name = who): Promise<string[]> {
  const sender = { kind: "person" as const, id: idOf(who, session), name };
  const chat = { id: `room-${session}`, kind: "group" as const, title: "Tea House" };
  const sent = await world.happens(world.message(sender, text, { chat }));
  return sent.map((message) => message.text);
}

const open = async () => {
  world = await createWorld({ features, platform: "wechat", capabilities: plain });
};
const memberCount = async () =>
  (await world.query<{ count: number }>("SELECT count(*)::int AS count FROM member"))[0]?.count;

describe("after a login that changed every id", () => {
  test("points, streaks and history of 200 people follow them, and nobody gets another's", async () => {
    await open();
    const names = Array.from({ length: 200 }, (_, index) => `成员${index}`);
    await says("成员0", "大家好", 1);
    await login(1, names);
    // everyone has as many messages as their number says, up to nine
    for (const [index, name] of names.entries()) {
      await Promise.all(Array.from({ length: 1 + (index % 9) }, (_, line) => says(name, `第 ${line} 句话`, 1)));
    }
    await says("成员7", "签到", 1);
    const before = await counts();
    await login(2, names.toReversed());
    await world.setTime("2026-03-02T09:00");
    expect(await says("成员7", "签到", 2)).toEqual(["@成员7 签到成功！+12 分，连续 2 天，共 24 分。"]);
    for (const name of names) await says(name, "我回来了", 2);
    expect(await memberCount()).toBe(200);
    const after = await counts();
    const extra = (name: string) => (name === "成员7" ? 2 : 1);
    expect([...after]).toEqual([...before].map(([name, count]) => [name, count + extra(name)]));
    expect(await world.query("SELECT id FROM chat WHERE kind = 'group'")).toHaveLength(1);
  }, 120_000);

  test("a role waits until an owner has confirmed the person, and then works again", async () => {
    await open();
    await says("ada", "早", 1);
    await login(1, ["ada", "bea", "cem"]);
    for (const who of ["ada", "bea", "cem"]) await says(who, "早上好", 1);
    await giveRole("ada", "manager");
    await giveRole("bea", "owner");
    expect(await says("ada", "权限", 1)).not.toEqual([]);
    await login(2, ["cem", "bea", "ada"]);
    expect(await says("ada", "身份", 2)).toEqual([
      expect.stringMatching(/^@ada 这次登录后你的 ID 变了。.*hearth identities/u),
    ]);
    // the owner has no role either: somebody at the keyboard, or on another platform, begins
    await confirmAll("bea");
    expect(await says("bea", "身份", 2)).toEqual([
      `@bea 登录后 ID 变了，这些人要核对：\n${await doubtId()}. ada按名字对上了 #${await memberOf("ada")}，对方有管理权限，确认前不生效\n是本人发送“身份 ${await doubtId()} 是”，不是发送“身份 ${await doubtId()} 不是”。`,
    ]);
    const id = await doubtId();
    expect(await says("bea", `身份 ${id} 是`, 2)).toEqual([
      `@bea 好的，ada就是 #${await memberOf("ada")}，积分、连续签到和权限都还在。`,
    ]);
    expect(await says("ada", "身份", 2)).toEqual(["@ada 没有要核对的身份。"]);
  });

  test("two who bear one name are new people until an operator says who they are", async () => {
    await open();
    const twins = [{ name: "小明", who: "x" }, { name: "小明", who: "y" }, "bea", "cem", "dan"];
    await says("bea", "早", 1);
    await login(1, twins);
    await giveRole("bea", "owner");
    await says("x", "签到", 1, "小明");
    await login(2, twins);
    await confirmAll("bea");
    expect(await says("x", "积分", 2, "小明")).toEqual([expect.stringContaining("0 分")]);
    await says("x", "签到", 2, "小明");
    const list = (await says("bea", "身份", 2)).join();
    expect(list).toContain("新来的小明是不是");
    const [doubt] = await world.query<{ id: number }>("SELECT id FROM identity_doubt WHERE platform_user_id = $1", [
      idOf("x", 2),
    ]);
    await says("bea", `身份 ${doubt?.id} 是`, 2);
    // the same day's check-in counts once
    expect((await says("x", "积分", 2, "小明")).join()).toContain("10 分");
    await world.setTime("2026-03-02T09:00");
    expect(await says("x", "签到", 2, "小明")).toEqual(["@小明 签到成功！+12 分，连续 2 天，共 22 分。"]);
  });

  test("whoever is said to be somebody else starts anew, without the role", async () => {
    await open();
    await says("ada", "早", 1);
    await login(1, ["ada", "bea", "cem"]);
    await says("bea", "早", 1);
    await says("ada", "签到", 1);
    await giveRole("ada", "manager");
    await giveRole("bea", "owner");
    await login(2, ["ada", "bea", "cem"]);
    await confirmAll("bea");
    await says("bea", `身份 ${await doubtId()} 不是`, 2);
    expect(await says("ada", "签到", 2)).toEqual(["@ada（不是管理员） 签到成功！+10 分，连续 1 天，共 10 分。"]);
    expect(await says("ada", "身份", 2)).toEqual(["@ada（不是管理员） 这个命令只有管理员可以用。"]);
  });

  test("what was waiting to be said goes to the group's and the people's new ids", async () => {
    await open();
    await says("ada", "早", 1);
    await login(1, ["ada", "bea", "cem"]);
    await login(2, ["ada", "bea", "cem"]);
    await says("ada", "签到", 1);
    expect(world.bot.sent.at(-1)?.chatId).toBe("room-2");
  });

  test("a look at one group, or a login with the ids of before, changes nobody", async () => {
    await open();
    await says("ada", "签到", 1);
    await login(1, ["ada", "bea"]);
    await world.house.acquaintances.meet(account(), {
      groups: groups(["bea", { name: "ada", who: "eve" }], 1),
      whole: false,
    });
    expect((await says("eve", "积分", 1, "ada")).join()).toContain("0 分");
    await login(1, ["ada", "bea", { name: "ada", who: "eve" }]);
    expect((await says("ada", "积分", 1)).join()).toContain("10 分");
    expect(await world.query("SELECT id FROM identity_doubt")).toEqual([]);
  });
});

async function counts(): Promise<Map<string, number>> {
  const rows = await world.query<{ name: string; count: number }>(
    "SELECT m.name, sum(d.messages)::int AS count FROM member_day d JOIN member m ON m.id = d.member_id GROUP BY 1 ORDER BY 1",
  );
  return new Map(rows.map((row) => [row.name, row.count]));
}

const memberOf = async (name: string) =>
  (await world.query<{ id: number }>("SELECT id FROM member WHERE name = $1 ORDER BY id LIMIT 1", [name]))[0]?.id;
const doubtId = async () =>
  (await world.query<{ id: number }>("SELECT id FROM identity_doubt ORDER BY id LIMIT 1"))[0]?.id;

async function giveRole(name: string, role: string): Promise<void> {
  await world.query(
    "INSERT INTO member_role (community_id, member_id, role, given_at) SELECT community_id, id, $2, now() FROM member WHERE name = $1",
    [name, role],
  );
}

/** As the command line does. */
async function confirmAll(name: string): Promise<void> {
  await world.query("UPDATE identity SET unconfirmed_at = NULL WHERE name = $1", [name]);
  await world.query("DELETE FROM identity_doubt WHERE name = $1", [name]);
}

describe("while the groups of a login are still being read", () => {
  const twoGroups = (session: number): GroupSeen[] => {
    const seen = (who: string) => ({ id: idOf(who, session), name: who });
    const one = { id: `room-${session}`, topic: "Tea House", ownerId: null };
    return [
      { ...one, members: ["ada", "bea", "cem"].map(seen) },
      { ...one, id: `other-${session}`, topic: "Tea House 2", members: ["cem", "dan"].map(seen) },
    ];
  };
  const meetOne = (session: number, elsewhere: string[], otherTopics = ["Tea House 2"]) => {
    const [group] = twoGroups(session);
    const ids = new Set(elsewhere.map((who) => idOf(who, session)));
    return group && world.house.acquaintances.meetOne?.(account(), { group, otherTopics, elsewhere: ids });
  };
  const owners = () =>
    world.query<{ name: string; ids: number }>(
      `SELECT m.name, count(*)::int AS ids FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
       WHERE m.merged_into_id IS NULL GROUP BY m.name ORDER BY m.name`,
    );

  /** Everybody has spoken in a first session, in both groups, and was met there. */
  async function known(): Promise<void> {
    await open();
    for (const who of ["ada", "bea", "cem"]) await says(who, "早", 1);
    await world.house.acquaintances.meet(account(), { groups: twoGroups(1).slice(0, 1), whole: true });
    const chat = { id: "other-1", kind: "group" as const, title: "Tea House 2" };
    const dan = { kind: "person" as const, id: idOf("dan", 1), name: "dan" };
    await world.happens(world.message(dan, "早", { chat }));
    await world.house.acquaintances.meet(account(), { groups: twoGroups(1), whole: true });
  }

  test("whoever is in one group alone is who they were as soon as it is read, whoever is in two when all are", async () => {
    await known();
    expect(await meetOne(2, ["cem"])).toEqual(new Set([idOf("ada", 2), idOf("bea", 2)]));
    expect(await says("ada", "我回来了", 2)).toEqual([]);
    expect(await owners()).toEqual([
      { name: "ada", ids: 2 },
      { name: "bea", ids: 2 },
      { name: "cem", ids: 1 },
      { name: "dan", ids: 1 },
    ]);
    expect(await world.query("SELECT address FROM chat WHERE title = 'Tea House'")).toEqual([{ address: "room-2" }]);

    await world.house.acquaintances.meet(account(), { groups: twoGroups(2), whole: true });
    for (const who of ["ada", "bea", "cem"]) await says(who, "早", 2);
    expect((await owners()).map(({ ids }) => ids)).toEqual([2, 2, 2, 2]);
    expect(await memberCount()).toBe(4);
  });

  test("a login that is cut off in between has lost nobody: the next one finds them by what was kept", async () => {
    await known();
    await meetOne(2, ["cem"]);
    await world.house.acquaintances.meet(account(), { groups: twoGroups(3), whole: true });
    for (const who of ["ada", "bea", "cem"]) await says(who, "早", 3);
    expect(await memberCount()).toBe(4);
    expect((await owners()).map(({ ids }) => ids)).toEqual([3, 3, 2, 2]);
  });

  test("a group whose topic another one bears is only known when all are read", async () => {
    await known();
    expect(await meetOne(2, [], ["Tea House"])).toBeNull();
    expect(await world.query("SELECT address FROM chat WHERE title = 'Tea House'")).toEqual([{ address: "room-1" }]);
  });
});
