import type { BaseCtx, MemberInfo } from "../../../core/context.ts";
import { Prisma } from "../../../core/database/index.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import type { Shown } from "./shown.ts";
import type { Reason } from "./text.ts";

/** Somebody who is to be answered by a person. */
export interface Waiting {
  chatId: number;
  /** of the group; null = it is asked in private */
  chatTitle: string | null;
  member: MemberInfo;
  /** every id that stands for them */
  memberIds: readonly number[];
  messageId: string | null;
  question: string;
  /** what the question shows beside its words */
  shown: Shown | null;
  /** the same member's words just before, oldest first */
  before?: readonly string[];
  nearest: readonly number[];
}

/** What somebody showed before they asked, and said with it. */
export interface ShownBefore extends Shown {
  words: string;
}

/** What a ticket is opened with. */
interface Opening {
  reason: Reason;
  /** the member's words just before, oldest first */
  turns: readonly string[];
  /** words are kept here at all */
  isKept: boolean;
  /** tickets a day of one person */
  most: number;
  /** when the desk is reminded first */
  runAt: Date;
}

/** Entries a person who answers can pick from. */
export const picks = 3;

/** What somebody showed so shortly before they asked for a person belongs to it. */
const shownBeforeMs = 600_000;

/**
 * Writes a ticket with what was said in it and shown before it, by one statement; null, and nothing is written, when there
 * are as many as `most` today. Lists come by a subquery: by themselves they have PostgreSQL plan anew at every call.
 */
export async function writeTicket(
  ctx: BaseCtx,
  who: Waiting,
  what: Opening,
): Promise<{ id: number; before: ShownBefore[] } | null> {
  const [row] = await ctx.tx.$queryRaw<{ id: number; before: Omit<ShownBefore, "chatId">[] | null }[]>`
    WITH opened AS (${opened(ctx, who, what)}),
    before AS (${shownBefore(ctx, who, what)}),
    said AS (${said(ctx, who, what)})
    SELECT id, (SELECT json_agg(json_build_object('words', words, 'media', media, 'messageId', message_id, 'address', address)
      ORDER BY id) FROM before) AS before FROM opened`;
  return row ? { id: row.id, before: (row.before ?? []).map((one) => ({ ...one, chatId: who.chatId })) } : null;
}

/** The ticket itself, unless the person has opened too many today. */
function opened({ community, now }: BaseCtx, who: Waiting, { reason, isKept, most, runAt }: Opening): Prisma.Sql {
  const today = startOfDay(localDay(now, community.timeZone), community.timeZone);
  return Prisma.sql`
    INSERT INTO ticket (community_id, chat_id, member_id, reason, question, nearest, message_id, opened_at, remind_at)
    SELECT ${community.id}, ${who.chatId}, ${who.member.via}, ${reason}, ${isKept ? who.question : null}::text,
      ${who.nearest.slice(0, picks)}::int[], ${who.messageId}::text, ${now}::timestamptz, ${runAt}::timestamptz
    WHERE (SELECT sum(own.tickets) FROM unnest((SELECT ${[...who.memberIds]}::int[])) AS one (id),
      LATERAL (SELECT count(*) AS tickets FROM ticket WHERE community_id = ${community.id} AND member_id = one.id
        AND opened_at >= ${today}) AS own) < ${most}::int
    RETURNING id`;
}

/** What they showed just before goes with it; words that are among the turns are not said twice. */
function shownBefore({ community, now }: BaseCtx, who: Waiting, { turns }: Opening): Prisma.Sql {
  const since = new Date(now.getTime() - shownBeforeMs);
  return Prisma.sql`
    UPDATE faq_question q SET ticket_id = opened.id FROM opened
    WHERE q.community_id = ${community.id} AND q.chat_id = ${who.chatId} AND q.at > ${since}
      AND q.member_id = ANY (ARRAY(SELECT unnest(${[...who.memberIds]}::int[]))) AND q.media IS NOT NULL
      AND q.message_id IS NOT NULL AND q.ticket_id IS NULL
      AND q.message_id IS DISTINCT FROM ${who.shown?.messageId ?? null}::text
    RETURNING q.id, CASE WHEN q.text = ANY (ARRAY(SELECT unnest(${[...turns]}::text[]))) THEN '' ELSE coalesce(q.text, '') END
      AS words, q.media, q.message_id, q.address`;
}

/** The turns it begins with, in their order: what was shown, what was said before, and the question. */
function said({ community, now }: BaseCtx, who: Waiting, { turns, isKept }: Opening): Prisma.Sql {
  const { question, shown } = who;
  return Prisma.sql`
    INSERT INTO ticket_turn (community_id, ticket_id, member_id, side, text, at, media, chat_id, message_id, address)
    SELECT ${community.id}, opened.id, ${who.member.via}, 'member', turn.words, ${now}::timestamptz, turn.media,
      CASE WHEN turn.media IS NOT NULL THEN ${who.chatId}::int END, turn.message_id, turn.address
    FROM opened, (SELECT 1 AS part, id::bigint AS number, words, media, message_id, address FROM before
      UNION ALL SELECT 2, number, words, NULL, NULL, NULL
        FROM unnest((SELECT ${[...turns]}::text[])) WITH ORDINALITY AS turn (words, number)
      UNION ALL SELECT 3, 1, ${question}::text, ${shown?.media ?? null}::text, ${shown?.messageId ?? null}::text,
          ${shown?.address ?? null}::text
        WHERE ${question !== "" || shown !== null}::boolean) AS turn
    WHERE ${isKept}::boolean ORDER BY turn.part, turn.number`;
}
