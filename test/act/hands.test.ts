import { afterEach, describe, expect, test } from "vitest";
import type { HandedChat } from "../../src/core/hands.ts";
import type { Recorder } from "../../src/core/record.ts";
import { checkin } from "../../src/features/checkin/index.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let unlisten = () => {};
afterEach(async () => {
  unlisten();
  await world.close();
});

const done = "签到成功！+10 分，连续 1 天，共 10 分。";
const lanes = () =>
  world.query(
    'SELECT waiting_since IS NOT NULL AS waits, lease_owner AS owner, lease_until > now() AS "isLeased" FROM lane ORDER BY chat_id',
  );
const statuses = async () =>
  (await world.query<{ status: string }>("SELECT status FROM inbox ORDER BY id")).map(({ status }) => status);

/** Something between the pool and whoever asks it. */
function between(around: (name: string, ask: () => Promise<unknown>) => Promise<unknown>): void {
  const { quick: pool } = world.database;
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  const listen = (...given: unknown[]) => around(String((given[0] as { name?: string }).name), () => query(...given));
  Object.assign(pool, { query: listen });
  unlisten = () => void Object.assign(pool, { query });
}

describe("what is written down with free hands offered", () => {
  let ended: (readonly HandedChat[] | null)[];
  let woken: number;

  /** Records in the name of a process that dies before it acts; what is handed over is told in the next turn. */
  function recorder(free = 4): Recorder {
    [ended, woken] = [[], 0];
    const lane = createRecorder({
      pool: world.database.quick,
      directory: world.house.directory,
      clock: { now: () => world.now },
      wakes: { wakes: () => true, isCommand: () => true },
      hands: { offer: () => ({ owner: "one", leaseMs: 30_000, free, end: (chats) => ended.push(chats) }) },
      onWork: (chats) => void (woken += chats.length),
    });
    return {
      record: async (...given) => {
        const recorded = await lane.record(...given);
        await new Promise(setImmediate);
        return recorded;
      },
    };
  }
  const said = (text: string, group = 1) =>
    world.message(world.member("ada").sender, text, { chat: { id: `g${group}`, kind: "group", title: `群 ${group}` } });

  test("is handed over where nobody works and nothing waits, and waits otherwise", async () => {
    world = await createWorld({ features: [] });
    const { record } = recorder(1);
    const event = said("签到");
    await record([event], { source: "live" });
    const [row] = await world.query<object>('SELECT chat_id AS "chatId", id::text, account, key, event FROM inbox');
    const { chatId, ...handed } = row as { chatId: number };
    expect(ended).toEqual([[{ communityId: expect.any(Number) as number, chatId, events: [handed] }]]);
    expect(await lanes()).toEqual([{ waits: false, owner: "one", isLeased: true }]);
    // the same once more, the next in that chat, and two chats for one hand
    await record([event], { source: "live" });
    expect(await lanes()).toEqual([{ waits: false, owner: "one", isLeased: true }]);
    await record([said("签到")], { source: "live" });
    expect(await lanes()).toEqual([{ waits: true, owner: "one", isLeased: true }]);
    expect(ended.slice(1).flat()).toEqual([]);
    await record([said("签到", 2), said("签到", 3)], { source: "live" });
    expect(ended.at(-1)).toHaveLength(1);
    expect(woken).toBe(2);
    expect((await lanes()).slice(1)).toEqual([
      { waits: false, owner: "one", isLeased: true },
      { waits: true, owner: null, isLeased: null },
    ]);
    // what waits since before goes first
    await record([said("签到", 3)], { source: "live" });
    expect(ended.at(-1)).toEqual([]);
  });

  test("is nobody's to tell of when it may not have been written", async () => {
    world = await createWorld({ features: [] });
    const { record } = recorder();
    await record([said("hello")], { source: "live" });
    between(async (name, ask) => {
      const answer = await ask();
      if (name.startsWith("record")) throw new Error("the connection broke");
      return answer;
    });
    await expect(record([said("签到", 2)], { source: "live" })).rejects.toThrow("broke");
    expect(ended.at(-1)).toBeNull();
  });

  test("is done at once by the next life of its process, and by another when the lease is over", async () => {
    world = await createWorld({ features: [checkin], house: { owner: "one" } });
    await recorder().record([said("签到")], { source: "live" });
    await world.house.settle();
    expect(await statuses()).toEqual(["new"]);
    await world.house.start();
    await world.house.settle();
    expect(await statuses()).toEqual(["done"]);
    await recorder().record([said("签到", 2)], { source: "live" });
    await world.query("UPDATE lane SET lease_owner = 'two' WHERE lease_owner IS NOT NULL");
    await world.house.start();
    await world.house.settle();
    expect(await statuses()).toEqual(["done", "new"]);
    await world.query("UPDATE lane SET lease_until = now() - interval '1 second' WHERE lease_owner = 'two'");
    await world.house.tick();
    await world.house.settle();
    expect(await statuses()).toEqual(["done", "done"]);
  });
});

test("an event in an idle chat is acted on without a claim", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  await ada.says("hello");
  const asked: string[] = [];
  const answered = new Promise<void>((resolve) =>
    between(async (name, ask) => {
      asked.push(name);
      const answer = await ask();
      if (name.startsWith("outbox-finish")) resolve();
      return answer;
    }),
  );
  await world.bot.accept(world.message(ada.sender, "签到"));
  await answered;
  expect(world.bot.sent.map(({ text }) => text)).toEqual([done]);
  expect(asked).not.toContain("exchange-lanes");
  expect(asked.filter((name) => name.startsWith("outbox-claim"))).toEqual([]);
});

test("a chat that is handed over before its process has heard that it was given back is worked on once more", async () => {
  world = await createWorld({ features: [checkin] });
  const [ada, ben] = [world.member("ada"), world.member("ben")];
  await ada.says("hello");
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const givenBack = new Promise<void>((resolve) =>
    between(async (name, ask) => {
      const answer = await ask();
      if (name !== "return-lanes") return answer;
      resolve();
      await held;
      return answer;
    }),
  );
  await world.bot.accept(world.message(ada.sender, "签到"));
  await givenBack;
  expect(await lanes()).toEqual([{ waits: false, owner: null, isLeased: null }]);
  await world.bot.accept(world.message(ben.sender, "签到"));
  expect(await lanes()).toEqual([{ waits: false, owner: expect.any(String) as string, isLeased: true }]);
  release();
  await world.house.settle();
  expect(await statuses()).toEqual(["done", "done"]);
  expect(world.bot.sent.map(({ text }) => text)).toEqual([done, done]);
  expect(await lanes()).toEqual([{ waits: false, owner: null, isLeased: null }]);
});

test("what a failed write may have handed over is found again at once", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  await ada.says("hello");
  let isFirst = true;
  between(async (name, ask) => {
    const answer = await ask();
    if (!name.startsWith("record") || !isFirst) return answer;
    isFirst = false;
    throw new Error("the connection broke");
  });
  await world.happens(world.message(ada.sender, "签到"));
  expect(isFirst).toBe(false);
  expect(await statuses()).toEqual(["done"]);
  expect(world.bot.sent.map(({ text }) => text)).toEqual([done]);
});
