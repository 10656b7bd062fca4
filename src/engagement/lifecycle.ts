import { rangeBefore, type DayRange, type Reader } from "./period.ts";

/** How the people of a period relate to the one before (PostHog's and Amplitude's lifecycle; their "dormant" is our lapsed). */
export interface Lifecycle {
  /** different people active in the period = newcomers + returning + resurrecting */
  active: number;
  /** never active before */
  newcomers: number;
  /** active in this period and the last */
  returning: number;
  /** active in this period, not in the last, and some time before */
  resurrecting: number;
  /** active in the last period and not in this one */
  lapsed: number;
  /** (newcomers + resurrecting) ÷ lapsed; null when nobody lapsed */
  pulse: number | null;
}

/** The lifecycle of a period against `previous`, which ends before it begins (by default the same length just before). */
export async function lifecycle(
  db: Reader,
  communityId: number,
  period: DayRange,
  previous: DayRange = rangeBefore(period),
): Promise<Lifecycle> {
  const { rows } = await db.query<Omit<Lifecycle, "pulse">>(
    `WITH spoke AS (
       SELECT person_id, bool_or(day >= $2) AS now, bool_or(day <= $5) AS before FROM person_day
        WHERE community_id = $1 AND (day BETWEEN $2 AND $3 OR day BETWEEN $4 AND $5) GROUP BY person_id
     ), first AS (
       SELECT person_id FROM person_first_day WHERE community_id = $1 AND day >= $2
     )
     SELECT count(*) FILTER (WHERE now)::int AS active,
            count(first.person_id)::int AS newcomers,
            count(*) FILTER (WHERE now AND before)::int AS returning,
            count(*) FILTER (WHERE now AND NOT before AND first.person_id IS NULL)::int AS resurrecting,
            count(*) FILTER (WHERE before AND NOT now)::int AS lapsed
       FROM spoke LEFT JOIN first USING (person_id)`,
    [communityId, period.fromDay, period.toDay, previous.fromDay, previous.toDay],
  );
  const counts = rows[0] ?? { active: 0, newcomers: 0, returning: 0, resurrecting: 0, lapsed: 0 };
  const pulse = counts.lapsed === 0 ? null : (counts.newcomers + counts.resurrecting) / counts.lapsed;
  return { ...counts, pulse };
}
