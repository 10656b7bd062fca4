import { afterEach, describe, expect, test } from "vitest";
import { Acts } from "../../src/act/acts.ts";
import { Refusal } from "../../src/core/context.ts";
import { defineFeature, type Feature } from "../../src/core/feature.ts";
import { silentLog } from "../../src/core/log.ts";
import { text } from "../../src/core/text.ts";
import { award } from "../../src/points/index.ts";
import { createWorld, type World } from "../world/index.ts";

declare module "../../src/core/context.ts" {
  interface Facts {
    "test.done": { by: number };
  }
}

const help = text({ zh: "试验", en: "a test" });
const said = text<{ word: string }>({ zh: ({ word }) => word, en: ({ word }) => word });
let world: World;
afterEach(() => world.close());

function features(run: NonNullable<Feature["commands"]>[number]["run"], more: Partial<Feature> = {}): Feature[] {
  return [
    defineFeature({ name: "test", commands: [{ name: "go", aliases: ["试"], who: "member", help, run }], ...more }),
  ];
}

/** What a mistake in the code that counts would do, done by the database; and its end. */
const canCount = "DROP TRIGGER IF EXISTS broken ON inbox; DROP FUNCTION IF EXISTS broken";
const cannotCount = `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no counting'; END $$;
  CREATE TRIGGER broken BEFORE UPDATE OF attempts ON inbox FOR EACH ROW EXECUTE FUNCTION broken()`;

describe("an act", () => {
  test("that fails is tried three times, set aside with its error, and its sender is told; the next goes on", async () => {
    let tries = 0;
    world = await createWorld({
      features: features(async (ctx) => {
        if (ctx.args === "bad") {
          tries++;
          await award(ctx, 5, "test:1");
          throw new Error("poison");
        }
        await ctx.reply(said, { word: "好" });
      }),
    });
    const ada = world.member("ada");
    expect(await ada.says("/go bad")).toEqual(["抱歉，这一条我没处理好，已经记下来请人查看，你的积分和记录没有变化。"]);
    expect(tries).toBe(3);
    expect(await world.query("SELECT status, attempts, error FROM inbox")).toEqual([
      { status: "dead", attempts: 3, error: "Error: poison" },
    ]);
    expect(await world.query("SELECT 1 FROM ledger_entry")).toEqual([]);
    await ada.hears("试", "好");
  });

  test.each([
    ["its sender cannot be told", "", 3],
    ["its failures cannot even be counted", cannotCount, 0],
  ])("that fails is set aside, too, when %s", async (_, broken, attempts) => {
    world = await createWorld({ features: [] });
    await world.member("ada").says("早上好");
    const [row] = await world.query<{ id: string; communityId: number; chatId: number }>(
      `INSERT INTO inbox (community_id, chat_id, account, key, event, event_at, created_at)
       SELECT community_id, id, 'telegram:1', 'k', '{}', now(), now() FROM chat
       RETURNING id::text, community_id AS "communityId", chat_id AS "chatId"`,
    );
    const fails = () => Promise.reject(new Error("no words"));
    const acts = new Acts({
      database: world.database,
      perform: fails,
      refuse: fails,
      apologise: fails,
      performCrowd: fails,
      together: () => 0,
      sender: { reserve: () => null },
      onCommit: () => {},
      log: silentLog,
      delay: () => Promise.resolve(),
      now: () => new Date(),
    });
    await world.query(broken);
    const { id = "", communityId = 0, chatId = 0 } = row ?? {};
    const event = world.message(null, "hm");
    const work = { communityId, chatId, id: BigInt(id), account: "telegram:1", key: "k", event };
    const isOver = await acts.handle(work);
    await world.query(canCount);
    expect(isOver).toBe(true);
    expect(await world.query("SELECT status, attempts, error FROM inbox WHERE key = 'k'")).toEqual([
      { status: "dead", attempts, error: "Error: no words" },
    ]);
  });

  test("that is refused leaves nothing behind but its words", async () => {
    world = await createWorld({
      features: features(async (ctx) => {
        await award(ctx, 5, "test:1");
        ctx.emit("test.done", { by: ctx.member.id });
        throw new Refusal(said, { word: "不行" });
      }),
    });
    await world.member("ada").hears("试", "不行");
    expect(await world.query("SELECT 1 FROM ledger_entry")).toEqual([]);
    expect(await world.query("SELECT status FROM inbox")).toEqual([{ status: "done" }]);
  });

  test("tells other features what happened, after its own code and in its transaction", async () => {
    const heard: string[] = [];
    const listener = defineFeature({
      name: "listener",
      on: {
        "test.done": async (ctx, fact) => {
          heard.push(`heard ${fact.by}`);
          await award({ ...ctx, member: { communityId: ctx.community.id, id: fact.by } }, 3, "heard:1");
        },
      },
    });
    const teller = features(async (ctx) => {
      ctx.emit("test.done", { by: ctx.member.id });
      heard.push("told");
    });
    world = await createWorld({ features: [...teller, listener] });
    await world.member("ada").says("试");
    expect(heard[0]).toBe("told");
    expect(await world.query("SELECT delta FROM ledger_entry")).toEqual([{ delta: 3 }]);
  });

  test("of a role is refused to members and open to that role and those above", async () => {
    const command = {
      name: "go",
      aliases: ["试"],
      who: "manager" as const,
      help,
      run: async (ctx: { reply(t: typeof said, p: { word: string }): Promise<void> }) =>
        ctx.reply(said, { word: "好" }),
    };
    world = await createWorld({ features: [defineFeature({ name: "test", commands: [command] })] });
    await world.giveRole("olga", "owner");
    const ada = world.member("ada");
    await ada.hears("试", "这个命令只有管理员可以用。");
    for (const [role, answer] of [
      ["host", "这个命令只有管理员可以用。"],
      ["manager", "好"],
      ["owner", "好"],
    ] as const) {
      await world.query("DELETE FROM member_role");
      await world.query(`INSERT INTO member_role SELECT community_id, id, $1, now() FROM member`, [role]);
      await ada.hears("试", answer);
    }
  });

  test("is never that of a bot, a channel or a forwarder", async () => {
    world = await createWorld({ features: features(async (ctx) => ctx.reply(said, { word: "好" })) });
    expect(await world.happens(world.message({ kind: "bot", id: "9", name: "x" }, "试"))).toEqual([]);
    const [told, ...more] = await world.happens(world.message({ kind: "channel", id: "9", name: "x" }, "试"));
    expect(told?.text).toMatch(/^你在以频道的身份说话/u);
    expect(more).toEqual([]);
    expect(await world.happens(world.message(world.member("ada").sender, "试", { forwarded: true }))).toEqual([]);
  });
});

describe("a schedule", () => {
  const seen: string[] = [];
  const daily = defineFeature({
    name: "daily",
    schedules: [{ name: "morning", at: "08:00", run: async (ctx) => void seen.push(ctx.now.toISOString()) }],
  });

  test("runs once for each due moment, whatever the ticks, and once for the newest after a pause", async () => {
    seen.length = 0;
    world = await createWorld({ features: [daily], at: "2026-03-01T07:00+08:00" });
    await world.member("ada").says("你好");
    await world.setTime("2026-03-01 07:59");
    expect(seen).toEqual([]);
    await world.setTime("2026-03-01 08:00");
    await world.setTime("2026-03-01 08:01");
    await Promise.all([world.house.tick(), world.house.tick()]);
    expect(seen).toEqual(["2026-03-01T00:00:00.000Z"]);
    await world.setTime("2026-03-04 12:00");
    expect(seen).toEqual(["2026-03-01T00:00:00.000Z", "2026-03-04T00:00:00.000Z"]);
    await world.setTime("2026-03-04 07:00"); // the clock went back
    expect(seen).toHaveLength(2);
  });
});

test("a job runs outside the transaction that asked for it, and finishes once", async () => {
  const jobs = {
    slow: async (ctx: Parameters<NonNullable<Feature["jobs"]>[string]>[0]) =>
      ctx.act((act) => act.post(1, { key: "slow:1", text: "做完了", kind: "unasked", priority: 10 })),
  };
  world = await createWorld({
    features: features((ctx) => ctx.enqueue({ name: "slow", key: "slow:1", payload: {} }), { jobs }),
  });
  const ada = world.member("ada");
  expect(await ada.says("试")).toEqual(["做完了"]); // what is due at once is begun after the commit
  expect(await ada.says("试")).toEqual([]); // the same key: one job
  await world.setTime("2026-03-01 09:01");
  await world.setTime("2026-03-01 09:02");
  expect(world.bot.sent.map((message) => message.text)).toEqual(["做完了"]);
});
