import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { hasEmbedded, startEmbedded } from "../core/database/index.ts";
import { Complaint } from "../core/errors.ts";
import type { PersonHooks } from "../core/feature.ts";
import { write } from "./files.ts";
import { hashOf, manifestFile, verifiedFile, type Verified } from "./manifest.ts";
import { restore, type Restored } from "./restore.ts";

/** A database for a moment. */
interface Scratch {
  config: pg.PoolConfig;
  drop(): Promise<void>;
}

const prefix = "hearth_verify_";

/**
 * Restores a backup into a database of its own, beside the one it was taken from, with every check a
 * restore makes, and notes in its folder that it is good. Idempotent.
 * @throws Complaint when it is not good, or there is nowhere to try it
 */
export async function verify(
  folder: string,
  beside: pg.PoolConfig,
  hooks: readonly PersonHooks[],
  now: Date,
): Promise<Restored> {
  const scratch = await openScratch(beside);
  try {
    const restored = await restore({ config: scratch.config, folder, hooks, forgotten: [] });
    const seen: Verified = { manifest: hashOf(readFileSync(path.join(folder, manifestFile))), at: now.toISOString() };
    const file = path.join(folder, verifiedFile);
    rmSync(file, { force: true });
    await write(file, `${JSON.stringify(seen)}\n`);
    return restored;
  } finally {
    await scratch.drop();
  }
}

/** A new database on the same server, or, where that is not allowed, on an embedded server of its own. */
async function openScratch(beside: pg.PoolConfig): Promise<Scratch> {
  const name = `${prefix}${process.pid}_${seconds()}`;
  try {
    await onServer(beside, async (client) => {
      await dropLeftOver(client);
      await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
    });
    const drop = () => onServer(beside, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    return { config: withDatabase(beside, name), drop: async () => void (await drop()) };
  } catch (error) {
    const mayNot = (error as { code?: unknown }).code === "42501";
    if (!mayNot) throw error;
    if (hasEmbedded()) return ownServer();
    throw new Complaint(
      {
        zh: "没法验证备份：数据库的这个用户不能新建数据库（ALTER ROLE … CREATEDB），这台机器上也没有自带的 PostgreSQL",
        en: "the backup could not be tried: the database's role may not make databases (ALTER ROLE … CREATEDB), and there is no embedded PostgreSQL for this machine",
      },
      { cause: error },
    );
  }
}

async function ownServer(): Promise<Scratch> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-verify-"));
  const server = await startEmbedded(path.join(folder, "pg"), ["fsync=off"]);
  const drop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { config: server.config, drop };
}

/** The end of a scratch database's name: when it was made. */
const seconds = (): number => Math.floor(Date.now() / 1000);
/** Within this time whoever made one has opened it, in seconds. */
const openedWithin = 600;

/** Takes away what tries that were killed have left; one that is under way holds its database open, or is about to. */
async function dropLeftOver(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database d WHERE datname LIKE '${prefix}%'
       AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)`,
  );
  const isNew = (name: string) => Number(name.split("_").at(-1)) > seconds() - openedWithin;
  for (const { name } of rows.filter((one) => !isNew(one.name)))
    await client.query(`DROP DATABASE IF EXISTS "${name}"`);
}

async function onServer<T>(config: pg.PoolConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same server's database of another name. */
function withDatabase(config: pg.PoolConfig, database: string): pg.PoolConfig {
  if (!config.connectionString) return { ...config, database };
  const url = new URL(config.connectionString);
  url.pathname = `/${database}`;
  return { ...config, connectionString: url.href };
}
