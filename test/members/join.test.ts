import { afterEach, beforeEach, expect, test } from "vitest";
import { features, personHooks } from "../../src/features/index.ts";
import { joinCommunity } from "../../src/members/join.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
});
afterEach(() => world.close());

const north = { chat: { id: "-1001", kind: "group" as const, title: "North" } };
const south = { chat: { id: "-1002", kind: "group" as const, title: "South" } };
/** How many statements wait for a whole table. */
const waitForTables = async () =>
  (
    await world.query(`SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE NOT granted AND locktype = 'relation' AND datname = current_database()`)
  ).length;
const join = (chat: string, to: string) => joinCommunity(world.database, personHooks, chat, to);

test("balances add, days and same-day check-ins collapse to one, and the old books close at nothing", async () => {
  const ada = world.member("ada");
  const ben = world.member("ben");
  const cleo = world.member("cleo");
  await ada.says("签到", north);
  await world.setTime("2026-03-02 09:00");
  await ada.says("签到", north);
  await ada.says("签到", south);
  await ben.says("签到", south);
  await cleo.says("早上好，大家好", south);
  await ada.says("早上好，大家好", south);

  const joined = await join("telegram:-1002", "North");
  expect(joined).toMatchObject({ already: false, moved: 3, merged: 1 });
  // ada had 10 + 12 in the north and 10 for the same day in the south, which counts once
  expect(await ada.says("积分", south)).toEqual(["你有 22 分，排第 1 名。今天聊天的 2 分，今晚结算。"]);
  expect(await ben.says("积分", north)).toEqual(["你有 10 分，排第 2 名。"]);
  expect(await ada.says("签到", south)).toEqual(["今天已经签到过啦，连续 2 天，明天见！"]);
  const sums = await world.query(
    `SELECT c.name, sum(delta)::int AS points FROM ledger_entry JOIN community c ON c.id = community_id GROUP BY 1 ORDER BY 1`,
  );
  expect(sums).toEqual([
    { name: "North", points: 32 },
    { name: "South", points: 0 },
  ]);
  expect(await world.query("SELECT day::text, sum(messages)::int AS n FROM member_day GROUP BY 1 ORDER BY 1")).toEqual([
    { day: "2026-03-01", n: 1 },
    { day: "2026-03-02", n: 8 },
  ]);
});

test("what waits in the chat is answered in its new community, and messages after it are counted there", async () => {
  const ada = world.member("ada");
  await ada.says("你好北边", north);
  await ada.says("你好南边", south);
  await join("telegram:-1002", "North");
  await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
  await ada.says("还是南边", south);
  const counted = await world.query(
    "SELECT c.name, sum(messages)::int AS n FROM chat_hour h JOIN community c ON c.id = h.community_id GROUP BY 1",
  );
  expect(counted).toEqual([{ name: "North", n: 4 }]);
});

test("a ticket keeps who saw to it, who answered it, and where its picture is", async () => {
  const ada = world.member("ada");
  for (const where of [north, south]) await ada.says("早上好，大家好", where);
  await world.query(`INSERT INTO member_role (community_id, member_id, role, given_at)
    SELECT m.community_id, m.id, 'host', now() FROM member m JOIN community c ON c.id = m.community_id WHERE c.name = 'South'`);
  await world.member("ben").says("转人工 壶裂了", { ...south, media: "photo" });
  const [ticket] = await world.query<{ id: number }>("SELECT id FROM ticket");
  for (const words of ["我来", "换一只给你"]) await ada.says(`答复 ${ticket?.id} ${words}`, south);
  await join("telegram:-1002", "North");
  const whose = `SELECT c.name, taker.name AS taker, answered.name AS answered, shown.address FROM ticket t
    JOIN community c ON c.id = t.community_id JOIN ticket_turn u ON u.community_id = t.community_id AND u.media = 'photo'
    LEFT JOIN member taker ON taker.community_id = t.community_id AND taker.id = t.taken_by_id
    LEFT JOIN member answered ON answered.community_id = t.community_id AND answered.id = t.answered_by_id
    LEFT JOIN chat shown ON shown.community_id = t.community_id AND shown.id = u.chat_id`;
  expect(await world.query(whose)).toEqual([{ name: "North", taker: "ada", answered: "ada", address: "-1002" }]);
});

test.each([
  ["after", async (joined: () => Promise<void>, sent: () => void) => joined().then(sent)],
  [
    "before",
    async (joined: (last: () => Promise<void>) => Promise<void>, sent: () => void) =>
      joined(async () => {
        sent();
        await expect.poll(waitForTables).toBe(1);
      }),
  ],
] as const)(
  "an answer whose chat goes over while it is sent is sent once, and its poll is known there, told %s the move is over",
  async (_, during) => {
    await world.member("ada").says("你好北边", north);
    const arrived: Promise<void>[] = [];
    const { bot } = world;
    const send = bot.send.bind(bot);
    let answer = () => {};
    bot.send = async (chat, message) => {
      const sent = await send(chat, message);
      await new Promise<void>((resolve) => {
        answer = resolve;
        arrived.push(Promise.resolve());
      });
      return { ...sent, pollId: "p1" };
    };
    const said = world.member("ben").says("签到", south);
    await expect.poll(() => arrived.length).toBe(1);
    await world.query(`UPDATE outbox SET message = message || '{"poll": {"data": "quiz:1"}}' WHERE state = 'sending'`);
    bot.send = send;
    await during(
      async (last = async () => {}) => {
        const nothing = { export: async () => ({}), forget: async () => {}, move: last };
        await joinCommunity(world.database, [...personHooks, nothing], "telegram:-1002", "North");
      },
      () => answer(),
    );
    expect(await said).toHaveLength(1);
    const before = bot.sent.length;
    for (const time of ["09:02", "09:05", "09:10"]) await world.setTime(`2026-03-01 ${time}`);
    expect(bot.sent.slice(before)).toEqual([]);
    expect(await world.query("SELECT DISTINCT state FROM outbox")).toEqual([{ state: "sent" }]);
    const polls =
      "SELECT c.name, h.address FROM poll p JOIN community c ON c.id = community_id JOIN chat h ON h.id = chat_id";
    expect(await world.query(`${polls} AND h.community_id = p.community_id`)).toEqual([
      { name: "North", address: "-1002" },
    ]);
  },
);

test("a second join changes nothing, and unknown names are said in one sentence", async () => {
  await world.member("ada").says("你好", north);
  await world.member("ada").says("你好", south);
  await join("South", "North");
  expect(await join("South", "North")).toMatchObject({ already: true, moved: 0 });
  await expect(join("telegram:-1", "North")).rejects.toThrow('there is no chat "telegram:-1"');
  await expect(join("South", "East")).rejects.toThrow('there is no community "East"');
});
