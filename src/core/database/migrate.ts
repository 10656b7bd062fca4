import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { crashPoint } from "../crash.ts";
import { Complaint } from "../errors.ts";

/** The key Prisma's own schema engine locks under: two programs never migrate at once. */
export const migrationLock = 72707369;

/** The table in which Prisma's own tool would record them. */
export const bookkeeping = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** A database this program must not touch: newer than it, half migrated, with an edited history, or read-only. */
export class SchemaRefusal extends Complaint {
  override name = "SchemaRefusal";
}

/** Stands unfinished in the history of a database while a backup is being restored into it. */
export const restoreMark = "restore";

export interface MigrateOptions {
  /** Called before the first is applied to a database that has some already; what it throws stops all. */
  before?: () => Promise<void>;
  /** a restore goes on here, and is the caller's own */
  restoring?: boolean;
}

/** One step of the schema. */
export interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The steps in a folder (prisma/migrations), in their order. */
export function migrationsIn(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** Holds every other program that would migrate this database off while `work` is done. */
export async function whileMigrating<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  try {
    return await work();
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [migrationLock]).catch(() => {}); // the connection broke: it is free
  }
}

/**
 * Brings a database up to `folder` (prisma/migrations) and records each step as `prisma migrate deploy`
 * does. Idempotent; safe in several programs at once. Returns the names applied now.
 * @throws SchemaRefusal and leaves the database as it was
 */
export async function migrate(
  client: pg.ClientBase,
  folder: string,
  { before, restoring = false }: MigrateOptions = {},
): Promise<string[]> {
  const migrations = migrationsIn(folder);
  const { rows } = await client.query<{ transaction_read_only: string }>("SHOW transaction_read_only");
  if (rows[0]?.transaction_read_only === "on")
    throw new SchemaRefusal({
      zh: "数据库是只读的；请给一个能写的，例如主服务器",
      en: "the database is read-only; give one that may be written, such as the primary server",
    });
  return whileMigrating(client, async () => {
    const done = await history(client, migrations, restoring);
    const edited = migrations.find(({ name, checksum }) => done.has(name) && done.get(name) !== checksum);
    if (edited)
      throw new SchemaRefusal({
        zh: `升级步骤 ${edited.name} 在这个数据库用过以后被改了；请用当初的程序版本`,
        en: `migration ${edited.name} was edited after this database had applied it; use the program version that wrote it`,
      });
    const pending = migrations.filter(({ name }) => !done.has(name));
    const names = pending.map(({ name }) => name);
    if (done.size > 0 && pending.length > 0) await before?.();
    for (const migration of pending) await apply(client, migration);
    return names;
  });
}

async function history(client: pg.ClientBase, known: Migration[], restoring: boolean): Promise<Map<string, string>> {
  const table = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`);
  if (!table.rows[0].there) await client.query(bookkeeping);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const done = new Map<string, string>();
  for (const { migration_name: name, checksum, finished_at: finishedAt } of rows) {
    if (name === restoreMark && restoring) continue;
    if (name === restoreMark)
      throw new SchemaRefusal({
        zh: "往这个数据库的恢复没有做完；请再运行一次同样的 hearth restore",
        en: "a restore into this database was not finished; give the same `hearth restore` again",
      });
    if (finishedAt === null)
      throw new SchemaRefusal({
        zh: `升级步骤 ${name} 在这个数据库上没有做完；请从它之前的备份恢复`,
        en: `migration ${name} did not finish on this database; restore the backup made before it`,
      });
    if (!known.some((migration) => migration.name === name))
      throw new SchemaRefusal({
        zh: `数据库比这个程序新（里面有升级步骤 ${name}）；请装新版程序`,
        en: `the database is newer than this program (it has migration ${name}); install the newer version of the program`,
      });
    done.set(name, checksum);
  }
  return done;
}

/** The schema change and its record in one transaction: a kill leaves all or nothing. */
async function apply(client: pg.ClientBase, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    crashPoint("during-migration");
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count") VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw new Error(`migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
