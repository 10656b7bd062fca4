import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type pg from "pg";
import { crashPoint } from "../crash.ts";
import { Complaint } from "../errors.ts";

/** The key Prisma's own schema engine locks under: two programs never migrate at once. */
export const migrationLock = 72707369;

const bookkeeping = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/** A database this program must not touch: newer than it, half migrated, with an edited history, or read-only. */
export class SchemaRefusal extends Complaint {
  override name = "SchemaRefusal";
}

/**
 * Brings a database up to `folder` (prisma/migrations) and records each step as `prisma migrate deploy`
 * does. Idempotent; safe in several programs at once. Returns the names applied now.
 * @throws SchemaRefusal and leaves the database as it was
 */
export async function migrate(client: pg.ClientBase, folder: string): Promise<string[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const { rows } = await client.query<{ transaction_read_only: string }>("SHOW transaction_read_only");
  if (rows[0]?.transaction_read_only === "on")
    throw new SchemaRefusal("the database is read-only; give one that may be written, such as the primary server");
  await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  try {
    const done = await history(client, names);
    const applied: string[] = [];
    for (const name of names) {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      const checksum = createHash("sha256").update(sql).digest("hex");
      if (done.has(name)) {
        if (done.get(name) !== checksum)
          throw new SchemaRefusal(
            `migration ${name} was edited after this database had applied it; use the program version that wrote it`,
          );
        continue;
      }
      await apply(client, name, sql, checksum);
      applied.push(name);
    }
    return applied;
  } finally {
    await client.query("SELECT pg_advisory_unlock($1)", [migrationLock]);
  }
}

async function history(client: pg.ClientBase, names: string[]): Promise<Map<string, string>> {
  const table = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`);
  if (!table.rows[0].there) await client.query(bookkeeping);
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  for (const row of rows) {
    if (row.finished_at === null)
      throw new SchemaRefusal(
        `migration ${row.migration_name} did not finish on this database; restore the backup made before it`,
      );
    if (!names.includes(row.migration_name))
      throw new SchemaRefusal(
        `the database is newer than this program (it has migration ${row.migration_name}); install the newer version of the program`,
      );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

/** The schema change and its record in one transaction: a kill leaves all or nothing. */
async function apply(client: pg.ClientBase, name: string, sql: string, checksum: string): Promise<void> {
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
