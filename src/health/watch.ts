import type { Bot } from "../core/bot.ts";
import type { Database } from "../core/database/index.ts";
import type { DispatcherStats } from "../core/sending/dispatcher.ts";
import type { Log } from "../core/log.ts";
import { type Clock, dayMs } from "../core/time.ts";
import { freeBytes, inMegabytes, scarceBytes } from "./disk.ts";
import { noteTroubles, type Trouble } from "../presence/troubles.ts";

export interface WatchOptions {
  database: Database;
  bots: readonly Bot[];
  clock: Clock;
  log: Log;
  stats(): DispatcherStats;
  /** folders whose disks must not fill */
  folders: readonly string[];
  /** age of the newest good backup in ms; null = there is none; undefined = backups are off */
  backupAgeMs(): Promise<number | null | undefined>;
  /** how far this machine's clock is off, in ms, where somebody can tell; null = unknown */
  clockOffMs(): Promise<number | null>;
}

/** A night that was missed is no news, a second one is. */
export const backupLateMs = 36 * 3_600_000;
/** Everything that lasts shorter is mended before anybody could do something. */
const lastingMs = 120_000;
/** Check-ins and schedules are about days and minutes, and platforms sign with the time. */
export const clockWrongMs = 60_000;
/** The clock is compared so often, in ms. */
const clockEveryMs = 3_600_000;

/** Looks once a minute at everything that can go wrong slowly, and has owners told. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #startedAt: Date;
  #unreachableSince: Date | null = null;
  #stoppedSince: Date | null = null;
  #clock: { at: Date; offMs: number | null } | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** Never throws: what cannot be looked at now is looked at in a minute. */
  async look(): Promise<void> {
    const { database, clock, log } = this.#options;
    const now = clock.now();
    try {
      const found = [
        await this.#disk(),
        await this.#backup(now),
        await this.#clockTrouble(now),
        this.#sending(now),
      ].flat();
      const all = [...found, ...this.#rights(), ...(await fromBooks(database, now))];
      // an outage is told when it is over: it begins and ends in this one look
      if (this.#unreachableSince !== null && now.getTime() - this.#unreachableSince.getTime() >= lastingMs)
        await noteTroubles(database, [...all, { what: "database", subject: "", detail: "" }], this.#unreachableSince);
      this.#unreachableSince = null;
      await noteTroubles(database, all, now);
    } catch (error) {
      this.#unreachableSince ??= now;
      log.warn({ err: error }, "what is wrong could not be noted; trying again in a minute");
    }
  }

  async #disk(): Promise<Trouble[]> {
    for (const folder of this.#options.folders) {
      const free = await freeBytes(folder);
      if (free !== null && free < scarceBytes) return [{ what: "disk", subject: "", detail: inMegabytes(free) }];
    }
    return [];
  }

  async #backup(now: Date): Promise<Trouble[]> {
    const ageMs = await this.#options.backupAgeMs();
    if (ageMs === undefined) return [];
    // a new installation has its first night before it
    const age = ageMs ?? now.getTime() - this.#startedAt.getTime();
    if (age < backupLateMs) return [];
    return [{ what: "backup", subject: "", detail: `${Math.round(age / 3_600_000)} h` }];
  }

  async #clockTrouble(now: Date): Promise<Trouble[]> {
    if (!this.#clock || now.getTime() - this.#clock.at.getTime() >= clockEveryMs)
      this.#clock = { at: now, offMs: await this.#options.clockOffMs() };
    const { offMs } = this.#clock;
    if (offMs === null || Math.abs(offMs) < clockWrongMs) return [];
    return [{ what: "clock", subject: "", detail: `${Math.round(Math.abs(offMs) / 1000)} s` }];
  }

  #sending(now: Date): Trouble[] {
    const isStopped = this.#options.stats().circuit === "open";
    this.#stoppedSince = isStopped ? (this.#stoppedSince ?? now) : null;
    if (this.#stoppedSince === null || now.getTime() - this.#stoppedSince.getTime() < lastingMs) return [];
    return [{ what: "sending", subject: "", detail: "" }];
  }

  /** Connected, but something works less well than it could. */
  #rights(): Trouble[] {
    return this.#options.bots
      .filter((bot) => bot.status().state === "online" && bot.status().detail !== null)
      .map((bot) => ({ what: "rights", subject: `${bot.platform}:${bot.account}`, detail: bot.platform }));
  }
}

/** A model fails so often in a row before it is told; what a key or a name is wrong for is told at once. */
const faultsInARow = 3;

/** Models whose newest answers are all faults, of all communities together: they share the provider. */
const modelsDownSql = `
  SELECT 'model', kind, kind || ':' || fault, NULL FROM (
    SELECT kind, (array_agg(fault ORDER BY place) FILTER (WHERE verdict = 'failed' AND fault <> 'circuit'))[1] AS fault,
      bool_and(verdict = 'failed') AS "allFailed", bool_or(verdict = 'failed' AND place = 1) AS "newestFailed", count(*) AS asked
    FROM (SELECT c.*, kind, row_number() OVER (PARTITION BY kind ORDER BY c.at DESC, c.id DESC) AS place
      FROM community k CROSS JOIN (VALUES ('chat'), ('embedding')) AS of (kind) CROSS JOIN LATERAL (
        SELECT at, id, verdict, regexp_replace(reason, '^(meaning|vectors):', '') AS fault
        FROM llm_call WHERE community_id = k.id AND at > $1 AND verdict <> 'reserved'
          AND (coalesce(reason, '') ~ '^(meaning|vectors)') = (kind = 'embedding')
        ORDER BY at DESC, id DESC LIMIT ${faultsInARow}) c) newest
    WHERE place <= ${faultsInARow} GROUP BY kind) m
  WHERE "newestFailed" AND fault IS NOT NULL
    AND (fault IN ('key', 'unknownModel') OR ("allFailed" AND asked = ${faultsInARow}))`;

/** Events set aside since yesterday, models that fail, groups where nothing can be written, and pages that cannot be read. */
async function fromBooks(database: Database, now: Date): Promise<Trouble[]> {
  const { rows } = await database.pool.query<Omit<Trouble, "communityId"> & { communityId: number | null }>(
    `SELECT 'poison' AS what, community_id::text AS subject, count(*)::text AS detail, community_id AS "communityId" FROM inbox
     WHERE status = 'dead' AND coalesce(done_at, created_at) > $1 GROUP BY community_id
     UNION ALL
     SELECT 'removed', community_id || ':' || id, coalesce(nullif(title, ''), address), community_id FROM chat
     WHERE kind = 'group' AND account IS NOT NULL AND unreachable IS NOT NULL
     UNION ALL
     -- pages whose checksum was wrong when somebody read them; a restore makes a new database, which has none
     SELECT 'damage', '', '', NULL FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
     UNION ALL ${modelsDownSql}`,
    [new Date(now.getTime() - dayMs)],
  );
  return rows.map(({ communityId, ...trouble }) => (communityId === null ? trouble : { ...trouble, communityId }));
}

/**
 * How far our clock is ahead of a server's, by the Date header of its answer (RFC 9110: whole seconds), in
 * ms, give or take a second; null when it does not answer.
 */
export async function clockOffMs(address: string, now: () => number): Promise<number | null> {
  try {
    const before = now();
    const answer = await fetch(address, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const after = now();
    await answer.body?.cancel();
    const date = Date.parse(answer.headers.get("date") ?? "");
    return Number.isNaN(date) ? null : (before + after) / 2 - date - 500;
  } catch {
    return null;
  }
}
