import type { BaseCtx } from "../../core/context.ts";

/**
 * What was asked of customer service in a time, and what has become of it by now:
 * questions = answered + handedOver + askedBack + declined.
 */
export interface Asked {
  /** questions put to the bot, and wishes for a person */
  questions: number;
  /** got an entry from the bot, shared and chosen ones among them */
  answered: number;
  /** went to a person */
  handedOver: number;
  /** "did you mean", and nothing was chosen */
  askedBack: number;
  /** were told that the shop has said before that it cannot help */
  declined: number;
}

/** Counts what was asked from `fromAt` on and before `toAt`. A ticket counts by the question that led to it, else as one itself. */
export async function askedIn({ tx, community }: BaseCtx, fromAt: Date, toAt: Date): Promise<Asked> {
  const [row] = await tx.$queryRaw<Asked[]>`
    SELECT q.*, q."handedOver" + t.wishes AS "handedOver", q.questions + t.wishes AS questions FROM (
      SELECT count(*)::int AS questions,
        (count(*) FILTER (WHERE outcome IN ('answered', 'shared', 'chosen')))::int AS answered,
        (count(*) FILTER (WHERE outcome IN ('unknown', 'none', 'person')))::int AS "handedOver",
        (count(*) FILTER (WHERE outcome = 'suggested'))::int AS "askedBack",
        (count(*) FILTER (WHERE outcome = 'declined'))::int AS declined
      FROM faq_question WHERE community_id = ${community.id} AND at >= ${fromAt} AND at < ${toAt}
        AND outcome NOT IN ('waiting', 'dropped', 'talk', 'shown')) q,
    (SELECT count(*)::int AS wishes FROM ticket t WHERE community_id = ${community.id} AND opened_at >= ${fromAt}
      AND opened_at < ${toAt} AND NOT EXISTS (SELECT FROM faq_question f
        WHERE f.community_id = t.community_id AND f.ticket_id = t.id AND f.outcome <> 'shown')) t`;
  return row as Asked;
}
