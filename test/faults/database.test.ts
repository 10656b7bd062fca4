import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/core/database/index.ts";
import type { Ctx } from "../../src/core/context.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { checkin } from "../../src/features/checkin/index.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { createWorld, type World } from "../world/index.ts";

const done = "签到成功！+10 分，连续 1 天，共 10 分。";

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  client.on("error", () => {});
  await client.connect();
  return client;
}

describe("a database in trouble", () => {
  let world: World;
  let other: pg.Client | undefined;
  afterEach(async () => {
    await other?.end().catch(() => {});
    other = undefined;
    await world.close();
  });

  test("an act whose rows somebody else holds waits, tries again, and is done when they are free", async () => {
    world = await createWorld({ features: [checkin], house: { limits: { lockMs: 50 } } });
    const ada = world.member("ada");
    await ada.says("hello");
    other = await connect(world.database.config);
    await other.query("BEGIN; LOCK TABLE check_in IN ACCESS EXCLUSIVE MODE");
    const answers = world.happens(world.message(ada.sender, "签到"));
    while ((await blocked()) === 0) await new Promise((resolve) => setImmediate(resolve));
    await other.query("COMMIT");
    expect((await answers).map((one) => one.text)).toEqual([done]);
    expect(await world.query("SELECT attempts FROM inbox")).toEqual([{ attempts: 0 }]);
  });

  test("rows that stay locked cost no event: it stays new, and is done later by itself", async () => {
    world = await createWorld({ features: [checkin], house: { limits: { lockMs: 10 } } });
    const ada = world.member("ada");
    await ada.says("hello");
    other = await connect(world.database.config);
    await other.query("BEGIN; LOCK TABLE check_in IN ACCESS EXCLUSIVE MODE");
    expect(await world.happens(world.message(ada.sender, "签到"))).toEqual([]);
    expect(await world.query("SELECT status, attempts FROM inbox")).toEqual([{ status: "new", attempts: 0 }]);
    await other.query("COMMIT");
    await answered();
    expect(world.bot.sent.map((one) => one.text)).toEqual([done]);
  });

  test("a connection cut in the middle of an act undoes it; the act is done again, once", async () => {
    let cuts = 2;
    const cut = defineFeature({
      name: "cut",
      commands: [{ name: "cut", aliases: ["断开"], who: "member", help: { zh: () => "", en: () => "" }, run }],
    });
    async function run(ctx: Ctx): Promise<void> {
      await ctx.tx.watchMember.create({
        data: { communityId: ctx.community.id, memberId: ctx.member.id, feature: "cut" },
      });
      if (cuts-- > 0) await ctx.tx.$executeRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
      await ctx.reply({ zh: () => "好", en: () => "ok" });
    }
    world = await createWorld({ features: [cut] });
    const ada = world.member("ada");
    await world.happens(world.message(ada.sender, "断开"));
    await answered();
    expect(world.bot.sent.map((one) => one.text)).toEqual(["好"]);
    expect(await world.query("SELECT status, attempts FROM inbox")).toEqual([{ status: "done", attempts: 0 }]);
    expect(await world.query("SELECT feature FROM watch_member")).toHaveLength(1);
  });

  test.each([
    ["a serialisation failure", "40001"],
    ["a deadlock", "40P01"],
  ])("%s is tried again at once and costs no attempt", async (_, code) => {
    let failures = 3;
    const unlucky = defineFeature({
      name: "unlucky",
      commands: [{ name: "u", aliases: ["倒霉"], who: "member", help: { zh: () => "", en: () => "" }, run }],
    });
    async function run(ctx: Ctx): Promise<void> {
      if (failures-- > 0)
        await ctx.tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`);
      await ctx.reply({ zh: () => "好", en: () => "ok" });
    }
    world = await createWorld({ features: [unlucky] });
    await world.member("ada").hears("倒霉", "好");
    expect(await world.query("SELECT status, attempts FROM inbox")).toEqual([{ status: "done", attempts: 0 }]);
  });

  test("when every connection is cut, what arrives waits and is recorded when the database is back", async () => {
    world = await createWorld({ features: [checkin] });
    const ada = world.member("ada");
    await ada.says("hello");
    other = await connect({ ...world.database.config, database: "postgres" });
    const name = world.database.config.database;
    await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await other.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    let recorded = false;
    const accepted = world.bot.accept(world.message(ada.sender, "签到")).then(() => (recorded = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(recorded).toBe(false);
    await other.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await accepted;
    await answered();
    expect(world.bot.sent.map((one) => one.text)).toEqual([done]);
  });

  /** Sessions that wait for the one that holds the lock. */
  async function blocked(): Promise<number> {
    const { rowCount } = (await other?.query(
      "SELECT DISTINCT pid FROM pg_locks JOIN pg_database d ON d.oid = database WHERE datname = current_database() AND NOT granted",
    )) ?? { rowCount: 0 };
    return rowCount ?? 0;
  }

  /** Until the bot has said something; the work comes back by itself. */
  async function answered(): Promise<void> {
    while (world.bot.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await world.house.settle();
  }
});

describe("a database that must not be touched", () => {
  let database: TestDatabase;
  afterEach(() => database.close());

  async function refusal(): Promise<unknown> {
    return openDatabase({ config: database.config }).then(
      async (opened) => {
        await opened.close();
        return null;
      },
      (error: unknown) => error,
    );
  }

  test("a newer schema is refused with one sentence, and stays as it was", async () => {
    database = await createTestDatabase();
    await database.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_future', now())`,
    );
    expect(String(await refusal())).toMatch(
      /^SchemaRefusal: the database is newer than this program \(it has migration 29990101000000_future\)/,
    );
  });

  test("an edited history is refused with one sentence", async () => {
    database = await createTestDatabase();
    await database.pool.query("UPDATE _prisma_migrations SET checksum = 'edited' WHERE migration_name LIKE '%first'");
    expect(String(await refusal())).toMatch(
      /^SchemaRefusal: migration \S+_first was edited after this database had applied it/,
    );
  });

  test("a half finished migration is refused with one sentence", async () => {
    database = await createTestDatabase();
    await database.pool.query("UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%first'");
    expect(String(await refusal())).toMatch(/^SchemaRefusal: migration \S+_first did not finish on this database/);
  });

  test("a read-only database is refused with one sentence", async () => {
    database = await createTestDatabase();
    await database.pool.query(`ALTER DATABASE ${database.config.database} SET default_transaction_read_only = on`);
    expect(String(await refusal())).toMatch(/^SchemaRefusal: the database is read-only/);
  });
});
