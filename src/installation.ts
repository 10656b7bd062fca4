import { accessSync, constants } from "node:fs";
import path from "node:path";
import pg from "pg";
import { UsageError } from "./core/errors.ts";
import type { Config } from "./config.ts";
import {
  hasEmbedded,
  mostPlaces,
  openDatabase,
  startEmbedded,
  takePlace,
  type Database,
  type EmbeddedServer,
  type Place,
} from "./core/database/index.ts";
import { makeFolder } from "./core/folder.ts";
import type { Log } from "./core/log.ts";
import { isRunning } from "./core/processes.ts";

/** The databases of one installation: real chats in one, the playground in another. */
export type DatabaseName = "hearth" | "hearth_playground";

/** Where this installation keeps its data, joined by every command; the last one to leave stops the server. */
export interface Installation {
  /** Opens (making it when missing) one of its databases, migrated. */
  open(name: DatabaseName): Promise<Database>;
  /** Where one of its databases is, made when missing, as it is: not migrated, perhaps empty. */
  address(name: DatabaseName): Promise<pg.PoolConfig>;
  /** Where the processes that serve it hold their places. */
  readonly placesAt: pg.PoolConfig;
  /**
   * Takes a place among the processes that serve its chats: the only one of an embedded database, one
   * of many on a server. `onLost`: it went to another while the database was away; this process must end.
   */
  claimService(onLost: () => void): Promise<{ owner: string } | { holder: string }>;
  /** Whether there can be a playground: its database is always an embedded one. */
  readonly hasPlayground: boolean;
  close(): Promise<void>;
}

/** Makes a backup of the chats' database at that address before its schema is changed; what it throws stops the change. */
export type BeforeMigrating = (address: pg.PoolConfig) => Promise<void>;

/** Starts or joins the installation's database server. */
export async function openInstallation(
  config: Config,
  log: Log,
  beforeMigrating?: BeforeMigrating,
): Promise<Installation> {
  const applicationName = `hearth process ${process.pid}`;
  const onConnectionError = (error: Error) =>
    log.warn({ err: error }, "a database connection broke; it will be made again");
  const options = { applicationName, onConnectionError, ...(beforeMigrating ? { beforeMigrating } : {}) };
  const embedded = () => openEmbedded(config, log, options);
  return config.DATABASE_URL ? openServer(config.DATABASE_URL, options, embedded) : embedded();
}

interface Connecting {
  applicationName: string;
  onConnectionError(error: Error): void;
  beforeMigrating?: BeforeMigrating;
}

function openAt(address: pg.PoolConfig, name: DatabaseName, options: Connecting): Promise<Database> {
  const { beforeMigrating, ...connecting } = options;
  if (!beforeMigrating || name !== "hearth") return openDatabase({ ...connecting, config: address });
  return openDatabase({ ...connecting, config: address, beforeMigrating: () => beforeMigrating(address) });
}

async function openEmbedded(config: Config, log: Log, options: Connecting): Promise<Installation> {
  const { applicationName } = options;
  const opened: Database[] = [];
  makeDataFolder(config.HEARTH_DATA_DIR);
  const server = await startEmbedded(path.join(config.HEARTH_DATA_DIR, "pg"));
  const supervisor = supervise(server, path.join(config.HEARTH_DATA_DIR, "pg"), log);
  const places = new Places(applicationName);
  const address = async (name: DatabaseName) => {
    await makeDatabase(server.config, name);
    return { ...server.config, database: name };
  };
  return {
    open: async (name) => {
      const database = await openAt(await address(name), name, options);
      opened.push(database);
      return database;
    },
    address,
    placesAt: server.config,
    claimService: (onLost) => places.take(server.config, 1, onLost),
    hasPlayground: true,
    close: async () => {
      supervisor.stop();
      for (const database of opened) await database.close();
      await places.release();
      if (await isLast(server.config)) await supervisor.server().stop();
    },
  };
}

/** @throws UsageError when it cannot be a folder of ours */
function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(
      {
        zh: `HEARTH_DATA_DIR 是“${folder}”，用不了（${why}）；要一个可以写的文件夹`,
        en: `HEARTH_DATA_DIR is "${folder}", which cannot be used (${why}); allowed: a folder one may write into`,
      },
      { cause: error },
    );
  }
}

/** A server database for the chats; beside it the embedded one, started when somebody first plays. */
function openServer(url: string, options: Connecting, embedded: () => Promise<Installation>): Installation {
  const opened: Database[] = [];
  let playing: Promise<Installation> | undefined;
  const places = new Places(options.applicationName);
  return {
    open: async (name) => {
      if (name === "hearth_playground") return (await (playing ??= embedded())).open(name);
      const database = await openAt({ connectionString: url }, name, options);
      opened.push(database);
      return database;
    },
    address: async (name) =>
      name === "hearth_playground" ? (await (playing ??= embedded())).address(name) : { connectionString: url },
    placesAt: { connectionString: url },
    claimService: (onLost) => places.take({ connectionString: url }, mostPlaces, onLost),
    hasPlayground: hasEmbedded(),
    close: async () => {
      for (const database of opened) await database.close();
      await places.release();
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

/** The place this process has taken, if any. */
class Places {
  readonly #applicationName: string;
  #place: Place | undefined;

  constructor(applicationName: string) {
    this.#applicationName = applicationName;
  }

  async take(config: pg.PoolConfig, places: number, onLost: () => void) {
    const answer = await takePlace({ config, applicationName: this.#applicationName, places, onLost });
    if ("holder" in answer) return answer;
    this.#place = answer.place;
    return { owner: answer.place.owner };
  }

  async release(): Promise<void> {
    await this.#place?.release();
  }
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
    if (restarting || isRunning(server.pid)) return;
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
