import type pg from "pg";
import { DateTime } from "luxon";
import type { Database } from "../core/database/index.ts";
import type { Log } from "../core/log.ts";
import { lastDone, noteDone } from "../presence/troubles.ts";
import type { Backups } from "./index.ts";

/** After a failure it is tried again so soon, in ms. */
const againMs = 3_600_000;

export interface NightlyOptions {
  backups: Backups;
  database: Database;
  address: pg.PoolConfig;
  /** "HH:MM" in this machine's zone, or "off" */
  at: string;
  log: Log;
  /** Another process makes them as long as it lives, perhaps on a disk of its own. */
  isStandIn: boolean;
}

/** Makes and tries a backup every night; one that was missed is made up at once. */
export class Nightly {
  readonly #options: NightlyOptions;
  #failedAt: Date | null = null;
  #noted: string | undefined;

  constructor(options: NightlyOptions) {
    this.#options = options;
  }

  /** When the newest good one was taken: of this shelf or, for a stand-in, of any process. */
  async newest(): Promise<Date | null> {
    const { backups, database, isStandIn } = this.#options;
    const ours = backups.newestGood()?.takenAt ?? null;
    const known = isStandIn ? await lastDone(database.prisma, "backup") : null;
    return known && (!ours || ours < known) ? known : ours;
  }

  /** Called every minute, in one process of an installation at a time. Never throws; a failure is logged and tried again in an hour. */
  async tick(now: Date): Promise<void> {
    const { backups, database, log, at } = this.#options;
    try {
      await backups.keepForgotten(database);
      if (at !== "off" && (await this.#isDue(now))) await this.#make();
      await this.#note();
    } catch (error) {
      this.#failedAt = now;
      log.error({ err: error }, "the nightly backup failed; it is tried again in an hour");
    }
  }

  async #isDue(now: Date): Promise<boolean> {
    if (this.#failedAt && now.getTime() - this.#failedAt.getTime() < againMs) return false;
    const since = (await this.newest()) ?? (await this.#madeAt());
    return since < lastNight(now, this.#options.at);
  }

  /** A database that was made today has its first backup tonight. */
  async #madeAt(): Promise<Date> {
    const { rows } = await this.#options.database.pool.query<{ at: Date }>(
      'SELECT min(started_at) AS at FROM "_prisma_migrations"',
    );
    return rows[0]?.at ?? new Date(0);
  }

  async #make(): Promise<void> {
    const { backups, address, log } = this.#options;
    const folder = await backups.make(address, "nightly");
    const { rows } = await backups.verify(folder, address);
    this.#failedAt = null;
    log.info({ folder, rows }, "the nightly backup was made and tried");
  }

  /** So that /status can say how old the newest good one is. */
  async #note(): Promise<void> {
    const newest = this.#options.backups.newestGood();
    if (!newest || newest.name === this.#noted) return;
    await noteDone(this.#options.database, "backup", newest.takenAt);
    this.#noted = newest.name;
  }
}

/** The newest moment, not after `now`, at which a nightly backup was due, in this machine's zone. */
export function lastNight(now: Date, at: string, zone = "local"): Date {
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  const local = DateTime.fromJSDate(now, { zone });
  const today = local.set({ hour, minute, second: 0, millisecond: 0 });
  return (today <= local ? today : today.minus({ days: 1 })).toJSDate();
}
