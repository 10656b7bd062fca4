import type { BaseCtx } from "../../../core/context.ts";
import type { Offer } from "../../../core/feature.ts";
import { fill, text as words } from "../../../core/text.ts";
import { isValidAt, shownAnswer } from "../knowledge/content.ts";
import { entryById } from "../knowledge/entries.ts";

/** What is told in passing is short; longer answers wait for their question. */
const longest = 300;
/** Of what they asked, so many entries are looked at, the most wanted first. */
const lookedAt = 5;
const address = /https?:\/\/|www\./i;

/** The answer to what most of these people once asked, changed or used most lately first; it tells nobody who asked. */
export async function offerAnswer(
  { tx, community, now }: BaseCtx,
  _chatId: number,
  people: readonly number[],
): Promise<Offer | null> {
  const asked = await tx.$queryRaw<{ entryId: number; people: number }[]>`
    SELECT q.entry_id AS "entryId", count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS people FROM faq_question q
    JOIN member m ON m.community_id = q.community_id AND m.id = q.member_id
    JOIN faq_entry e ON e.community_id = q.community_id AND e.id = q.entry_id
    WHERE q.community_id = ${community.id} AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])
      AND q.outcome IN ('answered', 'shared', 'chosen') AND e.state = 'live' AND e.audience = 'member'
      AND (e.language IS NULL OR e.language = ${community.language})
    GROUP BY q.entry_id, e.updated_at ORDER BY 2 DESC, e.updated_at DESC, 1 LIMIT ${lookedAt}`;
  for (const { entryId, people: count } of asked) {
    const entry = await entryById(tx, community.id, entryId);
    if (!entry || !isValidAt(entry, now)) continue;
    const { question } = entry;
    const answer = shownAnswer(entry);
    // an address in what nobody asked for looks like an advertisement
    if (answer.length > longest || address.test(answer)) continue;
    return { text: fill(known, { question, answer }), people: count };
  }
  return null;
}

const known = words<{ question: string; answer: string }>({
  zh: ({ question, answer }) => `大家常问的一件事，也许你也用得上：\n${question}\n${answer}`,
  en: ({ question, answer }) => `Something people here like to know:\n${question}\n${answer}`,
});
