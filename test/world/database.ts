import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { openDatabase, type Database } from "../../src/core/database/index.ts";
import { templateOf } from "./server.ts";

export interface TestDatabase extends Database {
  config: pg.PoolConfig;
}

/**
 * A fresh, migrated database on the run's real PostgreSQL; dropped by `close`. For tests that change more
 * than rows: the schema, settings of the database, who may connect.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const config = await onServer(create);
  return opened(config, async (database) => {
    await database.close();
    await onServer((client) => drop(client, config));
  });
}

/** Databases that nobody uses now, of this worker: its test files share what is here. */
const idle: TestDatabase[] = [];

/**
 * A migrated database without a row, for tests that change rows only. `close` empties it and leaves it, open,
 * to the next test: what its connections and statements have learned is worth more than most tests take.
 */
export async function borrowTestDatabase(): Promise<TestDatabase> {
  const database = idle.pop() ?? (await createTestDatabase());
  return { ...database, close: () => giveBack(database) };
}

async function giveBack(database: TestDatabase): Promise<void> {
  const { totalCount, idleCount } = database.pool;
  // who still holds a connection is found out by the pool's end, which waits for it
  const isClean = totalCount === idleCount && (await empty(database).then(isTrue, isFalse));
  if (isClean) idle.push(database);
  else await database.close();
}

const isTrue = () => true;
const isFalse = () => false;

async function opened(config: pg.PoolConfig, close: (database: Database) => Promise<unknown>): Promise<TestDatabase> {
  const database = await openDatabase({ config, connections: 8 });
  return { ...database, config, close: async () => void (await close(database)) };
}

async function create(client: pg.Client): Promise<pg.PoolConfig> {
  const run = inject("run");
  const name = `${run}_${randomBytes(6).toString("hex")}`;
  await client.query(`CREATE DATABASE ${name} TEMPLATE ${templateOf(run)}`);
  return { ...inject("server"), database: name };
}

const drop = (client: pg.Client, config: pg.PoolConfig) =>
  client.query(`DROP DATABASE ${config.database} WITH (FORCE)`);

/** Deletes every row, whatever points at it, and starts every counter again. */
const empty = ({ pool }: Database) =>
  pool.query(`
    DO $$
    DECLARE one regclass; filled boolean;
    BEGIN
      SET LOCAL session_replication_role = replica;
      SET LOCAL lock_timeout = '10s';
      FOR one IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %s', one); END IF;
      END LOOP;
      PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
    END $$`);

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(inject("server"));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
