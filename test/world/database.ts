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

interface Idle {
  database: TestDatabase;
  broom: Broom;
}

/** Databases that nobody uses now, of this worker: its test files share what is here. */
const idle: Idle[] = [];

/**
 * A migrated database without a row, for tests that change rows only. `close` empties it and leaves it, open,
 * to the next test: what its connections and statements have learned is worth more than most tests take.
 */
export async function borrowTestDatabase(): Promise<TestDatabase> {
  const borrowed = idle.pop() ?? (await openIdle());
  let isBack: Promise<void> | undefined;
  // once: given back twice it would be two tests' at the same time
  return { ...borrowed.database, close: () => (isBack ??= giveBack(borrowed)) };
}

async function openIdle(): Promise<Idle> {
  const database = await createTestDatabase();
  return { database, broom: await Broom.open(database.config) };
}

async function giveBack(borrowed: Idle): Promise<void> {
  const { database, broom } = borrowed;
  const { pool, quick, acting } = database;
  // who still holds a connection is found out by the pool's end, which waits for it
  const isFree = [pool, quick, acting].every(({ totalCount, idleCount }) => totalCount === idleCount);
  const isClean = isFree && (await broom.sweep());
  if (isClean) return void idle.push(borrowed);
  await broom.close();
  await database.close();
}

/** Empties a database on a connection of its own: no key to another table is looked at there, and plans are kept. */
class Broom {
  readonly #client: pg.Client;
  readonly #tables: string[];
  readonly #counters: string[];

  private constructor(client: pg.Client, relations: readonly Relation[]) {
    this.#client = client;
    const named = (kind: Relation["kind"]) => relations.filter((one) => one.kind === kind).map(({ name }) => name);
    this.#tables = named("r");
    this.#counters = named("S");
  }

  static async open(config: pg.PoolConfig): Promise<Broom> {
    const options = "-c session_replication_role=replica -c lock_timeout=10s";
    const client = new pg.Client({ ...config, options });
    // a test that cuts every connection cuts this one too
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<Relation>(
      `SELECT oid::regclass::text AS name, relkind AS kind FROM pg_class
       WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'`,
    );
    return new Broom(client, rows);
  }

  /** Deletes every row, whatever points at it, and starts every counter again. False when it could not. */
  async sweep(): Promise<boolean> {
    try {
      const filled = await this.#filled();
      await this.#client.query(filled.map((name) => `DELETE FROM ${name}`).join("; "));
      const again =
        "SELECT setval(one, 1, false) FROM unnest($1::regclass[]) AS one WHERE pg_sequence_last_value(one) IS NOT NULL";
      await this.#client.query({ name: "again", text: again, values: [this.#counters] });
      return true;
    } catch {
      return false;
    }
  }

  async #filled(): Promise<string[]> {
    const text = `SELECT ${this.#tables.map((name) => `EXISTS (SELECT FROM ${name})`).join(", ")}`;
    const { rows } = await this.#client.query<boolean[]>({ name: "filled", text, rowMode: "array" });
    return this.#tables.filter((_, index) => rows[0]?.[index] === true);
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

/** A table or a sequence. */
interface Relation {
  name: string;
  kind: "r" | "S";
}

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

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(inject("server"));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
