import path from "node:path";
import type pg from "pg";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client.ts";
import { root } from "../root.ts";
import { refuseMoved } from "./mark.ts";
import { migrate, type MigrateOptions } from "./migrate.ts";
import { createPools, type PoolOptions } from "./pools.ts";
import { areWords, latePool } from "./late.ts";
import type { Statement } from "./prepared.ts";
import { transact, type TransactOptions, type Tx } from "./transact.ts";

export { Prisma, PrismaClient } from "./generated/client.ts";
export { DamagedDatabase, isDamage, readThrough } from "./damage.ts";
export { hasEmbedded, startEmbedded, type EmbeddedServer } from "./embedded.ts";
export {
  bookkeeping,
  migrate,
  migrationLock,
  migrationsIn,
  restoreMark,
  SchemaRefusal,
  whileMigrating,
  type MigrateOptions,
} from "./migrate.ts";
export { moveMark, readMark, type MoveMark } from "./mark.ts";
export { leaveToEnd, writeAtEnd, type Left, type Tx } from "./transact.ts";
export { forEachNumber, rowsSql } from "./rows.ts";
export { whyUnusable } from "./unreachable.ts";
export { hasLowestPlace, mostPlaces, takeAllPlaces, takePlace, type Place } from "./place.ts";

/** One open database: `prisma` for readable single rows, `pool` for set-based SQL. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** For short statements that are asked all the time: Record's, and claims; see `createPools`. */
  readonly quick: pg.Pool;
  /** What `transact` takes its connections from. */
  readonly acting: pg.Pool;
  /** One transaction in which raw statements are cheap; see `transact`. */
  transact<T>(work: (tx: Tx) => Promise<T>, options?: Partial<TransactOptions>): Promise<T>;
  close(): Promise<void>;
}

/** The migrations that belong to this program. */
export const migrationsFolder = path.join(root, "prisma/migrations");

/** Different texts of statements that get a name; there are some hundred, but `IN (…)` has one for every length. */
const namedStatements = 500;

/** Knows statements by their text, each by a name, so that a connection parses it once and not at every call. */
function knownStatements(): (text: string) => Statement {
  const known = new Map<string, Statement>();
  return (text) => {
    let statement = known.get(text);
    if (statement === undefined && known.size < namedStatements)
      known.set(text, (statement = { name: `s${known.size}`, text }));
    return statement ?? { name: "", text };
  };
}

export interface OpenOptions extends PoolOptions {
  /** see MigrateOptions */
  beforeMigrating?: MigrateOptions["before"];
}

/**
 * Opens a database and brings it up to this program's schema.
 * @throws SchemaRefusal when the database is newer or damaged; nothing was changed then
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const database = connectDatabase(options);
  const { beforeMigrating: before } = options;
  try {
    const client = await database.pool.connect();
    // the query under way rejects; without a listener the same error would end the process
    client.on("error", () => {});
    try {
      await refuseMoved(client);
      await migrate(client, migrationsFolder, before ? { before } : {});
      // whoever moves the books holds everybody up in the step before
      await refuseMoved(client);
    } finally {
      client.release();
    }
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Opens a database as it is: only for who knows that it has this program's schema. */
export function connectDatabase(options: OpenOptions): Database {
  const pools = createPools(options);
  const { pool, quick, acting } = pools;
  const statementOf = knownStatements();
  const adapter = new PrismaPg(latePool(pool), {
    statementNameGenerator: ({ sql }) => (areWords(sql) ? "" : statementOf(sql).name),
  });
  // longer errors look for the line that called, at every call
  const prisma = new PrismaClient({ adapter, errorFormat: "minimal" });
  return {
    prisma,
    pool,
    quick,
    acting,
    transact: (work, options) => transact({ pool: acting, prisma, statementOf }, work, options),
    close: () => pools.close(() => prisma.$disconnect()),
  };
}
