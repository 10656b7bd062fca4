import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { Backups } from "../../src/backup/index.ts";
import { backupsIn } from "../../src/backup/shelf.ts";
import { migrate, migrationsFolder, openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { forgetPerson } from "../../src/members/forget.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let folder: string;
let backups: Backups;
let empty: pg.PoolConfig;

/** A second clock than the world's: a backup's name has seconds. */
let seconds = 0;
const now = () => new Date(world.now.getTime() + 1000 * seconds);

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-backup-"));
  world = await createWorld({ features });
  seconds = 0;
  backups = installation("data");
  await world.giveRole("boss", "owner");
  for (const name of ["ada", "bob"]) {
    await world.member(name).says("签到");
    await world.member(name).says("今天的茶真好喝，明天再来");
  }
  await world.member("boss").says("/alias add 打个卡 checkin");
  writeFileSync(path.join(folder, "data", "secret.key"), `${"ab".repeat(32)}\n`);
  empty = { ...inject("server"), database: `r_${process.pid}_${Math.floor(performance.now() * 1000)}` };
  await onServer(`CREATE DATABASE ${empty.database} TEMPLATE template0`);
});
afterEach(async () => {
  await onServer(`DROP DATABASE IF EXISTS ${empty.database} WITH (FORCE)`);
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

function installation(name: string): Backups {
  const dataDir = path.join(folder, name);
  mkdirSync(dataDir);
  const config = { HEARTH_DATA_DIR: dataDir, HEARTH_BACKUP_DIR: undefined, HEARTH_BACKUP_DAYS: 14 };
  return new Backups({ config, hooks: async () => personHooks, now, log: silentLog });
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client(inject("server"));
  await client.connect();
  await client.query(sql);
  await client.end();
}

const address = () => world.database.config;
const make = () => backups.make(address(), "asked");

/** What a query finds in the restored database. */
async function restored<Row extends object>(sql: string): Promise<Row[]> {
  const client = new pg.Client(empty);
  await client.connect();
  const { rows } = await client.query<Row>(sql);
  await client.end();
  return rows;
}

const books = `SELECT (SELECT sum(delta)::int FROM ledger_entry) AS points, (SELECT sum(messages)::int FROM member_day) AS messages,
  (SELECT count(*)::int FROM audit) AS audited, (SELECT count(*)::int FROM member) AS members`;

describe("a backup", () => {
  test("is good once it was restored elsewhere, and comes back row for row, with the key", async () => {
    const made = await make();
    expect(backups.newestGood()).toBeUndefined();
    const { rows } = await backups.verify(made, address());
    expect(rows).toBeGreaterThan(20);
    expect(backups.newestGood()?.folder).toBe(made);

    const other = installation("elsewhere");
    await other.restore(made, empty);
    expect(await restored(books)).toEqual(await world.query(books));
    expect(readFileSync(path.join(folder, "elsewhere/secret.key"), "utf8")).toBe(`${"ab".repeat(32)}\n`);
    // the counters go on where they were
    expect(await restored("SELECT last_value FROM member_id_seq")).toEqual(
      await world.query("SELECT last_value FROM member_id_seq"),
    );
    const opened = await openDatabase({ config: empty, connections: 2 });
    await opened.close();
  });

  test("takes away what an earlier try left that was killed, and nothing that was just made", async () => {
    const [old, fresh] = [1_700_000_000, Math.floor(Date.now() / 1000)].map((at) => `hearth_verify_1_${at}`);
    for (const name of [old, fresh]) await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
    try {
      await backups.verify(await make(), address());
      const there = "SELECT datname AS name FROM pg_database WHERE datname LIKE 'hearth\\_verify\\_1\\_%'";
      expect(await world.query(there)).toEqual([{ name: fresh }]);
    } finally {
      for (const name of [old, fresh]) await onServer(`DROP DATABASE IF EXISTS ${name}`);
    }
  });

  test("leaves no database behind that it was tried in", async () => {
    await backups.verify(await make(), address());
    const { rows } = await world.database.pool.query("SELECT FROM pg_database WHERE starts_with(datname, $1)", [
      `hearth_verify_${process.pid}_`,
    ]);
    expect(rows).toEqual([]);
  });

  test("is one moment: what is said while it is made is in it whole or not at all", async () => {
    const [made] = await Promise.all([
      make(),
      ...Array.from({ length: 20 }, (_, index) => world.member(`late${index}`).says("签到")),
    ]);
    await backups.verify(made, address());
  });

  test("brings back nobody who was forgotten since", async () => {
    const made = await make();
    const one = { platform: "telegram", userId: world.member("ada").sender.id };
    await world.database.prisma.$transaction((tx) => forgetPerson(tx, personHooks, one, world.now));
    await backups.keepForgotten(world.database);
    const { erased } = await installation("elsewhere").restore(made, empty);
    expect(erased).toBe(1);
    expect(await restored("SELECT FROM identity WHERE name = 'ada'")).toEqual([]);
    expect(await restored("SELECT FROM member WHERE name = 'ada'")).toEqual([]);
    expect(await restored("SELECT sum(delta)::int AS points FROM ledger_entry")).toEqual(
      await world.query("SELECT sum(delta)::int AS points FROM ledger_entry"),
    );
  });

  test("is refused when a byte of it changed, a file is missing, or its figures are not what was written", async () => {
    const made = await make();
    const table = path.join(made, "table-ledger_entry.copy.gz");
    const whole = readFileSync(table);
    appendFileSync(table, "x");
    await expect(backups.verify(made, address())).rejects.toThrow(/table-ledger_entry.*is not what was written/);
    rmSync(table);
    await expect(backups.verify(made, address())).rejects.toThrow(/table-ledger_entry.* is missing/);
    writeFileSync(table, whole);
    const manifest = path.join(made, "manifest.json");
    const text = readFileSync(manifest, "utf8");
    writeFileSync(manifest, text.replace(/("ledger_entry": \{\s+"rows": )\d+/, "$19"));
    await expect(backups.verify(made, address())).rejects.toThrow(/table ledger_entry came to \d+ rows/);
    expect(backups.newestGood()).toBeUndefined();
    writeFileSync(manifest, text);
    await backups.verify(made, address());
    // a good one that is changed afterwards is good no more
    writeFileSync(manifest, `${text} `);
    expect(backups.newestGood()).toBeUndefined();
  });

  test("whose audit or points do not add up is not called good", async () => {
    await world.query("UPDATE points_total SET points = points + 1 WHERE period = 'all'");
    await expect(backups.verify(await make(), address())).rejects.toThrow(/points of community \d+ are not the sums/);
    await world.query("UPDATE points_total SET points = points - 1 WHERE period = 'all'");
    await world.query("UPDATE audit SET command = 'forged' WHERE seq = 1");
    seconds++;
    await expect(backups.verify(await make(), address())).rejects.toThrow(/the audit of .* breaks at row 1/);
  });

  test("goes into an empty place only", async () => {
    const made = await make();
    await expect(installation("elsewhere").restore(made, address())).rejects.toThrow(/the database is not empty/);
    const other = installation("other");
    await other.restore(made, empty);
    await expect(other.restore(made, empty)).rejects.toThrow(/the database is not empty/);
    writeFileSync(path.join(folder, "other/secret.key"), "another");
    await expect(other.restore(made, empty)).rejects.toThrow(/another installation's key/);
  });

  test("from a newer program is refused by name", async () => {
    const made = await make();
    const manifest = path.join(made, "manifest.json");
    writeFileSync(
      manifest,
      readFileSync(manifest, "utf8").replace('"migrations": [', '"migrations": [ "29990101000000_later",'),
    );
    await expect(backups.verify(made, address())).rejects.toThrow(/newer than this program .*29990101000000_later/);
  });

  test("of an older schema is brought up to this one", async () => {
    await world.query("DROP TABLE trouble, last_done");
    await world.query(`DELETE FROM "_prisma_migrations" WHERE migration_name LIKE '%_operations'`);
    const made = await make();
    await installation("elsewhere").restore(made, empty);
    expect(await restored("SELECT count(*)::int AS count FROM trouble")).toEqual([{ count: 0 }]);
    await migrateAgain();
  });
});

/** Gives the world's database back the way it was borrowed. */
async function migrateAgain(): Promise<void> {
  const client = new pg.Client(address());
  await client.connect();
  await migrate(client, migrationsFolder);
  await client.end();
}

describe("before the schema changes", () => {
  beforeEach(async () => {
    await world.query("DROP TABLE trouble, last_done");
    await world.query(`DELETE FROM "_prisma_migrations" WHERE migration_name LIKE '%_operations'`);
  });

  test("a backup is made and tried", async () => {
    const beforeMigrating = () => backups.beforeMigrating(address());
    const opened = await openDatabase({ config: address(), connections: 2, beforeMigrating });
    await opened.close();
    expect(backups.newestGood()?.reason).toBe("migration");
    expect(await world.query("SELECT FROM trouble")).toEqual([]);
  });

  test("nothing is changed when none can be made", async () => {
    writeFileSync(path.join(folder, "data/backups"), "in the way");
    const beforeMigrating = () => backups.beforeMigrating(address());
    await expect(openDatabase({ config: address(), connections: 2, beforeMigrating })).rejects.toThrow();
    await expect(world.query("SELECT FROM trouble")).rejects.toThrow(/does not exist/);
    await migrateAgain();
  });
});

test("what a killed process left half written is taken away by the next backup", async () => {
  await make();
  const left = path.join(backups.shelf, ".part-999999-1");
  writeFileSync(left, "");
  seconds++;
  await make();
  expect(readdirSync(backups.shelf).filter((name) => name.startsWith("."))).toEqual([]);
  expect(backupsIn(backups.shelf)).toHaveLength(2);
});
