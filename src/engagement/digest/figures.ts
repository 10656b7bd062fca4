import type { Day } from "../../core/time.ts";
import { activity, distinctActive, heatmap, topByMessages, type Ranked } from "../activity.ts";
import { lengthOf, weekOf, type DayRange, type Reader, type Week } from "../period.ts";
import { cohorts } from "../retention.ts";
import { ratesOf, type Horizons, type Rates } from "./rates.ts";

/** The figures of a period, named as `hearth digest --json` prints them; definitions: docs/metrics.md. */
export interface Figures {
  /** the ISO week; absent for a day or a month */
  week?: Week;
  from: Day;
  to: Day;
  timeZone: string;
  messages: number;
  /** different people who wrote in the period */
  active: number;
  joins: number;
  leaves: number;
  /** people who came in the period and had written nothing by its end */
  silentNewcomers: number;
  wau: number;
  mau28: number;
  dauMean28: number;
  stickiness: number;
  lifecycle: { new: number; returning: number; resurrecting: number; lapsed: number; pulse: number | null };
  retention: { nDay: Horizons; unbounded: Horizons };
  cohorts: { week: Week; size: number; retained: (number | null)[] }[];
  /** messages by weekday from Monday and local hour */
  heatmap: number[][];
  top: { name: string; messages: number }[];
}

export interface Asked {
  communityId: number;
  timeZone: string;
  /** a period that is over: its figures are as of the end of its last day */
  period: DayRange;
  /** people who are left out of "who carried the group": staff, and who does not want to be shown */
  except: readonly number[];
}

const topLength = 10;
const cohortCount = 8;

/**
 * The figures of a period. The same counts give the same figures whenever it is asked. Read it through
 * one transaction, or a running bot may write between two of them. `known`: the period's rates, where they
 * have been counted already.
 */
export async function figuresOf(db: Reader, asked: Asked, known?: Rates): Promise<Figures> {
  const { communityId, period, timeZone } = asked;
  const { fromDay: from, toDay: to } = period;
  const days = await activity(db, communityId, period);
  const sum = (of: "messages" | "joins" | "leaves") => days.reduce((total, day) => total + day[of], 0);
  const { life, wau, mau28, dauMean28, retention } = known ?? (await ratesOf(db, communityId, period));
  const isWeek = weekOf(from) === weekOf(to) && lengthOf(period) === 7;
  return {
    ...(isWeek ? { week: weekOf(from) } : {}),
    from,
    to,
    timeZone,
    messages: sum("messages"),
    active: life.active,
    joins: sum("joins"),
    leaves: sum("leaves"),
    silentNewcomers: await silentNewcomers(db, communityId, period),
    wau,
    mau28,
    dauMean28,
    stickiness: mau28 === 0 ? 0 : dauMean28 / mau28,
    lifecycle: {
      new: life.newcomers,
      returning: life.returning,
      resurrecting: life.resurrecting,
      lapsed: life.lapsed,
      pulse: life.pulse,
    },
    retention,
    cohorts: (await cohorts(db, communityId, cohortCount, to)).map(({ week, size, retained }) => ({
      week,
      size,
      retained,
    })),
    heatmap: await heatmap(db, communityId, period),
    top: (await topByMessages(db, communityId, period, topLength, asked.except)).map(({ name, messages }: Ranked) => ({
      name,
      messages,
    })),
  };
}

/** The people who joined in the period, and whether they had written by its end through any of their identities. */
export const cameSql = `
  WITH came AS MATERIALIZED (
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS person_id
      FROM passage p JOIN member m ON m.community_id = p.community_id AND m.id = p.member_id
     WHERE p.community_id = $1 AND p.day BETWEEN $2 AND $3 AND p.kind = 'join'
  ), identities AS (
    SELECT person_id, person_id AS member_id FROM came
     UNION ALL
    SELECT came.person_id, o.id FROM came JOIN member o ON o.merged_into_id = came.person_id
     WHERE o.community_id = $1 AND o.merged_into_id IS NOT NULL
  )
  SELECT person_id, count(f.day) > 0 AS has_spoken
    FROM identities i LEFT JOIN member_first_day f
      ON f.community_id = $1 AND f.member_id = i.member_id AND f.day <= $3
   GROUP BY person_id`;

/** How many people joined in the period and had never written by its end; who went again is among them. */
export async function silentNewcomers(db: Reader, communityId: number, period: DayRange): Promise<number> {
  const { rows } = await db.query<{ people: number }>(
    `SELECT count(*)::int AS people FROM (${cameSql}) silent WHERE NOT has_spoken`,
    [communityId, period.fromDay, period.toDay],
  );
  return rows[0]?.people ?? 0;
}

/** Who they are, in the order of their ids. */
export async function listSilentNewcomers(
  db: Reader,
  communityId: number,
  period: DayRange,
  limit: number,
): Promise<{ memberId: number; name: string }[]> {
  const { rows } = await db.query<{ memberId: number; name: string }>(
    `SELECT m.id AS "memberId", m.name FROM (${cameSql}) silent
       JOIN member m ON m.community_id = $1 AND m.id = silent.person_id WHERE NOT has_spoken ORDER BY m.id LIMIT $4`,
    [communityId, period.fromDay, period.toDay, limit],
  );
  return rows;
}

/** Counts of one period among several equal ones, to compare with. */
export interface Counts {
  from: Day;
  to: Day;
  messages: number;
  active: number;
  joins: number;
  leaves: number;
  silentNewcomers: number;
}

/** Those of some periods in which the community was there already: that begin on its first counted day or later. */
export async function periodsKnown<P extends DayRange>(
  db: Reader,
  communityId: number,
  periods: readonly P[],
): Promise<P[]> {
  const first = await firstDay(db, communityId);
  return periods.filter((period) => first !== null && period.fromDay >= first);
}

/** The same counts of several periods, in their order; those in which the community was not there yet are left out. */
export async function countsBefore(db: Reader, communityId: number, periods: readonly DayRange[]): Promise<Counts[]> {
  const known = await periodsKnown(db, communityId, periods);
  const counts: Counts[] = [];
  for (const period of known) counts.push(await countsOf(db, communityId, period));
  return counts;
}

/** The counts of one period. */
export async function countsOf(db: Reader, communityId: number, period: DayRange): Promise<Counts> {
  const days = await activity(db, communityId, period);
  const sum = (of: "messages" | "joins" | "leaves") => days.reduce((total, day) => total + day[of], 0);
  return {
    from: period.fromDay,
    to: period.toDay,
    messages: sum("messages"),
    active: await distinctActive(db, communityId, period),
    joins: sum("joins"),
    leaves: sum("leaves"),
    silentNewcomers: await silentNewcomers(db, communityId, period),
  };
}

/** The first day on which anything was counted; null where nothing was. */
export async function firstDay(db: Reader, communityId: number): Promise<Day | null> {
  const { rows } = await db.query<{ day: Day | null }>(
    `SELECT least((SELECT min(day) FROM chat_hour WHERE community_id = $1),
                  (SELECT min(day) FROM passage WHERE community_id = $1))::text AS day`,
    [communityId],
  );
  return rows[0]?.day ?? null;
}
