import type { DayRange, Reader } from "../period.ts";
import { cameSql } from "./figures.ts";

/** What one person brought to a period. */
export interface Carrier {
  memberId: number;
  name: string;
  messages: number;
  /** messages that answered another */
  replies: number;
  /** messages of others that answered theirs, as far as platforms tell whom a message answers */
  received: number;
  /** of their replies, those that answered a question of another */
  answers: number;
  /** messages that asked something */
  questions: number;
  days: number;
}

/** Who wrote most, and what else they did; equal counts in the order of name, then id. */
export async function carriers(
  db: Reader,
  communityId: number,
  period: DayRange,
  limit: number,
  except: readonly number[],
): Promise<Carrier[]> {
  const { rows } = await db.query<Carrier>(
    `SELECT w.person_id AS "memberId", m.name, w.messages, w.replies, w.questions, w.days,
            coalesce(r.received, 0) AS received, coalesce(r.answers, 0) AS answers
       FROM (SELECT person_id, sum(messages)::int AS messages, sum(replies)::int AS replies,
                    sum(questions)::int AS questions, count(*)::int AS days
               FROM person_day WHERE community_id = $1 AND day BETWEEN $2 AND $3 AND person_id <> ALL ($5::int[])
              GROUP BY person_id) w
       JOIN member m ON m.community_id = $1 AND m.id = w.person_id
       LEFT JOIN (SELECT coalesce(m.merged_into_id, m.id) AS person_id, sum(d.received)::int AS received,
                         sum(d.answers)::int AS answers
                    FROM reply_day d JOIN member m ON m.community_id = $1 AND m.id = d.member_id
                   WHERE d.community_id = $1 AND d.day BETWEEN $2 AND $3 GROUP BY 1) r ON r.person_id = w.person_id
      ORDER BY w.messages DESC, m.name COLLATE "C", w.person_id LIMIT $4`,
    [communityId, period.fromDay, period.toDay, limit, except],
  );
  return rows;
}

/** The lists behind the lifecycle of a period. */
export type LifecycleKind = "new" | "returning" | "resurrecting" | "lapsed";

const conditions: Readonly<Record<LifecycleKind, string>> = {
  new: "now AND f.day >= $2",
  returning: "now AND before",
  resurrecting: "now AND NOT before AND f.day < $2",
  lapsed: "before AND NOT now",
};

/** The people of one kind, those who wrote most in the two periods first. */
export async function listLifecycle(
  db: Reader,
  communityId: number,
  { period, previous }: { period: DayRange; previous: DayRange },
  kind: LifecycleKind,
  limit: number,
): Promise<{ memberId: number; name: string }[]> {
  const { rows } = await db.query<{ memberId: number; name: string }>(
    `WITH spoke AS (
       SELECT person_id, bool_or(day >= $2) AS now, bool_or(day <= $5) AS before, sum(messages) AS messages
         FROM person_day WHERE community_id = $1 AND (day BETWEEN $2 AND $3 OR day BETWEEN $4 AND $5) GROUP BY person_id)
     SELECT m.id AS "memberId", m.name FROM spoke
       JOIN person_first_day f ON f.community_id = $1 AND f.person_id = spoke.person_id
       JOIN member m ON m.community_id = $1 AND m.id = spoke.person_id
      WHERE ${conditions[kind]} ORDER BY spoke.messages DESC, m.id LIMIT $6`,
    [communityId, period.fromDay, period.toDay, previous.fromDay, previous.toDay, limit],
  );
  return rows;
}

/** The people who joined in a period, whoever is known by id, and whether they have ever written by its end. */
export async function joinCohort(
  db: Reader,
  communityId: number,
  period: DayRange,
): Promise<{ memberId: number; hasSpoken: boolean }[]> {
  const { rows } = await db.query<{ memberId: number; hasSpoken: boolean }>(
    `SELECT person_id AS "memberId", has_spoken AS "hasSpoken" FROM (${cameSql}) came`,
    [communityId, period.fromDay, period.toDay],
  );
  return rows;
}
