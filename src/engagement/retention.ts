import { addDays, type Day } from "../core/time.ts";
import { mondayOf, weekOf, type DayRange, type Reader, type Week } from "./period.ts";

/** Of `eligible` newcomers, whose day d0 + N is over, how many were retained. */
export interface Retained {
  retained: number;
  eligible: number;
}

/** Retention after N days. */
export interface Retention {
  days: number;
  /** active on day d0 + N itself (Amplitude's "Return On", Mixpanel's "On") */
  nDay: Retained;
  /** active on some day from d0 + N to the day it is as of (Amplitude's "On or After"); still rises later */
  unbounded: Retained;
}

/** The horizons every summary shows. */
export const horizons = [1, 7, 30] as const;

/**
 * Retention of the people whose first active day d0 lies in `range`, for each of `days`, as of the
 * end of `asOfDay`; those whose day d0 + N is later than that are not eligible for N.
 */
export async function retention(
  db: Reader,
  communityId: number,
  range: DayRange,
  asOfDay: Day,
  days: readonly number[] = horizons,
): Promise<Retention[]> {
  const { rows } = await db.query<{ days: number; eligible: number; on: number; after: number }>(
    // Of a two-sided range of first days the planner expects next to nobody and then probes the history
    // person by person: hence the two sides in two places.
    `WITH first AS MATERIALIZED (
       SELECT person_id, day FROM person_first_day WHERE community_id = $1 AND day >= $2
     ), back AS MATERIALIZED (
       SELECT p.day - first.day AS n, count(*) AS people
         FROM first JOIN person_day p USING (person_id)
        WHERE first.day <= $3 AND p.community_id = $1 AND p.day BETWEEN $2 AND $4 AND p.day - first.day = ANY ($5::int[])
        GROUP BY 1
     ), last AS (
       SELECT person_id, max(day) AS day FROM person_day
        WHERE community_id = $1 AND day BETWEEN $2 AND $4 GROUP BY person_id
     )
     SELECT n AS days, count(*)::int AS eligible,
            coalesce((SELECT people FROM back WHERE back.n = horizon.n), 0)::int AS "on",
            count(*) FILTER (WHERE last.day >= first.day + n)::int AS after
       FROM first JOIN last USING (person_id) CROSS JOIN unnest($5::int[]) horizon (n)
      WHERE first.day <= $3 AND first.day + n <= $4::date
      GROUP BY n`,
    [communityId, range.fromDay, range.toDay, asOfDay, days],
  );
  const known = new Map(rows.map((row) => [row.days, row]));
  return days.map((n) => {
    const { eligible, on, after } = known.get(n) ?? { eligible: 0, on: 0, after: 0 };
    return { days: n, nDay: { retained: on, eligible }, unbounded: { retained: after, eligible } };
  });
}

/** The people whose first active day lies in one ISO week. */
export interface Cohort {
  week: Week;
  mondayDay: Day;
  size: number;
  /**
   * `retained[k]`: how many were active in the k-th week after their first (k = 0 is that week
   * itself, so everybody); null where that week is not over as of the day asked.
   */
  retained: (number | null)[];
}

/**
 * Weekly cohorts, oldest first: those of the `count` ISO weeks that end with the one of `asOfDay`.
 * A week that is not over has its size so far and null in its cells.
 */
export async function cohorts(db: Reader, communityId: number, count: number, asOfDay: Day): Promise<Cohort[]> {
  const lastMonday = mondayOf(asOfDay);
  const firstMonday = addDays(lastMonday, -7 * (count - 1));
  const { rows } = await db.query<{ cohort: number; age: number; people: number }>(
    `WITH first AS MATERIALIZED (
       SELECT person_id, (day - $2::date) / 7 AS week FROM person_first_day
        WHERE community_id = $1 AND day >= $2
     ), weeks AS (
       SELECT DISTINCT person_id, (day - $2::date) / 7 AS week FROM person_day
        WHERE community_id = $1 AND day BETWEEN $2 AND $3
     )
     SELECT first.week AS cohort, weeks.week - first.week AS age, count(*)::int AS people
       FROM first JOIN weeks USING (person_id)
      GROUP BY 1, 2`,
    [communityId, firstMonday, asOfDay],
  );
  const people = new Map(rows.map((row) => [`${row.cohort} ${row.age}`, row.people]));
  const isOver = (week: number) => addDays(firstMonday, week * 7 + 6) <= asOfDay;
  return Array.from({ length: count }, (_, cohort) => {
    const mondayDay = addDays(firstMonday, cohort * 7);
    const at = (age: number) => people.get(`${cohort} ${age}`) ?? 0;
    const retained = Array.from({ length: count - cohort }, (_, age) => (isOver(cohort + age) ? at(age) : null));
    return { week: weekOf(mondayDay), mondayDay, size: at(0), retained };
  });
}

/**
 * Retention k weeks after the first over all cohorts whose week is over, weighted by members: never
 * a mean of percentages. Null when no cohort is old enough or none has anybody.
 */
export function cohortAverage(all: readonly Cohort[], age: number): number | null {
  const old = all.filter((cohort) => typeof cohort.retained[age] === "number");
  const eligible = old.reduce((sum, cohort) => sum + cohort.size, 0);
  return eligible === 0 ? null : old.reduce((sum, cohort) => sum + (cohort.retained[age] ?? 0), 0) / eligible;
}
