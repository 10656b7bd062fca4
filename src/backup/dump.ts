import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { crashPoint } from "../core/crash.ts";
import { Complaint, type Saying } from "../core/errors.ts";
import { makeFolder } from "../core/folder.ts";
import { programVersion } from "../core/root.ts";
import { readIfThere, sync, write } from "./files.ts";
import { hashOf, manifestFile, type BackupReason, type Manifest } from "./manifest.ts";
import { nameOf, partPrefix } from "./shelf.ts";
import { fingerprint, listed, plainSession, quote, sequencesOf, tablesOf, type Table } from "./tables.ts";

/** Key of the session lock under which a database is dumped: one backup at a time. */
const dumpLock = 7008;

export interface DumpOptions {
  /** a connection of its own, in no transaction; its session's settings change */
  client: pg.ClientBase;
  /** where backups lie; made when missing */
  shelf: string;
  reason: BackupReason;
  now: Date;
  /** further files that belong to the data, by their name in the backup; those that are missing are left out */
  files: Readonly<Record<string, string>>;
}

/**
 * Writes a backup of the whole database: every table as one snapshot sees it, in a folder that gets its
 * name last, so that a kill or a full disk leaves nothing that looks like a backup. Returns the folder.
 * @throws Complaint when another backup is being made, or the folder cannot be written
 */
export async function dump(options: DumpOptions): Promise<string> {
  const { client, shelf, reason, now } = options;
  const folder = path.join(shelf, nameOf(now, reason));
  const part = path.join(shelf, `${partPrefix}${process.pid}-${now.getTime()}`);
  const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1, 1) AS mine", [dumpLock]);
  if (!rows[0]?.mine)
    throw new Complaint({
      zh: "这个数据库正在做另一份备份，等它做完再来",
      en: "another backup of this database is being made; wait until it is done",
    });
  try {
    makeFolder(shelf, 0o700);
    mkdirSync(part, { mode: 0o700 });
    await writeAll(options, part);
    await sync(part);
    await rename(part, folder);
    await sync(shelf);
    return folder;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw asComplaint(error, shelf);
  } finally {
    await client.query(`ROLLBACK; RESET ALL; SELECT pg_advisory_unlock(${dumpLock}, 1)`).catch(() => {});
  }
}

async function writeAll({ client, reason, now, files }: DumpOptions, part: string): Promise<void> {
  await client.query(plainSession);
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  const tables: Manifest["tables"] = {};
  const hashes: Manifest["files"] = {};
  const all = await tablesOf(client);
  if (!all.some(({ name }) => name === "_prisma_migrations"))
    throw new Complaint({
      zh: "没有可备份的：Hearth 还没有在这个数据库上启动过",
      en: "there is nothing to back up: Hearth has not been started on this database yet",
    });
  for (const table of all) {
    tables[table.name] = { ...(await fingerprint(client, table)), columns: table.columns };
    if (tables[table.name]?.rows === 0) continue;
    const file = tableFile(table.name);
    hashes[file] = await writeTable(client, table, path.join(part, file));
    crashPoint("during-backup");
  }
  const migrations = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM "_prisma_migrations" WHERE rolled_back_at IS NULL ORDER BY 1`,
  );
  // counters stand outside the snapshot: read after the tables they are never behind them
  const sequences = await sequencesOf(client);
  for (const [name, source] of Object.entries(files)) {
    const content = readIfThere(source);
    if (content === null) continue;
    hashes[name] = hashOf(content);
    await write(path.join(part, name), content);
  }
  const manifest: Manifest = {
    format: 1,
    program: programVersion,
    takenAt: now.toISOString(),
    reason,
    migrations: migrations.rows.map(({ name }) => name),
    tables,
    sequences,
    files: hashes,
  };
  await write(path.join(part, manifestFile), `${JSON.stringify(manifest, null, 1)}\n`);
}

/** Where a table's rows lie in a backup. */
export const tableFile = (table: string): string => `table-${table}.copy.gz`;

/** Streams a table into a file; returns the file's hash. */
async function writeTable(client: pg.ClientBase, { name, columns }: Table, file: string): Promise<string> {
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const rows = client.query(copyTo(`COPY ${quote(name)} (${listed(columns)}) TO STDOUT`));
  await pipeline(
    rows,
    createGzip({ level: 3 }),
    hashed,
    createWriteStream(file, { flags: "wx", mode: 0o600, flush: true }),
  );
  return hash.digest("hex");
}

const thereAlready = { zh: "这一刻的备份已经有了", en: "a backup of this moment is there already" };
const spaceCodes: Readonly<Record<string, Saying>> = {
  ENOSPC: { zh: "磁盘满了", en: "the disk is full" },
  EDQUOT: { zh: "磁盘配额用完了", en: "the quota of the disk is used up" },
  EFBIG: { zh: "文件大得这台机器不允许", en: "a file would be larger than this machine allows" },
  EACCES: { zh: "没有写的权限", en: "it may not be written" },
  EROFS: { zh: "它是只读的", en: "it is read-only" },
  EEXIST: thereAlready,
  ENOTEMPTY: thereAlready,
};

function asComplaint(error: unknown, shelf: string): unknown {
  const why = spaceCodes[(error as NodeJS.ErrnoException).code ?? ""];
  if (why === undefined) return error;
  const saying = { zh: `没有在 ${shelf} 写成备份：${why.zh}`, en: `no backup was made in ${shelf}: ${why.en}` };
  return new Complaint(saying, { cause: error });
}
