import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { Backups } from "../../src/backup/index.ts";
import { Nightly } from "../../src/backup/nightly.ts";
import { backupsIn, forgottenOn } from "../../src/backup/shelf.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { lastDone } from "../../src/presence/troubles.ts";
import { long } from "../long.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let folder: string;
let now: Date;
let failures: unknown[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-nightly-"));
  world = await createWorld({ features });
  await world.member("ada").says("签到");
  failures = [];
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An hour of the machine's own zone, so many days after the database was made. */
async function at(days: number, hour: number, minute = 0): Promise<Date> {
  const [made] = await world.query<{ at: Date }>('SELECT min(started_at) AS at FROM "_prisma_migrations"');
  const { at: day = new Date() } = made ?? {};
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour, minute, 30);
}

function installation(
  name: string,
  { days: kept = 14, ...how }: { at?: string; isStandIn?: boolean; days?: number } = {},
): { shelf: string; nightly: Nightly } {
  const config = {
    HEARTH_DATA_DIR: path.join(folder, name),
    HEARTH_BACKUP_DIR: undefined,
    HEARTH_BACKUP_DAYS: kept,
  };
  const backups = new Backups({ config, hooks: async () => personHooks, now: () => now, log: silentLog });
  const log = { ...silentLog, error: (given: object) => void failures.push(given) };
  const { database } = world;
  const parts = { backups, database, address: database.config, log };
  return { shelf: backups.shelf, nightly: new Nightly({ ...parts, at: "03:10", isStandIn: false, ...how }) };
}

/** What a query finds in a backup that is restored into an empty database. */
async function whenRestored(backup: string, takenAt: Date, sql: string): Promise<unknown[]> {
  const name = `${inject("run")}_${takenAt.getTime()}`;
  const server = new pg.Client(inject("server"));
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  const empty = { ...inject("server"), database: name };
  try {
    const config = { HEARTH_DATA_DIR: path.join(folder, name), HEARTH_BACKUP_DIR: undefined, HEARTH_BACKUP_DAYS: 14 };
    const restoring = new Backups({ config, hooks: async () => personHooks, now: () => now, log: silentLog });
    await restoring.restore(backup, empty);
    const restored = await openDatabase({ config: empty, connections: 2 });
    const { rows } = await restored.pool.query<object>(sql);
    await restored.close();
    return rows;
  } finally {
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  }
}

const good = (shelf: string): string[] =>
  backupsIn(shelf).flatMap((one) =>
    one.goodAt === null || one.reason !== "nightly" ? [] : [one.takenAt.toISOString()],
  );

test("every night one backup is made and tried, a night that was missed is made up, and the books know", async () => {
  const { shelf, nightly } = installation("data");
  const tick = async (days: number, hour: number, minute?: number) =>
    nightly.tick((now = await at(days, hour, minute)));
  const first = await at(2, 3, 10);
  await tick(2, 3, 10);
  await tick(2, 3, 11);
  await tick(3, 3, 9);
  expect(good(shelf)).toEqual([first.toISOString()]);
  expect(await lastDone(world.database.prisma, "backup")).toEqual(first);
  await tick(5, 14);
  await tick(5, 15);
  expect(good(shelf)).toEqual([now.getTime() - 3_600_000, first.getTime()].map((ms) => new Date(ms).toISOString()));
  expect(failures).toEqual([]);
});

// each night is tried twice, which takes a second or two: the usual run keeps fewer
const days = long ? 14 : 3;
test(
  "each of the nights that are kept can be restored, with the figures of its night",
  { timeout: 300_000 },
  async () => {
    const { shelf, nightly } = installation("data", { days });
    const figures = "SELECT sum(delta)::int AS points, count(*)::int AS entries FROM ledger_entry";
    const books = new Map<string, unknown>();
    for (let night = 2; night < days + 4; night++) {
      now = await at(night, 3, 10);
      await world.member(`guest ${night}`).says("签到");
      await nightly.tick(now);
      books.set(now.toISOString(), await world.query(figures));
    }
    expect(failures).toEqual([]);
    const daily = [...books.keys()].toReversed().slice(0, days);
    expect(good(shelf).slice(0, days)).toEqual(daily);
    for (const { folder: backup, takenAt } of backupsIn(shelf)) {
      const found = await whenRestored(backup, takenAt, figures);
      expect(found, takenAt.toISOString()).toEqual(books.get(takenAt.toISOString()));
    }
  },
);

test("a database that was made today has its first backup tonight", async () => {
  const { shelf, nightly } = installation("data");
  const [made] = await world.query<{ at: Date }>('SELECT min(started_at) AS at FROM "_prisma_migrations"');
  await nightly.tick((now = made?.at ?? new Date()));
  expect(good(shelf)).toEqual([]);
  await nightly.tick((now = await at(2, 3, 10)));
  expect(good(shelf)).toHaveLength(1);
});

test("one that fails is told and tried again in an hour, not every minute", async () => {
  const { shelf, nightly } = installation("data");
  now = await at(2, 3, 10);
  await world.query("UPDATE ledger_entry SET delta = delta + 1");
  await nightly.tick(now);
  await nightly.tick((now = await at(2, 3, 11)));
  expect(failures).toHaveLength(1);
  await world.query("UPDATE ledger_entry SET delta = delta - 1");
  await nightly.tick((now = await at(2, 4, 9)));
  expect(good(shelf)).toEqual([]);
  await nightly.tick((now = await at(2, 4, 10)));
  expect(good(shelf)).toHaveLength(1);
});

test("a process that stands in for another makes none that the other has made, and makes the next when it is gone", async () => {
  const first = installation("first");
  await first.nightly.tick((now = await at(2, 3, 10)));
  const standIn = installation("second", { isStandIn: true });
  await standIn.nightly.tick((now = await at(2, 14)));
  expect(good(standIn.shelf)).toEqual([]);
  expect(await standIn.nightly.newest()).toEqual(await at(2, 3, 10));
  await standIn.nightly.tick((now = await at(3, 3, 10)));
  expect(good(standIn.shelf)).toEqual([now.toISOString()]);
});

test("without a nightly backup the list of the forgotten is kept all the same", async () => {
  const { shelf, nightly } = installation("data", { at: "off" });
  await nightly.tick((now = await at(2, 3, 10)));
  expect(good(shelf)).toEqual([]);
  expect(existsSync(forgottenOn(shelf))).toBe(true);
});
