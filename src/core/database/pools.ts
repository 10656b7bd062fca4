import pg from "pg";

export interface PoolOptions {
  config: pg.PoolConfig;
  /** most connections at once, beside those of `quick` and `acting` */
  connections?: number;
  /** shown in pg_stat_activity */
  applicationName?: string;
  /** called when an idle connection breaks; the pool mends itself */
  onConnectionError?: (error: Error) => void;
}

/** The connections of one process. */
export interface Pools {
  /** for whatever comes now and then, and may take its time */
  pool: pg.Pool;
  /** for short statements that are asked all the time: nothing slow, nothing that waits for an act */
  quick: pg.Pool;
  /** for transactions */
  acting: pg.Pool;
  /** Ends all; `goodbyes` are said before. */
  close(goodbyes: () => Promise<void>): Promise<void>;
}

/**
 * Each kind of work has few connections of its own. A connection plans each statement for itself, six times until it
 * keeps a plan, and again whenever a table of it was analyzed; with ten connections for all kinds of work that was a
 * sixth of the database's. It does not matter which of many is idle, but how many there are.
 */
export function createPools(options: PoolOptions): Pools {
  let isClosing = false;
  const poolOf = (max: number): pg.Pool => {
    const pool = new pg.Pool({
      ...options.config,
      // instants are stored shifted in any other session zone (adapter-pg)
      options: "-c TimeZone=UTC",
      max,
      // one stays, with its plans: a command in a quiet hour does not pay for a new one
      min: 1,
      application_name: options.applicationName ?? "hearth",
      // statements that need not wait for one another do not
      pipeline: true,
    });
    // without a listener a broken idle connection ends the process
    pool.on("error", (error) => {
      // the pool's end does not wait for its goodbyes: a server that stops then breaks what is about to close
      if (isClosing) return;
      // the pool hangs the whole connection on it, down to the statements it knows: nothing for a log
      Reflect.deleteProperty(error, "client");
      options.onConnectionError?.(error);
    });
    return pool;
  };
  const [pool, quick, acting] = [poolOf(options.connections ?? 5), poolOf(2), poolOf(4)];
  return {
    pool,
    quick,
    acting,
    close: async (goodbyes) => {
      isClosing = true;
      await goodbyes();
      await Promise.all([pool.end(), quick.end(), acting.end()]);
    },
  };
}
