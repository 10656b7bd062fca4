import pg from "pg";
import { connectDatabase, migrate, migrationsFolder, restoreMark, whileMigrating } from "../core/database/index.ts";
import type { Database } from "../core/database/index.ts";
import { crashPoint } from "../core/crash.ts";
import { Complaint, type Saying } from "../core/errors.ts";
import type { PersonHooks } from "../core/feature.ts";
import { eraseAgain, type ForgottenLine } from "../members/forget.ts";
import { verifyAudit } from "../operators/audit.ts";
import { mismatchedLedgers } from "../points/mismatch.ts";
import { inspect, load, stateOf } from "./load.ts";
import { hashOf, type Manifest } from "./manifest.ts";

export interface RestoreOptions {
  /** the database to fill */
  config: pg.PoolConfig;
  folder: string;
  hooks: readonly PersonHooks[];
  /** everybody who was forgotten, also since the backup was made */
  forgotten: readonly ForgottenLine[];
}

export interface Restored {
  manifest: Manifest;
  /** an earlier restore had been cut off after its last row: this one finished it */
  continued: boolean;
  rows: number;
  /** how many people the backup had brought back and are gone again */
  erased: number;
}

/**
 * Restores a backup into an empty database: loads it in one transaction, compares every table with the
 * manifest, brings the schema up to this program's, recomputes the ledger's sums and the audit's
 * chains, and erases again whom it brought back. Only then may a program serve it. Whatever cuts it
 * off, the same call again begins anew or goes on.
 * @throws Complaint when the database is not empty or in use, or the backup is damaged or from a newer program
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const manifest = await inspect(options.folder);
  const client = new pg.Client(options.config);
  client.on("error", () => {}); // the query under way rejects
  await client.connect();
  try {
    return await whileMigrating(client, () => fill(client, manifest, options));
  } finally {
    await client.end();
  }
}

async function fill(client: pg.Client, manifest: Manifest, options: RestoreOptions): Promise<Restored> {
  const state = await stateOf(client, markOf(manifest));
  if (state === "used")
    throw new Complaint({
      zh: "数据库里已经有数据；恢复从不覆盖任何东西：请给一个空的数据库，或换一个 HEARTH_DATA_DIR",
      en: "the database is not empty, and a restore overwrites nothing: give an empty one, or another HEARTH_DATA_DIR",
    });
  if (state === "empty") await load(client, options.folder, manifest, markOf(manifest));
  crashPoint("after-restore");
  await migrate(client, migrationsFolder, { restoring: true });
  const database = connectDatabase({ config: options.config, connections: 2, applicationName: "hearth restore" });
  try {
    const wrong = await wrongIn(database);
    if (wrong.length > 0)
      throw new Complaint({
        zh: `备份里的账对不上：${wrong.map(({ zh }) => zh).join("；")}`,
        en: `the backup's books are not true: ${wrong.map(({ en }) => en).join("; ")}`,
      });
    const erased = await eraseAgain(database, options.hooks, options.forgotten);
    await client.query(`DELETE FROM "_prisma_migrations" WHERE migration_name = $1`, [restoreMark]);
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    return { manifest, continued: state === "restoring", rows, erased };
  } finally {
    await database.close();
  }
}

/** Tells one backup from another in the mark of an unfinished restore. */
const markOf = (manifest: Manifest): string => hashOf(JSON.stringify(manifest));

/** What contradicts itself in a database's books, a sentence each; [] = whole. */
async function wrongIn(database: Database): Promise<Saying[]> {
  const wrong: Saying[] = [];
  for (const id of await mismatchedLedgers(database.pool))
    wrong.push({ zh: `社群 ${id} 的积分和流水对不上`, en: `points of community ${id} are not the sums of its ledger` });
  for (const { id, name } of await database.prisma.community.findMany({ select: { id: true, name: true } })) {
    const verdict = await verifyAudit(database.prisma, id);
    if (verdict.ok) continue;
    const { seq } = verdict;
    wrong.push({ zh: `“${name}”的操作记录在第 ${seq} 条断开`, en: `the audit of "${name}" breaks at row ${seq}` });
  }
  return wrong;
}
