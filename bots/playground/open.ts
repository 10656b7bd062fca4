import path from "node:path";
import type { Database } from "../../src/core/database/index.ts";
import { Complaint } from "../../src/core/errors.ts";
import type { Feature } from "../../src/core/feature.ts";
import type { Log } from "../../src/core/log.ts";
import type { Language } from "../../src/core/text.ts";
import { PlayClock } from "./clock.ts";
import { furnish, isFurnished, keepFurnished } from "./demo/furnish.ts";
import { Playground } from "./playground.ts";

export interface PlaygroundOptions {
  database: Database;
  features: readonly Feature[];
  dataDir: string;
  log: Log;
  /** false: no three weeks of demo life, only the people it needs */
  demo?: boolean;
  /** what the community speaks when it is made, and its people with it; Chinese when absent */
  language?: Language;
  /** Hears how many days of the demo's life are lived while it is made. */
  onFurnishing?(days: number, of: number): void;
}

export const playTimeZone = "Asia/Shanghai";

/**
 * Opens the playground on its database: a community to play in, with its own clock and house. When
 * it is new, three weeks of a tea shop's life are made first (some seconds, once).
 */
export async function openPlayground(options: PlaygroundOptions): Promise<Playground> {
  const release = await takeKey(options.database);
  try {
    const clock = new PlayClock(path.join(options.dataDir, "playground.clock"));
    if (!(await isFurnished(options.database))) {
      const demo = { now: clock.now(), timeZone: playTimeZone, seed: "hearth", bare: options.demo === false };
      await furnish({ ...options, ...demo, language: options.language ?? "zh" });
    }
    await keepFurnished(options.database, clock);
    const playground = new Playground({ ...options, clock, release });
    await playground.start();
    return playground;
  } catch (error) {
    release();
    throw error;
  }
}

/** Whoever plays holds this lock of the playground's database: two processes would answer each other's people. */
const playLock = 7003;
/** A process that was killed lets go of it when its connection ends. */
const patience = "5s";

/** @throws Complaint when another process plays */
async function takeKey(database: Database): Promise<() => void> {
  const client = await database.pool.connect();
  try {
    await client.query(`SET lock_timeout = '${patience}'`);
    await client.query("SELECT pg_advisory_lock($1)", [playLock]);
  } catch (error) {
    client.release(true);
    if ((error as { code?: unknown }).code !== "55P03") throw error;
    throw new Complaint({
      zh: "茶馆在另一个进程里开着；先在那边关掉",
      en: "the playground is open in another process; close it there first",
    });
  }
  // the connection ends with it, and the lock with the connection
  return () => client.release(true);
}
