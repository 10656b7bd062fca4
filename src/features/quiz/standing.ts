import { Prisma, type Tx } from "../../core/database/index.ts";

/** One person's place. */
export interface Place {
  person: number;
  name: string;
  /** equal scores share a place */
  rank: number;
  score: number;
  right: number;
  answered: number;
}

/** Which answers count: of one quiz, or of everything from an instant on. */
export type Scope = { quizId: number } | { since: Date };

/**
 * The standing by score, best first; only answers to questions that are settled. Whoever chose not
 * to be on boards (`/hide`) is on none, and moves nobody down.
 */
export async function standing(tx: Tx, communityId: number, scope: Scope, limit = 100): Promise<Place[]> {
  const which = "quizId" in scope ? Prisma.sql`a.quiz_id = ${scope.quizId}` : Prisma.sql`a.at >= ${scope.since}`;
  return tx.$queryRaw<Place[]>`
    WITH sums AS (SELECT coalesce(m.merged_into_id, m.id) AS person, sum(a.score)::int AS score,
        count(DISTINCT (a.quiz_id, a.position)) FILTER (WHERE a.is_right AND a.at <= t.closes_at)::int AS right,
        count(DISTINCT (a.quiz_id, a.position))::int AS answered
      FROM quiz_answer a JOIN quiz_turn t USING (community_id, quiz_id, position)
      JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
      WHERE a.community_id = ${communityId} AND ${which} AND a.is_given AND (t.settled_at IS NOT NULL OR a.paid_day IS NOT NULL)
      GROUP BY 1)
    SELECT person, p.name, rank() OVER (ORDER BY score DESC)::int AS rank, score, "right", answered
    FROM sums JOIN member p ON p.community_id = ${communityId} AND p.id = person
    WHERE score > 0 AND NOT EXISTS (SELECT FROM opt_out h JOIN member hm ON hm.community_id = h.community_id AND hm.id = h.member_id
      WHERE h.community_id = ${communityId} AND h.choice = 'boards' AND coalesce(hm.merged_into_id, hm.id) = person)
    ORDER BY score DESC, person LIMIT ${limit}`;
}

/** Everybody who scored, best first; for what is done for people, not shown: boards and hiding do not matter. */
export async function scorers(tx: Tx, communityId: number, scope: Scope): Promise<number[]> {
  const which = "quizId" in scope ? Prisma.sql`a.quiz_id = ${scope.quizId}` : Prisma.sql`a.at >= ${scope.since}`;
  const rows = await tx.$queryRaw<{ person: number }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS person FROM quiz_answer a
    JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
    WHERE a.community_id = ${communityId} AND ${which} AND a.is_given
    GROUP BY 1 HAVING sum(a.score) > 0 ORDER BY sum(a.score) DESC, 1`;
  return rows.map(({ person }) => person);
}

/** What one person did. */
export interface Own {
  answered: number;
  right: number;
  score: number;
  /** right answers in a row, up to the newest */
  streak: number;
}

/** A person's answers from an instant on: how many, how many right, and how many in a row up to now. */
export async function ownRecord(tx: Tx, communityId: number, memberIds: readonly number[], since: Date): Promise<Own> {
  const rows = await tx.$queryRaw<{ isRight: boolean; score: number }[]>`
    SELECT bool_or(a.is_right AND a.at <= t.closes_at) AS "isRight", sum(a.score)::int AS score
    FROM quiz_answer a JOIN quiz_turn t USING (community_id, quiz_id, position)
    WHERE a.community_id = ${communityId} AND a.member_id = ANY(${[...memberIds]}::int[]) AND a.at >= ${since} AND a.is_given
      AND (t.settled_at IS NOT NULL OR a.paid_day IS NOT NULL)
    GROUP BY a.quiz_id, a.position ORDER BY max(a.at) DESC`;
  const wrong = rows.findIndex((row) => !row.isRight);
  return {
    answered: rows.length,
    right: rows.filter((row) => row.isRight).length,
    score: rows.reduce((sum, row) => sum + row.score, 0),
    streak: wrong < 0 ? rows.length : wrong,
  };
}

/** When the running season began: when the last was closed; null = from the beginning. */
export async function seasonStart(tx: Tx, communityId: number): Promise<{ number: number; since: Date | null }> {
  const last = await tx.quizSeason.findFirst({ where: { communityId }, orderBy: { number: "desc" } });
  return { number: (last?.number ?? 0) + 1, since: last?.closedAt ?? null };
}
