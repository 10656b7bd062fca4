import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { crashPoint } from "../../core/crash.ts";
import { migrate, migrationLock, migrationsFolder, moveMark, readMark } from "../../core/database/index.ts";
import {
  columnList,
  contentOf,
  copySequences,
  figuresOf,
  identityOf,
  isSame,
  tableName,
  tablesOf,
  type Content,
  type Figures,
  type Table,
} from "./tables.ts";
import { complaint, moveText } from "./text.ts";

/** One side of a move. */
export interface Side {
  config: pg.PoolConfig;
  /** how it is called to people, without a password */
  place: string;
}

export interface Progress {
  table: string;
  /** rows that are there, of all */
  rows: number;
  of: number;
}

export interface Moved extends Figures {
  tables: number;
  rows: number;
  /** rows that an earlier run had moved already */
  found: number;
}

/**
 * Moves all books from one database to another. Each table goes whole, in one transaction; one whose
 * content is the same on both sides already is left as it is, so a move that was ended goes on where it
 * was. At the end every table is counted and summed on both sides once more, and only then the target
 * may be used and the source no longer. Nobody may serve either side meanwhile.
 * @throws Complaint when the target is not for these books; it is as it was then. Or when a database goes away or
 * the target's disk is full: the same call again goes on
 */
export async function move(source: Side, target: Side, onProgress: (progress: Progress) => void): Promise<Moved> {
  const from = connectionTo(source);
  const to = connectionTo(target);
  const broken = Promise.race([from.broken, to.broken]);
  broken.catch(() => {}); // either may break before anybody waits
  try {
    await open(from);
    await open(to);
    // whatever waits for a connection that breaks need not be waited for
    return await Promise.race([moveBooks(from, to, onProgress), broken]);
  } catch (error) {
    throw await whyEnded(error, broken, target);
  } finally {
    await from.client.end().catch(() => {});
    await to.client.end().catch(() => {});
  }
}

/**
 * Whether there is nothing left to move: both sides are one database, or an earlier move between them has come to its
 * end. Looks without taking either side; a side that cannot be looked at is told of by the move itself.
 */
export async function isMoved(source: Side, target: Side): Promise<boolean> {
  const [from, to] = [connectionTo(source).client, connectionTo(target).client];
  try {
    await Promise.all([from.connect(), to.connect()]);
    if (await isSameDatabase(from, to)) return true;
    const left = await readMark(from);
    return left?.state === "left" && left.place === target.place && (await readMark(to)) === null;
  } catch {
    return false;
  } finally {
    await Promise.all([from.end(), to.end()].map((ended) => ended.catch(() => {})));
  }
}

async function moveBooks(
  { client: from, side: source }: Connection,
  { client: to, side: target }: Connection,
  onProgress: (progress: Progress) => void,
): Promise<Moved> {
  await prepare(from, to, source, target);
  // one moment of the source: whatever another program writes meanwhile is not half moved
  await from.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  const tables = await tablesOf(from);
  const wanted = new Map<Table, Content>();
  for (const table of tables) wanted.set(table, await contentOf(from, table));
  const found = await copyTables(from, to, wanted, onProgress);
  await copySequences(from, to);
  const figures = await verify(from, to, wanted, target);
  await from.query("COMMIT");
  // in this order: between the two neither side can be used, and running it again ends it
  await moveMark(from, { state: "left", place: target.place });
  crashPoint("during-move");
  await moveMark(to, null);
  const rows = [...wanted.values()].reduce((sum, content) => sum + content.rows, 0);
  return { tables: tables.length, rows, found, ...figures };
}

/** What the person who moves can mend, said in a sentence; anything else as it is. */
async function whyEnded(error: unknown, broken: Promise<never>, { place }: Side): Promise<unknown> {
  const code = String((error as { code?: unknown }).code);
  // the last word of a server that is stopped or has crashed: its connection ends now
  if (code.startsWith("57P")) return broken.catch((lost: unknown) => lost);
  return code === "53100" ? complaint(moveText.full, { place }, { cause: error }) : error;
}

interface Connection {
  client: pg.Client;
  side: Side;
  /** rejects with a Complaint when the connection breaks */
  broken: Promise<never>;
}

/** It is still to be opened. */
function connectionTo(side: Side): Connection {
  const { config, place } = side;
  const client = new pg.Client({
    ...config,
    application_name: "hearth move",
    // the text of a row is compared: both sides must write it alike
    options: "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex",
  });
  const broken = new Promise<never>((_, reject) => {
    client.on("error", (error) => reject(complaint(moveText.lost, { place, why: error.message }, { cause: error })));
  });
  broken.catch(() => {}); // it may break when nobody asks any more
  return { client, side, broken };
}

async function open({ client, side: { place } }: Connection): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw complaint(moveText.unreachable, { place, why }, { cause: error });
  }
}

/** Both sides get the same schema, and the target is looked at: it must be empty, or these books' own. */
async function prepare(from: pg.Client, to: pg.Client, source: Side, target: Side): Promise<void> {
  if (await isSameDatabase(from, to)) throw complaint(moveText.isThere, target);
  const mark = await readMark(to);
  const sourceMark = await readMark(from);
  if (sourceMark?.state === "arriving")
    throw complaint(moveText.unfinished, { from: sourceMark.place, into: source.place });
  if (sourceMark?.state === "left" && !(mark?.state === "arriving" && sourceMark.place === target.place))
    throw complaint(moveText.gone, { from: source.place, into: sourceMark.place });
  await refuseForeign(to, target);
  await migrate(from, migrationsFolder);
  await migrate(to, migrationsFolder);
  await keepOut(from, source);
  await keepOut(to, target);
  const own = await identityOf(from);
  const there = await identityOf(to);
  const isTheirs = mark !== null && [...there].every((salt) => own.has(salt));
  if (there.size > 0 && !isTheirs) throw complaint(moveText.others, target);
  await moveMark(to, { state: "arriving", place: source.place });
}

/**
 * Until this session ends nobody opens the database: everybody migrates first, and waits for this lock. Whoever
 * has it open already could write what is not moved.
 */
async function keepOut(client: pg.Client, { place }: Side): Promise<void> {
  await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  const { rows } = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'hearth process %' LIMIT 1`,
  );
  if (rows[0]) throw complaint(moveText.busy, { place, name: rows[0].name });
}

async function isSameDatabase(one: pg.Client, other: pg.Client): Promise<boolean> {
  // a lock of the first session is seen by the second only in the same database
  const key = 7_001;
  await one.query("SELECT pg_advisory_lock($1, 0)", [key]);
  const { rows } = await other.query<{ free: boolean }>("SELECT pg_try_advisory_lock($1, 0) AS free", [key]);
  await one.query("SELECT pg_advisory_unlock($1, 0)", [key]);
  if (rows[0]?.free) await other.query("SELECT pg_advisory_unlock($1, 0)", [key]);
  return rows[0]?.free !== true;
}

/** Tables of another program: nothing of ours is mixed with them. */
async function refuseForeign(to: pg.Client, { place }: Side): Promise<void> {
  const { rows } = await to.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
       AND relname <> 'hearth_move' AND to_regclass('_prisma_migrations') IS NULL ORDER BY 1 LIMIT 1`,
  );
  if (rows[0]) throw complaint(moveText.foreign, { place, name: rows[0].name });
}

/** Returns how many rows were there already. */
async function copyTables(
  from: pg.Client,
  to: pg.Client,
  wanted: ReadonlyMap<Table, Content>,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  const of = [...wanted.values()].reduce((sum, { rows }) => sum + rows, 0);
  let rows = 0;
  let found = 0;
  for (const [table, content] of wanted) {
    onProgress({ table: table.name, rows, of });
    if (isSame(await contentOf(to, table), content)) found += content.rows;
    else await copyTable(from, to, table, (more) => onProgress({ table: table.name, rows: rows + more, of }));
    rows += content.rows;
    onProgress({ table: table.name, rows, of });
    crashPoint("during-move");
  }
  return found;
}

async function copyTable(from: pg.Client, to: pg.Client, table: Table, onRows: (rows: number) => void): Promise<void> {
  const columns = columnList(table);
  await to.query("BEGIN");
  await to.query(`TRUNCATE ${tableName(table)}`);
  await pipeline(
    from.query(copyTo(`COPY (SELECT ${columns} FROM ${tableName(table)}) TO STDOUT`)),
    countingRows(onRows),
    to.query(copyFrom(`COPY ${tableName(table)} (${columns}) FROM STDIN`)),
  );
  await to.query("COMMIT");
}

/** In COPY's text a row is a line: line ends within values are written as \n. */
function countingRows(onRows: (rows: number) => void): Transform {
  let rows = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
      onRows(rows);
      done(null, chunk);
    },
  });
}

/** @throws Error naming the table that differs; the move can be run again */
async function verify(
  from: pg.Client,
  to: pg.Client,
  wanted: ReadonlyMap<Table, Content>,
  target: Side,
): Promise<Figures> {
  for (const [table, content] of wanted) {
    const there = await contentOf(to, table);
    const counted = { table: table.name, place: target.place, here: content.rows, there: there.rows };
    if (!isSame(there, content)) throw complaint(moveText.differs, counted);
  }
  const figures = await figuresOf(from);
  if (JSON.stringify(await figuresOf(to)) !== JSON.stringify(figures)) throw complaint(moveText.figuresDiffer, target);
  return figures;
}
