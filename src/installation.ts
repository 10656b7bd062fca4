import path from "node:path";
import pg from "pg";
import type { Config } from "./config.ts";
import { hasEmbedded, openDatabase, startEmbedded, type Database, type EmbeddedServer } from "./core/database/index.ts";
import type { Log } from "./core/log.ts";

/** The databases of one installation: real chats in one, the playground in another. */
export type DatabaseName = "hearth" | "hearth_playground";

/** Where this installation keeps its data, joined by every command; the last one to leave stops the server. */
export interface Installation {
  /** Opens (making it when missing) one of its databases, migrated. */
  open(name: DatabaseName): Promise<Database>;
  /** True when this process may be the one that serves the chats; false when another is already. */
  claimService(): Promise<{ holder: string | null }>;
  /** Whether there can be a playground: its database is always an embedded one. */
  readonly hasPlayground: boolean;
  close(): Promise<void>;
}

/** Session lock of the one serving process of an embedded installation. */
const serviceLock = 7000;

/** Starts or joins the installation's database server. */
export async function openInstallation(config: Config, log: Log): Promise<Installation> {
  const applicationName = `hearth process ${process.pid}`;
  const onConnectionError = (error: Error) =>
    log.warn({ err: error }, "a database connection broke; it will be made again");
  const options = { applicationName, onConnectionError };
  const embedded = () => openEmbedded(config, log, options);
  return config.DATABASE_URL ? openServer(config.DATABASE_URL, options, embedded) : embedded();
}

interface Connecting {
  applicationName: string;
  onConnectionError(error: Error): void;
}

async function openEmbedded(config: Config, log: Log, options: Connecting): Promise<Installation> {
  const { applicationName } = options;
  const opened: Database[] = [];
  const server = await startEmbedded(path.join(config.HEARTH_DATA_DIR, "pg"));
  const supervisor = supervise(server, path.join(config.HEARTH_DATA_DIR, "pg"), log);
  const claims: pg.Client[] = [];
  return {
    open: async (name) => {
      await makeDatabase(server.config, name);
      const database = await openDatabase({ ...options, config: { ...server.config, database: name } });
      opened.push(database);
      return database;
    },
    claimService: async () => {
      const client = new pg.Client({ ...server.config, application_name: applicationName });
      client.on("error", () => {});
      await client.connect();
      claims.push(client);
      return claim(client);
    },
    hasPlayground: true,
    close: async () => {
      supervisor.stop();
      for (const database of opened) await database.close();
      for (const client of claims) await client.end();
      if (await isLast(server.config)) await supervisor.server().stop();
    },
  };
}

/** A server database for the chats; beside it the embedded one, started when somebody first plays. */
function openServer(url: string, options: Connecting, embedded: () => Promise<Installation>): Installation {
  const opened: Database[] = [];
  let playing: Promise<Installation> | undefined;
  return {
    open: async (name) => {
      if (name === "hearth_playground") return (await (playing ??= embedded())).open(name);
      const database = await openDatabase({ ...options, config: { connectionString: url } });
      opened.push(database);
      return database;
    },
    // any number of processes may serve one server database
    claimService: () => Promise.resolve({ holder: null }),
    hasPlayground: hasEmbedded(),
    close: async () => {
      for (const database of opened) await database.close();
      await (await playing)?.close();
    },
  };
}

async function makeDatabase(config: pg.PoolConfig, name: DatabaseName): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
    // what is played need not survive a power cut, and is furnished much faster
    if (rowCount === 0 && name === "hearth_playground")
      await client.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  } catch (error) {
    const madeMeanwhile = ["42P04", "23505"].includes(String((error as { code?: unknown }).code));
    if (!madeMeanwhile) throw error;
  } finally {
    await client.end();
  }
}

async function claim(client: pg.Client): Promise<{ holder: string | null }> {
  const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1, 1) AS mine", [serviceLock]);
  if (rows[0]?.mine) return { holder: null };
  const holders = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND classid = $1 AND objid = 1 AND granted`,
    [serviceLock],
  );
  return { holder: holders.rows[0]?.name ?? "another process" };
}

/** No other program of ours is connected. */
async function isLast(config: pg.PoolConfig): Promise<boolean> {
  const client = new pg.Client(config);
  try {
    await client.connect();
    const { rows } = await client.query<{ others: number }>(
      `SELECT count(*)::int AS others FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> $1`,
      [`hearth process ${process.pid}`],
    );
    return rows[0]?.others === 0;
  } catch {
    return false; // the server is gone already
  } finally {
    await client.end().catch(() => {});
  }
}

/** Starts the server again when it dies under the living program. */
function supervise(first: EmbeddedServer, folder: string, log: Log): { server(): EmbeddedServer; stop(): void } {
  let server = first;
  let restarting = false;
  const timer = setInterval(() => {
    if (restarting || isAlive(server.pid)) return;
    restarting = true;
    log.error("the embedded database died; starting it again");
    void startAgain();
  }, 500);
  async function startAgain(): Promise<void> {
    try {
      server = await startEmbedded(folder);
      log.warn("the embedded database runs again");
    } catch (error) {
      log.error({ err: error }, "the embedded database did not start again");
    } finally {
      restarting = false;
    }
  }
  timer.unref();
  return { server: () => server, stop: () => clearInterval(timer) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}
