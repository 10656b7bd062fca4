import type { Bot } from "../core/bot.ts";
import type { Database } from "../core/database/index.ts";
import type { DispatcherStats } from "../core/sending/dispatcher.ts";
import type { Clock } from "../core/time.ts";
import { freeBytes, fullBytes, inMegabytes } from "./disk.ts";

/** What keeps the service from its work now, in one sentence. */
export interface Reason {
  what: "start" | "database" | "platform" | "backlog" | "disk";
  sentence: string;
}

export interface HealthOptions {
  database: Database;
  bots: readonly Bot[];
  clock: Clock;
  stats(): DispatcherStats;
  /** Whether what was heard could not be recorded the last time. */
  isRecordFailing(): boolean;
  /** the folder whose disk fills; null = the database is elsewhere */
  dataDir: string | null;
}

/** A database that takes longer is as good as gone. */
const databaseMs = 3_000;
/** Telegram's own long poll ends after a minute at most, so silence means trouble. */
const silenceMs = 120_000;
const backlogMs = 60_000;

/** Everything that is wrong now; empty = ready. Never throws. */
export async function reasonsAgainst(options: HealthOptions): Promise<Reason[]> {
  const found = await Promise.all([databaseReasons(options), diskReasons(options)]);
  return [...found.flat(), ...platformReasons(options)];
}

async function databaseReasons({ database, isRecordFailing }: HealthOptions): Promise<Reason[]> {
  if (isRecordFailing()) return [{ what: "database", sentence: "what is heard cannot be recorded" }];
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${databaseMs / 1000} s`)), databaseMs);
  });
  try {
    const asked = database.pool.query<{ readOnly: string; lag: number | null }>(
      `SELECT current_setting('transaction_read_only') AS "readOnly",
         (extract(epoch FROM now() - min(waiting_since)) * 1000)::float8 AS lag
       FROM lane WHERE waiting_since IS NOT NULL`,
    );
    const { rows } = await Promise.race([asked, tooLong]);
    if (rows[0]?.readOnly === "on") return [{ what: "database", sentence: "it is read-only" }];
    const lag = rows[0]?.lag ?? 0;
    if (lag <= backlogMs) return [];
    return [{ what: "backlog", sentence: `the oldest command has waited ${Math.round(lag / 1000)} s` }];
  } catch (error) {
    return [{ what: "database", sentence: error instanceof Error ? error.message : String(error) }];
  } finally {
    clearTimeout(timer);
  }
}

function platformReasons({ bots, clock, stats }: HealthOptions): Reason[] {
  const reasons = bots.flatMap((bot): Reason[] => {
    const { state, detail, contactAt } = bot.status();
    const tell = (sentence: string) => [{ what: "platform" as const, sentence: `${bot.platform}: ${sentence}` }];
    if (state !== "online") return tell(detail || state);
    const silentMs = contactAt ? clock.now().getTime() - contactAt.getTime() : 0;
    return silentMs > silenceMs ? tell(`nothing heard for ${Math.round(silentMs / 1000)} s`) : [];
  });
  if (stats().circuit === "open") reasons.push({ what: "platform", sentence: "a platform does not take messages" });
  return reasons;
}

async function diskReasons({ dataDir }: HealthOptions): Promise<Reason[]> {
  if (dataDir === null) return [];
  const free = await freeBytes(dataDir);
  if (free === null) return [{ what: "disk", sentence: "the data folder cannot be read" }];
  if (free >= fullBytes) return [];
  return [{ what: "disk", sentence: `${inMegabytes(free)} are free; at least ${inMegabytes(fullBytes)} are wanted` }];
}
