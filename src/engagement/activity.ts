import type { Day } from "../core/time.ts";
import { daysOf, lengthOf, trailing, type DayRange, type Reader } from "./period.ts";

/** A day of a community. `messages` are those of people; `others` those of bots, channels and anonymous admins. */
export interface DayActivity {
  day: Day;
  messages: number;
  /** distinct people who wrote that day (DAU) */
  active: number;
  joins: number;
  leaves: number;
  others: number;
}

/** Every day of the range in order, quiet ones with zeros. Messages whose author is unknown count as messages only. */
export async function activity(db: Reader, communityId: number, range: DayRange): Promise<DayActivity[]> {
  const { rows } = await db.query<DayActivity>(
    `SELECT day::text AS day, sum(messages)::int AS messages, sum(active)::int AS active,
            sum(joins)::int AS joins, sum(leaves)::int AS leaves, sum(others)::int AS others
       FROM (SELECT day, sum(messages) AS messages, 0 AS active, 0 AS joins, 0 AS leaves, sum(others) AS others
               FROM chat_hour WHERE community_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day
              UNION ALL
             SELECT day, 0, count(*), 0, 0, 0
               FROM person_day WHERE community_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day
              UNION ALL
             SELECT day, 0, 0, count(*) FILTER (WHERE kind = 'join'), count(*) FILTER (WHERE kind = 'leave'), 0
               FROM passage WHERE community_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day) figures
      GROUP BY day`,
    [communityId, range.fromDay, range.toDay],
  );
  const known = new Map(rows.map((row) => [row.day, row]));
  return daysOf(range).map((day) => known.get(day) ?? { day, messages: 0, active: 0, joins: 0, leaves: 0, others: 0 });
}

/** How many different people wrote on any day of the range (WAU over 7 days, MAU28 over 28). */
export async function distinctActive(db: Reader, communityId: number, range: DayRange): Promise<number> {
  // three times faster than count(DISTINCT person_id), which sorts
  const { rows } = await db.query<{ people: number }>(
    `SELECT count(*)::int AS people
       FROM (SELECT DISTINCT person_id FROM person_day WHERE community_id = $1 AND day BETWEEN $2 AND $3) people`,
    [communityId, range.fromDay, range.toDay],
  );
  return rows[0]?.people ?? 0;
}

/** Mean number of active people a day. */
export async function meanDailyActive(db: Reader, communityId: number, range: DayRange): Promise<number> {
  const { rows } = await db.query<{ days: number }>(
    `SELECT count(*)::int AS days FROM person_day WHERE community_id = $1 AND day BETWEEN $2 AND $3`,
    [communityId, range.fromDay, range.toDay],
  );
  return (rows[0]?.days ?? 0) / lengthOf(range);
}

export interface Ranked {
  /** the person: the member others were merged into */
  memberId: number;
  /** as the platform gives it, uncleaned */
  name: string;
  messages: number;
}

/**
 * Who wrote most in the range; equal counts stand in the order of name, then id. Staff are in it:
 * for "who carried the group" leave them out with `except` (ids of people).
 */
export async function topByMessages(
  db: Reader,
  communityId: number,
  range: DayRange,
  limit: number,
  except: readonly number[] = [],
): Promise<Ranked[]> {
  const { rows } = await db.query<Ranked>(
    `SELECT w.person_id AS "memberId", m.name, w.messages
       FROM (SELECT person_id, sum(messages)::int AS messages FROM person_day
              WHERE community_id = $1 AND day BETWEEN $2 AND $3 AND person_id <> ALL ($5::int[])
              GROUP BY person_id) w
       JOIN member m ON m.community_id = $1 AND m.id = w.person_id
      ORDER BY w.messages DESC, m.name COLLATE "C", w.person_id
      LIMIT $4`,
    [communityId, range.fromDay, range.toDay, limit, except],
  );
  return rows;
}

/** L28: `people[n]` is how many people were active on n of the 28 days that end with `asOfDay`, n = 1 … 28. */
export async function l28(db: Reader, communityId: number, asOfDay: Day): Promise<number[]> {
  const range = trailing(asOfDay, 28);
  const { rows } = await db.query<{ days: number; people: number }>(
    `SELECT days, count(*)::int AS people
       FROM (SELECT count(*)::int AS days FROM person_day
              WHERE community_id = $1 AND day BETWEEN $2 AND $3 GROUP BY person_id) each
      GROUP BY days`,
    [communityId, range.fromDay, range.toDay],
  );
  const people = Array.from({ length: 29 }, () => 0);
  for (const row of rows) people[row.days] = row.people;
  return people;
}

/**
 * Messages of people by weekday and local hour: `[0][h]` is Monday's hour h, `[6][h]` Sunday's.
 * Sums, not means: a range of whole weeks treats all weekdays alike.
 */
export async function heatmap(db: Reader, communityId: number, range: DayRange): Promise<number[][]> {
  const { rows } = await db.query<{ weekday: number; hour: number; messages: number }>(
    `SELECT extract(isodow FROM day)::int AS weekday, hour, sum(messages)::int AS messages
       FROM chat_hour WHERE community_id = $1 AND day BETWEEN $2 AND $3 GROUP BY 1, 2`,
    [communityId, range.fromDay, range.toDay],
  );
  const map = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const row of rows) map[row.weekday - 1]![row.hour] = row.messages;
  return map;
}
