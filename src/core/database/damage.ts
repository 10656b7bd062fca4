import path from "node:path";
import type pg from "pg";
import { Complaint } from "../errors.ts";

/** The database's files are not what PostgreSQL wrote: nothing may be served from them. */
export class DamagedDatabase extends Complaint {
  override name = "DamagedDatabase";

  constructor(place: string, found: string, options?: ErrorOptions) {
    const what = found.replaceAll(/\s+/g, " ").trim();
    super({ zh: `${place} 的数据库文件坏了（${what}）`, en: `the database in ${place} is damaged (${what})` }, options);
  }
}

/** data_corrupted and index_corrupted (postgresql.org/docs/current/errcodes-appendix.html). */
const damagedCodes = ["XX001", "XX002"];

/** Whether PostgreSQL says that it cannot read its own files: a page's checksum is wrong, a block is missing. */
export const isDamage = (error: unknown): boolean =>
  error instanceof DamagedDatabase || damagedCodes.includes(String((error as { code?: unknown } | null)?.code));

/** Reasons for which a server does not start although its files are whole. */
const otherReasons =
  /No space left|Permission denied|Cannot allocate|Too many open files|already in use|lock file|shared memory|invalid ownership|initialized by PostgreSQL version/i;

/** Why a server did not start on files it had started on before, when those files are the reason. */
export function damageIn(serverLog: string): string | null {
  const said = /(?:PANIC|FATAL): +(.*)/.exec(serverLog)?.[1];
  return said === undefined || otherReasons.test(serverLog) ? null : said;
}

/** So much is read at a start: a fifth of a second, and all of a small community. */
const readBytes = 64 * 1024 * 1024;

/**
 * Reads tables from end to end, the small ones first, as far as 64 MB go: each page's checksum is compared then.
 * What is larger is read by the nightly backup.
 * @throws DamagedDatabase
 */
export async function readThrough(pool: pg.Pool, place: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      "BEGIN; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off",
    );
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM (
         SELECT oid::regclass::text AS name, sum(pg_relation_size(oid)) OVER (ORDER BY pg_relation_size(oid), oid) AS upto
         FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
       ) t WHERE upto <= $1`,
      [readBytes],
    );
    for (const { name } of rows) await client.query(`SELECT count(*) FROM ${name}`);
    await client.query("COMMIT");
  } catch (error) {
    if (isDamage(error)) throw new DamagedDatabase(path.resolve(place), (error as Error).message, { cause: error });
    throw error;
  } finally {
    client.release(true);
  }
}
