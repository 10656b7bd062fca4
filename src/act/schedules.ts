import type { Database } from "../core/database/index.ts";
import type { Feature, Schedule } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { addDays, instantOf, localDay } from "../core/time.ts";
import { DateTime } from "luxon";
import { communityLock } from "../members/join.ts";
import type { Performer } from "./perform.ts";

export interface SchedulesOptions {
  database: Database;
  features: readonly Feature[];
  performer: Performer;
  log: Log;
  onCommit(communityId: number): void;
  communities?: readonly number[];
}

/** The newest moment, not after `now`, for which a schedule is due in a zone. */
export function lastDue(schedule: Pick<Schedule, "at" | "weekday">, now: Date, timeZone: string): Date {
  for (let back = 0; ; back++) {
    const day = addDays(localDay(now, timeZone), -back);
    if (schedule.weekday !== undefined && DateTime.fromISO(day).weekday !== schedule.weekday) continue;
    const due = instantOf(day, schedule.at, timeZone);
    if (due <= now) return due;
  }
}

interface Cursor {
  communityId: number;
  timeZone: string;
  createdAt: Date;
  doneFor: Date | null;
}

/**
 * Runs what is due. Called at every tick of the clock; the cursor row in the database decides, so a
 * tick that comes twice, late, or in two processes at once runs nothing twice, and after a pause
 * each schedule runs once, for its newest moment.
 */
export async function runDueSchedules(options: SchedulesOptions, now: Date): Promise<void> {
  for (const feature of options.features) {
    for (const schedule of feature.schedules ?? [])
      await runSchedule(options, `${feature.name}.${schedule.name}`, schedule, now);
  }
}

async function runSchedule(options: SchedulesOptions, name: string, schedule: Schedule, now: Date): Promise<void> {
  const { rows } = await options.database.pool.query<Cursor>(
    `SELECT c.id AS "communityId", c.time_zone AS "timeZone", c.created_at AS "createdAt", s.done_for AS "doneFor"
     FROM community c LEFT JOIN schedule_cursor s ON s.community_id = c.id AND s.name = $1
     WHERE c.joined_into_id IS NULL AND ($2::int[] IS NULL OR c.id = ANY($2)) ORDER BY c.id`,
    [name, options.communities ?? null],
  );
  for (const cursor of rows) {
    const due = lastDue(schedule, now, cursor.timeZone);
    if (due <= (cursor.doneFor ?? cursor.createdAt)) continue;
    try {
      await runOnce(options, name, schedule, cursor.communityId, due);
      options.onCommit(cursor.communityId);
    } catch (error) {
      options.log.error(
        { err: error, schedule: name, community: cursor.communityId },
        "a schedule failed; it is tried again at the next tick",
      );
    }
  }
}

/** One transaction: the cursor moves only together with what the schedule did. */
async function runOnce(options: SchedulesOptions, name: string, schedule: Schedule, communityId: number, due: Date) {
  await options.database.transact(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(${communityLock}::int, ${communityId}::int)`;
      const moved = await tx.$executeRaw`
        INSERT INTO schedule_cursor AS s (community_id, name, done_for) VALUES (${communityId}, ${name}, ${due})
        ON CONFLICT (community_id, name) DO UPDATE SET done_for = excluded.done_for WHERE s.done_for < excluded.done_for`;
      if (moved === 0) return;
      await options.performer.actForCommunity(tx, communityId, due, `${name}\n${due.toISOString()}`, (ctx) =>
        schedule.run(ctx),
      );
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
}
