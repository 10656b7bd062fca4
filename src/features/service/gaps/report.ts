import type { BaseCtx } from "../../../core/context.ts";
import { dayMs } from "../../../core/time.ts";
import { isAnswerOf } from "../knowledge/content.ts";
import { liveEntries, type StoredEntry } from "../knowledge/entries.ts";
import { sameWords } from "../answering/rules.ts";
import { askedIn, type Asked } from "../asked.ts";
import { contradictions, type Contradiction } from "./contradictions.ts";
import { groupQuestions, type Group } from "./group.ts";

/** Entries nobody asked for in so long, and that are older, are shown as never used. */
const unusedDays = 60;
const staleDays = 365;
const questionsRead = 500;

/** Questions that found no entry, and the newest ticket in which a person answered one of them. */
export interface Gap extends Group {
  ticketId: number | null;
}

/** What is missing in the knowledge base, and what is too much in it. */
export interface Gaps {
  /** questions without an answer, alike ones together, the most frequent first */
  groups: Gap[];
  /** what staff called "not for us", and who asked it again */
  declined: Group[];
  /** wordings members chose an entry for, which it does not have yet */
  phrasings: { entry: StoredEntry; wording: string; questionId: number }[];
  /** entries whose answers members found useless more often than useful */
  doubted: StoredEntry[];
  /** entries that answer one question differently */
  contradictions: Contradiction[];
  /** past their last day: they answer nobody */
  ended: StoredEntry[];
  unused: StoredEntry[];
  stale: StoredEntry[];
}

/** The last `days` days' gaps, from the questions whose words are still kept. */
export async function findGaps(ctx: BaseCtx, days = 30): Promise<Gaps> {
  const { tx, community, now } = ctx;
  const since = new Date(now.getTime() - days * dayMs);
  const asked = await tx.faqQuestion.findMany({
    where: { communityId: community.id, at: { gt: since }, text: { not: null } },
    orderBy: { id: "desc" },
    take: questionsRead,
  });
  const made = await tx.ticket.findMany({
    where: { communityId: community.id, entryId: { not: null } },
    select: { id: true, entryId: true },
  });
  const refused = await tx.ticket.findMany({
    where: { communityId: community.id, declinedAt: { gt: since } },
    select: { id: true },
  });
  const entries = await liveEntries(tx, community.id);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  // an entry that was made of a ticket mends the gap, as long as it stays; so does a wording that was added
  const mended = new Set(made.filter((one) => one.entryId !== null && byId.has(one.entryId)).map((one) => one.id));
  const wordings = new Set(entries.flatMap((entry) => [entry.question, ...entry.alternatives]).map(sameWords));
  const isMended = (one: { ticketId: number | null; text: string | null }) =>
    (one.ticketId !== null && mended.has(one.ticketId)) || wordings.has(sameWords(one.text ?? ""));
  const unmended = asked.filter((one) => !isMended(one));
  const declined = declinedAmong(unmended, new Set(refused.map(({ id }) => id)));
  const open = unmended.filter((one) => isUnanswered(one.outcome) && !declined.has(one));
  const phrasings = asked.flatMap((one) => {
    const entry = one.outcome === "chosen" && one.entryId !== null ? byId.get(one.entryId) : undefined;
    const isNew =
      entry && one.text && one.feedback !== -1 && ![entry.question, ...entry.alternatives].includes(one.text);
    return isNew ? [{ entry, wording: one.text as string, questionId: one.id }] : [];
  });
  const before = (days: number) => (entry: StoredEntry) => entry.updatedAt.getTime() < now.getTime() - days * dayMs;
  return {
    groups: gapsAmong(open.toReversed(), await answered(ctx, byId, since)),
    declined: groupQuestions([...declined].map((one) => one.text ?? "").toReversed()),
    phrasings,
    doubted: await doubted(ctx, byId, since),
    contradictions: contradictions(entries, now),
    ended: entries.filter(({ validUntil }) => validUntil !== null && validUntil <= now),
    unused: entries.filter((entry) => entry.used === 0).filter(before(unusedDays)),
    stale: entries.filter(before(staleDays)),
  };
}

/** Tickets that a person answered in their own words: what they answered with an entry is in the base already. */
async function answered(
  { tx, community }: BaseCtx,
  byId: ReadonlyMap<number, StoredEntry>,
  since: Date,
): Promise<Set<number>> {
  const rows = await tx.ticket.findMany({
    where: { communityId: community.id, openedAt: { gt: since }, answer: { not: null }, declinedAt: null },
    select: { id: true, answer: true, nearest: true },
  });
  const isOfBase = ({ answer, nearest }: (typeof rows)[number]) =>
    nearest.flatMap((id) => byId.get(id) ?? []).some((entry) => isAnswerOf(entry, answer ?? ""));
  return new Set(rows.filter((row) => !isOfBase(row)).map(({ id }) => id));
}

/** Questions alike, each group with the newest of these tickets that one of them came to. */
function gapsAmong(
  open: readonly { text: string | null; ticketId: number | null }[],
  answered: ReadonlySet<number>,
): Gap[] {
  const tickets = new Map(
    open.flatMap(({ text, ticketId }) =>
      ticketId !== null && answered.has(ticketId) ? [[text, ticketId] as const] : [],
    ),
  );
  return groupQuestions(open.map(({ text }) => text ?? "")).map((group) => {
    const ids = group.wordings.flatMap((wording) => tickets.get(wording) ?? []);
    return { ...group, ticketId: ids.length > 0 ? Math.max(...ids) : null };
  });
}

/** Of these questions, those that staff called "not for us", in whichever ticket and whoever asked them. */
function declinedAmong<Q extends { ticketId: number | null; outcome: string; hash: string }>(
  questions: readonly Q[],
  tickets: ReadonlySet<number>,
): Set<Q> {
  const isSaid = (one: Q) => one.outcome === "declined" || (one.ticketId !== null && tickets.has(one.ticketId));
  const hashes = new Set(questions.filter(isSaid).map(({ hash }) => hash));
  const isForPerson = ({ outcome }: Q) => isUnanswered(outcome) || outcome === "person";
  return new Set(questions.filter((one) => isSaid(one) || (isForPerson(one) && hashes.has(one.hash))));
}

const isUnanswered = (outcome: string) => outcome === "unknown" || outcome === "none";

/** What was said of an entry before it was changed is not said of what it says now. */
async function doubted(ctx: BaseCtx, byId: ReadonlyMap<number, StoredEntry>, since: Date): Promise<StoredEntry[]> {
  const rows = await ctx.tx.$queryRaw<{ id: number }[]>`
    SELECT entry_id AS id FROM faq_question q JOIN faq_entry e ON e.community_id = q.community_id AND e.id = q.entry_id
    WHERE q.community_id = ${ctx.community.id} AND q.at > ${since} AND q.at >= e.updated_at AND feedback IS NOT NULL
      AND outcome IN ('answered', 'chosen', 'shared', 'unknown') GROUP BY 1 HAVING sum(feedback) < 0 ORDER BY sum(feedback), 1`;
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

/** How answering goes, over the last `days` days. */
export interface ServiceFigures extends Asked {
  useful: number;
  useless: number;
  /** median minutes until a person's first answer; null = none yet */
  firstAnswerMinutes: number | null;
  content: number;
  notContent: number;
  /** requests to the model and their cost, in millionths of the provider's currency */
  calls: number;
  cost: number;
}

export async function figures(ctx: BaseCtx, days = 30): Promise<ServiceFigures> {
  const since = new Date(ctx.now.getTime() - days * dayMs);
  const [row] = await ctx.tx.$queryRaw<Omit<ServiceFigures, keyof Asked>[]>`
    SELECT q.*, t.*, l.* FROM (
      SELECT count(*) FILTER (WHERE feedback = 1)::int AS useful, count(*) FILTER (WHERE feedback = -1)::int AS useless
      FROM faq_question WHERE community_id = ${ctx.community.id} AND at > ${since}) q,
    (SELECT count(*) FILTER (WHERE rating = 1)::int AS content, count(*) FILTER (WHERE rating = -1)::int AS "notContent",
        (percentile_cont(.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at) / 60))::float8 AS "firstAnswerMinutes"
      FROM ticket WHERE community_id = ${ctx.community.id} AND opened_at > ${since}) t,
    (SELECT count(*)::int AS calls, coalesce(sum(cost), 0)::int AS cost
      FROM llm_call WHERE community_id = ${ctx.community.id} AND at > ${since}) l`;
  // until now and with it
  const asked = await askedIn(ctx, since, new Date(ctx.now.getTime() + 1));
  return { ...asked, ...(row as Omit<ServiceFigures, keyof Asked>) };
}
