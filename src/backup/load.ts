import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { crashPoint } from "../core/crash.ts";
import { bookkeeping, migrationsFolder, migrationsIn, restoreMark } from "../core/database/index.ts";
import { Complaint } from "../core/errors.ts";
import { tableFile } from "./dump.ts";
import { hashFile } from "./files.ts";
import { readManifest, type Manifest } from "./manifest.ts";
import { fingerprint, listed, plainSession, quote, tablesOf } from "./tables.ts";

/**
 * Looks at a backup's files without a database: nothing is missing, nothing was changed, and this
 * program knows its schema. Returns its manifest.
 * @throws Complaint that names what is wrong
 */
export async function inspect(folder: string): Promise<Manifest> {
  const manifest = readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    const found = await hashFile(path.join(folder, name)).catch(() => null);
    if (found === null)
      throw new Complaint({
        zh: `备份 ${folder} 不完整：少了 ${name}`,
        en: `the backup ${folder} is not whole: ${name} is missing`,
      });
    if (found !== expected)
      throw new Complaint({
        zh: `备份 ${folder} 坏了：${name} 不是当初写下的内容`,
        en: `the backup ${folder} is damaged: ${name} is not what was written`,
      });
  }
  const known = migrationsIn(migrationsFolder).map(({ name }) => name);
  const newer = manifest.migrations.find((name) => !known.includes(name));
  if (newer !== undefined)
    throw new Complaint({
      zh: `备份 ${folder} 比这个程序新（里面有升级步骤 ${newer}）；请装 ${manifest.program} 版`,
      en: `the backup ${folder} is newer than this program (it has migration ${newer}); install version ${manifest.program}`,
    });
  return manifest;
}

/**
 * How a database stands before a restore of the backup that `mark` names. One into which another was
 * being restored was never served: it counts as empty.
 */
export async function stateOf(client: pg.ClientBase, mark: string): Promise<"empty" | "used" | "restoring"> {
  const tables = await tablesOf(client);
  if (tables.length === 0) return "empty";
  if (!tables.some(({ name }) => name === "_prisma_migrations")) return "used";
  const { rows } = await client.query<{ mark: string }>(
    `SELECT checksum AS mark FROM "_prisma_migrations" WHERE migration_name = $1`,
    [restoreMark],
  );
  if (rows[0]) return rows[0].mark === mark ? "restoring" : "empty";
  for (const { name } of tables) {
    if (name === "_prisma_migrations") continue;
    const { rowCount } = await client.query(`SELECT FROM ${quote(name)} LIMIT 1`);
    if (rowCount !== 0) return "used";
  }
  return "empty";
}

/**
 * Fills an empty database from a backup and compares every table with what the manifest says, in one
 * transaction: all of it or nothing, whatever ends the process. The database then has the backup's
 * schema, and `mark` stands in its history: a restore that is not finished.
 */
export async function load(client: pg.ClientBase, folder: string, manifest: Manifest, mark: string): Promise<void> {
  await client.query(plainSession);
  await client.query("BEGIN");
  try {
    await emptyOut(client);
    await makeSchema(client, manifest);
    for (const [name, { columns }] of Object.entries(manifest.tables)) {
      await client.query(`DELETE FROM ${quote(name)}`);
      if (!(tableFile(name) in manifest.files)) continue;
      const rows = client.query(copyFrom(`COPY ${quote(name)} (${listed(columns)}) FROM STDIN`));
      await pipeline(createReadStream(path.join(folder, tableFile(name))), createGunzip(), rows);
      crashPoint("during-restore");
    }
    for (const [name, last] of Object.entries(manifest.sequences)) {
      if (last !== null) await client.query("SELECT setval($1::regclass, $2::bigint)", [quote(name), last]);
    }
    await compare(client, manifest);
    await client.query(`INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $1)`, [
      restoreMark,
      mark,
    ]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {}); // the connection may be gone, and the transaction with it
    throw asComplaint(error);
  }
  await client.query("ANALYZE");
}

/** Takes away the tables of a database that was only migrated, or never served. */
async function emptyOut(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string; kind: string }>(
    `SELECT table_name AS name, CASE table_type WHEN 'VIEW' THEN 'VIEW' ELSE 'TABLE' END AS kind
     FROM information_schema.tables WHERE table_schema = current_schema()`,
  );
  for (const { name, kind } of rows) await client.query(`DROP ${kind} IF EXISTS ${quote(name)} CASCADE`);
}

/** The schema the backup was made with: its own steps, no later ones. */
async function makeSchema(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  await client.query(bookkeeping);
  for (const { name, sql } of migrationsIn(migrationsFolder)) {
    if (manifest.migrations.includes(name)) await client.query(sql);
  }
}

async function compare(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  const found = await tablesOf(client);
  const expected = Object.keys(manifest.tables).sort();
  const names = found.map(({ name }) => name);
  if (names.join() !== expected.join())
    throw new Complaint({
      zh: `备份里的表和它的结构不一致：${difference(names, expected).join("、")}；什么都没有恢复`,
      en: `the backup has other tables than its schema: ${difference(names, expected).join(", ")}; nothing was restored`,
    });
  for (const table of found) {
    const { rows, sum } = await fingerprint(client, table);
    const said = manifest.tables[table.name];
    if (rows !== said?.rows || sum !== said.sum)
      throw new Complaint({
        zh: `备份不完整：表 ${table.name} 读出 ${rows} 行（校验和 ${sum}），当初写下的是 ${said?.rows} 行（${said?.sum}）；什么都没有恢复`,
        en: `the backup is not whole: table ${table.name} came to ${rows} rows (sum ${sum}), written were ${said?.rows} (sum ${said?.sum}); nothing was restored`,
      });
  }
}

const difference = (one: string[], other: string[]): string[] =>
  [...one, ...other].filter((name) => !one.includes(name) || !other.includes(name));

/** SQLSTATE classes and codes of a place that cannot hold the data. */
function asComplaint(error: unknown): unknown {
  const { code } = error as { code?: unknown };
  const full = { zh: "什么都没有恢复：数据库所在的磁盘满了", en: "nothing was restored: the database's disk is full" };
  if (code === "53100") return new Complaint(full, { cause: error });
  const unpacked = {
    zh: "什么都没有恢复：备份里有一个文件解不开",
    en: "nothing was restored: a file of the backup cannot be unpacked",
  };
  if (code === "Z_DATA_ERROR" || code === "Z_BUF_ERROR") return new Complaint(unpacked, { cause: error });
  return error;
}
