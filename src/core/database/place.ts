import pg from "pg";
import { isRunning } from "../processes.ts";

/** First key of the session locks that serving processes hold; the second is the number of the place. */
const placeLock = 7000;
/** Processes that may serve one server database at once; each needs a dozen of its connections. */
export const mostPlaces = 64;
const retryMs = 200;
/** A server notices within moments that a killed process is gone; so long it is waited for. */
const deadHolderMs = 10_000;

export interface PlaceOptions {
  config: pg.PoolConfig;
  /** shown in pg_stat_activity; whoever is refused is told it */
  applicationName: string;
  /** how many processes may serve this database at once */
  places: number;
  /** The place went to another process while the database was away: this one must end. */
  onLost: () => void;
}

/** A place among the processes that serve one database. */
export interface Place {
  /** names this process in leases: unique among the living, and the same again after a restart */
  owner: string;
  release(): Promise<void>;
}

/**
 * Takes every place there can be, so that nobody serves the database meanwhile.
 * @returns who holds one, when somebody does; nothing is held then
 */
export async function takeAllPlaces(
  config: pg.PoolConfig,
  applicationName: string,
): Promise<{ release(): Promise<void> } | { holder: string }> {
  const client = await connect({ config, applicationName });
  const giveUpAt = performance.now() + deadHolderMs;
  for (;;) {
    const { rows } = await client.query<{ number: number }>(
      "SELECT number FROM generate_series(1, $2) AS number WHERE NOT pg_try_advisory_lock($1, number)",
      [placeLock, mostPlaces],
    );
    if (!rows[0]) return { release: () => client.end() };
    const holder = await holderOf(client, rows[0].number);
    if (!isLeaving(holder) || performance.now() > giveUpAt) {
      await client.end();
      return { holder: holder ?? "another process" };
    }
    await client.query("SELECT pg_advisory_unlock_all()");
    await pause();
  }
}

/** Whoever held a place has left it meanwhile, or was killed, which a server notices within moments. */
function isLeaving(holder: string | null): boolean {
  const pid = Number(/process (\d+)$/.exec(holder ?? "")?.[1]);
  return holder === null || (pid > 0 && !isRunning(pid));
}

/**
 * Of all processes that serve a database one looks after the whole: the one with the lowest place. When it
 * dies or stops, the next has this role as soon as the server has noticed.
 */
export async function hasLowestPlace(pool: pg.Pool, owner: string): Promise<boolean> {
  const { rows } = await pool.query<{ lowest: number | null }>(
    `SELECT min(objid::int) AS lowest FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [placeLock],
  );
  return rows[0]?.lowest === null || ownerAt(rows[0]?.lowest ?? 0) === owner;
}

const ownerAt = (number: number): string => `service-${number}`;

export type PlaceAnswer = { place: Place } | { holder: string };

/**
 * Takes the first free place, or tells who holds the last. It is a session lock, so it is free again
 * when its process dies. When the connection breaks the place is taken again as soon as may be.
 */
export async function takePlace(options: PlaceOptions): Promise<PlaceAnswer> {
  const client = await connect(options);
  const giveUpAt = performance.now() + deadHolderMs;
  for (;;) {
    for (let number = 1; number <= options.places; number++) {
      if (await lock(client, number)) return { place: hold(options, client, number) };
    }
    const holder = await holderOf(client, options.places);
    if (!isLeaving(holder) || performance.now() > giveUpAt) {
      await client.end();
      return { holder: holder ?? "another process" };
    }
    await pause();
  }
}

function hold(options: PlaceOptions, first: pg.Client, number: number): Place {
  let client = first;
  const state = { released: false };
  const watch = () => client.once("end", () => void again());

  async function again(): Promise<void> {
    while (!state.released) {
      await pause();
      try {
        client = await connect(options);
      } catch {
        continue; // the database is still away
      }
      if (state.released) return void client.end();
      if (await lock(client, number).catch(() => false)) return void watch();
      const holder = await holderOf(client, number).catch(() => null);
      await client.end().catch(() => {});
      if (holder !== null && holder !== options.applicationName) return options.onLost();
    }
  }

  watch();
  return {
    owner: ownerAt(number),
    release: async () => {
      state.released = true;
      await client.end().catch(() => {});
    },
  };
}

async function connect({
  config,
  applicationName,
}: Pick<PlaceOptions, "config" | "applicationName">): Promise<pg.Client> {
  const client = new pg.Client({ ...config, application_name: applicationName });
  // a broken connection is dealt with at its end
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function lock(client: pg.Client, number: number): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS mine", [
    placeLock,
    number,
  ]);
  return rows[0]?.mine === true;
}

async function holderOf(client: pg.Client, number: number): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_locks l JOIN pg_stat_activity USING (pid)
     WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objid = $2 AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [placeLock, number],
  );
  return rows[0]?.name ?? null;
}

const pause = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, retryMs).unref());
