import type { Database } from "../core/database/index.ts";
import type { Feature, Schedule } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { enqueuedIn, type NewOutbox } from "../core/outbox.ts";
import { addDays, instantOf, localDay } from "../core/time.ts";
import { DateTime } from "luxon";
import { communityLock } from "../members/join.ts";
import type { Performer } from "./perform.ts";

export interface SchedulesOptions {
  database: Database;
  features: readonly Feature[];
  performer: Performer;
  log: Log;
  onCommit(messages: readonly NewOutbox[]): void;
  communities?: readonly number[];
}

/** The newest moment, not after `now`, for which a schedule is due in a zone. */
export function lastDue(schedule: Pick<Schedule, "at" | "weekday">, now: Date, timeZone: string): Date {
  for (let back = 0; ; back++) {
    const day = addDays(localDay(now, timeZone), -back);
    if (schedule.weekday !== undefined && DateTime.fromISO(day).weekday !== schedule.weekday) continue;
    const due = [schedule.at].flat().map((at) => instantOf(day, at, timeZone));
    const newest = due.filter((at) => at <= now).toSorted((one, other) => other.getTime() - one.getTime())[0];
    if (newest) return newest;
  }
}

/** A schedule that is due in a community. */
interface Due {
  communityId: number;
  name: string;
  schedule: Schedule;
  at: Date;
}

/** First key of the advisory lock under which a community's schedules run. */
const scheduleLock = 7010;

/**
 * Runs what is due. Called at every tick of the clock; the cursor row in the database decides, so a
 * tick that comes twice, late, or in two processes at once runs nothing twice, and after a pause
 * each schedule runs once, for its newest moment. Processes share a long list: none waits for another.
 * What a stop (`signal`) leaves is found by the next start.
 */
export async function runDueSchedules(options: SchedulesOptions, now: Date, signal: AbortSignal): Promise<void> {
  for (const due of await findDue(options, now)) {
    if (signal.aborted) return;
    try {
      options.onCommit(await runOnce(options, due));
    } catch (error) {
      options.log.error(
        { err: error, schedule: due.name, community: due.communityId },
        "a schedule failed; it is tried again at the next tick",
      );
    }
  }
}

/** What is due, in the order of the features: two statements, however many communities and schedules there are. */
async function findDue({ database, features, communities }: SchedulesOptions, now: Date): Promise<Due[]> {
  const schedules = features.flatMap((feature) =>
    (feature.schedules ?? []).map((schedule) => ({ name: `${feature.name}.${schedule.name}`, schedule })),
  );
  const zones = await database.pool.query<{ zone: string }>(
    "SELECT DISTINCT time_zone AS zone FROM community WHERE joined_into_id IS NULL",
  );
  const moments = schedules.flatMap(({ name, schedule }, place) =>
    zones.rows.map(({ zone }) => ({ place, name, zone, at: lastDue(schedule, now, zone) })),
  );
  const { rows } = await database.pool.query<{ communityId: number; place: number; at: Date }>(
    `SELECT c.id AS "communityId", m.place, m.at FROM unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[]) AS m (place, name, zone, at)
     JOIN community c ON c.time_zone = m.zone LEFT JOIN schedule_cursor s ON s.community_id = c.id AND s.name = m.name
     WHERE c.joined_into_id IS NULL AND ($5::int[] IS NULL OR c.id = ANY($5)) AND m.at > coalesce(s.done_for, c.created_at)
     ORDER BY m.place, c.id`,
    [
      moments.map(({ place }) => place),
      moments.map(({ name }) => name),
      moments.map(({ zone }) => zone),
      moments.map(({ at }) => at),
      communities ?? null,
    ],
  );
  return rows.flatMap(({ communityId, place, at }) => {
    const found = schedules[place];
    return found ? [{ communityId, at, ...found }] : [];
  });
}

/**
 * One transaction: the cursor moves only together with what the schedule did. A community that another
 * process is at is left to it; should that one die, the next tick finds what it left. Returns what is to be sent.
 */
async function runOnce({ database, performer }: SchedulesOptions, { name, schedule, communityId, at }: Due) {
  return database.transact(
    async (tx) => {
      const moved = await tx.$executeRaw`
        WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${scheduleLock}::int, ${communityId}::int) AS free),
        still AS MATERIALIZED (
          SELECT pg_advisory_xact_lock_shared(${communityLock}::int, ${communityId}::int) FROM mine WHERE free)
        INSERT INTO schedule_cursor AS s (community_id, name, done_for)
        SELECT ${communityId}::int, ${name}::text, ${at}::timestamptz FROM still
        ON CONFLICT (community_id, name) DO UPDATE SET done_for = excluded.done_for WHERE s.done_for < excluded.done_for`;
      if (moved === 0) return [];
      await performer.actForCommunity(tx, communityId, at, `${name}\n${at.toISOString()}`, (ctx) => schedule.run(ctx));
      return enqueuedIn(tx);
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
}
