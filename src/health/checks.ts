import type { Bot } from "../core/bot.ts";
import type { Database } from "../core/database/index.ts";
import type { DispatcherStats } from "../core/sending/dispatcher.ts";
import type { Clock } from "../core/time.ts";
import { freeBytes, fullBytes, inMegabytes } from "./disk.ts";

/** What keeps the service from its work now, in one sentence in both languages: nobody knows whose eyes a monitor has. */
export interface Reason {
  what: "start" | "database" | "platform" | "backlog" | "disk";
  sentence: string;
}

export const inBoth = (zh: string, en: string): string => `${zh} · ${en}`;

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
  if (isRecordFailing())
    return [{ what: "database", sentence: inBoth("听到的记不下来", "what is heard cannot be recorded") }];
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(inBoth(`${databaseMs / 1000} 秒没有应答`, `no answer within ${databaseMs / 1000} s`))),
      databaseMs,
    );
  });
  try {
    const asked = database.pool.query<{ readOnly: string; lag: number | null }>(
      `SELECT current_setting('transaction_read_only') AS "readOnly",
         (extract(epoch FROM now() - min(waiting_since)) * 1000)::float8 AS lag
       FROM lane WHERE waiting_since IS NOT NULL`,
    );
    const { rows } = await Promise.race([asked, tooLong]);
    if (rows[0]?.readOnly === "on")
      return [{ what: "database", sentence: inBoth("数据库是只读的", "it is read-only") }];
    const lag = rows[0]?.lag ?? 0;
    if (lag <= backlogMs) return [];
    const seconds = Math.round(lag / 1000);
    const sentence = inBoth(`最早的一条命令已经等了 ${seconds} 秒`, `the oldest command has waited ${seconds} s`);
    return [{ what: "backlog", sentence }];
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
    if (state !== "online") return tell(detail ? inBoth(detail.zh, detail.en) : state);
    const silentMs = contactAt ? clock.now().getTime() - contactAt.getTime() : 0;
    if (silentMs <= silenceMs) return [];
    const seconds = Math.round(silentMs / 1000);
    return tell(inBoth(`${seconds} 秒没有收到任何东西`, `nothing heard for ${seconds} s`));
  });
  if (stats().circuit === "open")
    reasons.push({ what: "platform", sentence: inBoth("有个平台不收消息", "a platform does not take messages") });
  return reasons;
}

async function diskReasons({ dataDir }: HealthOptions): Promise<Reason[]> {
  if (dataDir === null) return [];
  const free = await freeBytes(dataDir);
  if (free === null) return [{ what: "disk", sentence: inBoth("数据文件夹读不了", "the data folder cannot be read") }];
  if (free >= fullBytes) return [];
  const [left, wanted] = [inMegabytes(free), inMegabytes(fullBytes)];
  const sentence = inBoth(`只剩 ${left}，至少要 ${wanted}`, `${left} are free; at least ${wanted} are wanted`);
  return [{ what: "disk", sentence }];
}
