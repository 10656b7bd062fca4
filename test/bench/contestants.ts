import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startEmbedded } from "../../src/core/database/index.ts";
import type { FakeProcess } from "./fake-process.ts";
import { knowEverybody } from "./known.ts";
import { crowd } from "./talk.ts";

/** One bot at work, with all its processes. */
export interface Running {
  /** the program itself */
  pid: number;
  /** roots of all its process trees, the database's included where it is on this machine */
  roots: number[];
  /** root of the database's processes */
  databasePid: number | null;
  /** statements the database was given so far; null where nobody counts them */
  statements(): Promise<number | null>;
  /** Counts how much is in the tables, as PostgreSQL itself does within the first minute of work. */
  analyze(): Promise<void>;
  stop(): Promise<void>;
}

export interface Contestant {
  name: "empty" | "usual" | "embedded" | "server";
  title: string;
  /** answers commands */
  answers: boolean;
  /** is given a tenth of the updates, or the run would take an hour */
  isSlow: boolean;
  start(fake: FakeProcess): Promise<Running>;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
/** The compiled product. */
export const product = here("../../program/main.js");

/** A database to work on: its server may be ours, or anybody's. */
export interface BenchDatabase {
  config: pg.PoolConfig;
  /** folder for HEARTH_DATA_DIR */
  folder: string;
  /** null: the server is not on this machine */
  pid: number | null;
  statements(): Promise<number | null>;
  query<T extends object>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/**
 * An embedded server in a folder of its own, as the product starts it, and counting statements. The
 * product, started on the same folder, adopts it.
 */
export async function openEmbedded(): Promise<BenchDatabase> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-bench-"));
  const server = await startEmbedded(path.join(folder, "pg"), ["shared_preload_libraries=pg_stat_statements"]);
  const admin = new pg.Client(server.config);
  await admin.connect();
  await admin.query("CREATE DATABASE hearth");
  await admin.end();
  const config = { ...server.config, database: "hearth" };
  const client = await connect(config);
  await client.query("CREATE EXTENSION pg_stat_statements");
  return {
    config,
    folder,
    pid: server.pid,
    statements: () => countStatements(client),
    query: async <T extends object>(sql: string, values: unknown[] = []) => (await client.query<T>(sql, values)).rows,
    close: async () => {
      await client.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A new database on the server of a DATABASE_URL, dropped at the end. */
async function openServer(url: string): Promise<BenchDatabase & { url: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-bench-"));
  const name = `hearth_bench_${process.pid}_${Date.now().toString(36)}`;
  const admin = await connect({ connectionString: url });
  await admin.query(`CREATE DATABASE ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const config = { connectionString: address.href };
  const client = await connect(config);
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  const canCount = await client
    .query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    .then(
      () => client.query("SELECT 1 FROM pg_stat_statements LIMIT 1").then(() => true),
      () => false,
    )
    .catch(() => false);
  return {
    config,
    url: address.href,
    folder,
    pid: rows[0] ? postmasterOf(rows[0].pid) : null,
    statements: () => (canCount ? countStatements(client) : Promise.resolve(null)),
    query: async <T extends object>(sql: string, values: unknown[] = []) => (await client.query<T>(sql, values)).rows,
    close: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({ ...config, application_name: "hearth bench" });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function countStatements(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ calls: number }>(
    `SELECT coalesce(sum(calls), 0)::float8 AS calls FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
     WHERE d.datname = current_database()`,
  );
  return rows[0]?.calls ?? 0;
}

/** The parent of a backend that runs on this machine. */
function postmasterOf(backend: number): number | null {
  try {
    const status = readFileSync(`/proc/${backend}/status`, "utf8");
    if (!/^Name:\s+postgres/m.test(status)) return null;
    return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) || null;
  } catch {
    return null;
  }
}

/** Starts a program and waits for its ready line. */
export async function launch(script: string, args: string[], env: Record<string, string>): Promise<ChildProcess> {
  const { PATH = "", HOME = "" } = process.env;
  const profile = process.env.BENCH_PROFILE;
  const flags = profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [];
  const child = spawn(process.execPath, [...flags, script, ...args], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (/^(?:ready: |就绪：)/mu.test(printed)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`${path.basename(script)} ended with ${code} before it was ready`)));
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function run(
  script: string,
  args: string[],
  env: Record<string, string>,
  database: BenchDatabase | null,
): Promise<Running> {
  const child = await launch(script, args, env);
  const pid = child.pid as number;
  return {
    pid,
    roots: [pid, ...(database?.pid ? [database.pid] : [])],
    databasePid: database?.pid ?? null,
    statements: () => database?.statements() ?? Promise.resolve(null),
    analyze: async () => void (await database?.query("ANALYZE")),
    stop: async () => {
      await end(child);
      await database?.close();
    },
  };
}

const telegram = (fake: FakeProcess) => ({ TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url });
// the fake takes everything at once: with the platform's pace the pace would be measured
const quiet = { HEARTH_WEB: "off", HEARTH_PACING: "off", HEARTH_LOG: "error" };

const empty: Contestant = {
  name: "empty",
  title: "empty telegraf bot",
  answers: false,
  isSlow: false,
  start: (fake) => run(here("empty-bot.js"), [], telegram(fake), null),
};

const usual: Contestant = {
  name: "usual",
  title: "telegraf + Prisma, as usually written",
  answers: true,
  isSlow: true,
  start: async (fake) => {
    const database = await openEmbedded();
    await knowEverybody(database, crowd); // it is too slow to meet them first
    const env = { ...telegram(fake), BENCH_DATABASE: JSON.stringify(database.config) };
    return run(here("usual-bot.js"), [], env, database);
  },
};

const embedded: Contestant = {
  name: "embedded",
  title: "Hearth, embedded database",
  answers: true,
  isSlow: false,
  start: async (fake) => {
    const database = await openEmbedded();
    return run(product, ["start"], { ...telegram(fake), ...quiet, HEARTH_DATA_DIR: database.folder }, database);
  },
};

function server(url: string): Contestant {
  return {
    name: "server",
    title: "Hearth, PostgreSQL server",
    answers: true,
    isSlow: false,
    start: async (fake) => {
      const database = await openServer(url);
      const env = { ...telegram(fake), ...quiet, HEARTH_DATA_DIR: database.folder, DATABASE_URL: database.url };
      return run(product, ["start"], env, database);
    },
  };
}

/** Who is compared; the product on a server only where there is one. */
export function contestants(databaseUrl: string | undefined): Contestant[] {
  return [empty, usual, embedded, ...(databaseUrl ? [server(databaseUrl)] : [])];
}
