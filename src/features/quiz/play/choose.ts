import type { Tx } from "../../../core/database/index.ts";
import type { Quiz } from "./quiz.ts";

/**
 * The questions to put next: those least often put in this chat, by a lot that the quiz's seed
 * decides; with one of its tags where it names any, and in its language where the bank has any.
 */
export async function nextQuestions(
  tx: Tx,
  { communityId, chatId, bankId, seed, rules }: Quiz,
  count: number,
): Promise<number[]> {
  const tags = rules.tags.map((tag) => tag.toLowerCase());
  const rows = await tx.$queryRaw<{ id: number }[]>`
    WITH fitting AS (SELECT id, language IN ('', ${rules.language}) AS fits FROM quiz_question
      WHERE community_id = ${communityId} AND bank_id = ${bankId}
        AND (${tags.length} = 0 OR EXISTS (SELECT FROM unnest(tags) AS tag WHERE lower(tag) = ANY (${tags}::text[]))))
    SELECT q.id FROM fitting q LEFT JOIN quiz_turn t ON t.community_id = ${communityId} AND t.chat_id = ${chatId} AND t.question_id = q.id
    WHERE q.fits OR NOT EXISTS (SELECT FROM fitting WHERE fits)
    GROUP BY q.id ORDER BY count(t.quiz_id), md5(${seed}::text || ':' || q.id) LIMIT ${count}`;
  return rows.map(({ id }) => id);
}

/** How many questions of a bank a quiz could put. */
export async function countFitting(
  tx: Tx,
  communityId: number,
  bankId: number,
  { tags: named, language }: { tags: readonly string[]; language: string },
): Promise<number> {
  const tags = named.map((tag) => tag.toLowerCase());
  const rows = await tx.$queryRaw<{ count: number; own: number }[]>`
    SELECT count(*)::int AS count, count(*) FILTER (WHERE language IN ('', ${language}))::int AS own FROM quiz_question
    WHERE community_id = ${communityId} AND bank_id = ${bankId}
      AND (${tags.length} = 0 OR EXISTS (SELECT FROM unnest(tags) AS tag WHERE lower(tag) = ANY (${tags}::text[])))`;
  const { count = 0, own = 0 } = rows[0] ?? {};
  return own > 0 ? own : count;
}
