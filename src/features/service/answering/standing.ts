import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import type { Edition } from "../knowledge/edition.ts";
import { ticketById, type Ticket } from "../tickets/store.ts";
import { nextQuestionSql, questionHash } from "./log.ts";
import { declinedMs, followUpMs, repeatedMs } from "./rules.ts";

/** An entry that was posted in a chat. */
export interface Posted {
  entryId: number;
  /** the identity that had asked for it */
  memberId: number;
  /** when, in milliseconds */
  at: number;
}

/** What is known of somebody who asks, where they ask, and of the entries they ask for. */
export interface Standing {
  /** reserved for the question, should it be written down */
  questionId: number;
  /** fingerprint of its words */
  hash: string;
  /** every member id that stands for the person */
  memberIds: number[];
  /** in which they wait here for a person; null = they do not */
  ticket: Ticket | null;
  /** what they asked last in this chat, within three minutes; null = nothing, or its words are not kept */
  before: string | null;
  /** the shop has lately said of these very words, whoever asked them, that it cannot help, and answered nobody since */
  isDeclined: boolean;
  /** the newest time each entry was posted in this chat within ten minutes */
  posted: Posted[];
  edition: Edition;
}

interface Row {
  questionId: number;
  memberIds: number[];
  ticketId: number | null;
  before: string | null;
  isDeclined: boolean;
  posted: Posted[] | null;
  version: number | null;
  calibration: unknown;
}

/**
 * All of it by one statement: two hundred may ask at once. Nothing in it is in the order of an index (+ 0), and tickets
 * are looked up for each id of the person by itself: else PostgreSQL, while it knows little of these tables, reads all
 * questions and tickets of the community, the newest first.
 */
export async function standingOf(ctx: EventCtx, member: MemberInfo, question: string): Promise<Standing> {
  const communityId = ctx.community.id;
  const chatId = ctx.chat.id;
  const hash = questionHash(ctx.community.salt, question);
  const since = (ms: number) => new Date(ctx.now.getTime() - ms);
  const rows = await ctx.tx.$queryRaw<Row[]>`
    WITH person AS MATERIALIZED (SELECT ARRAY(SELECT ${member.id}::int UNION ALL
      SELECT id FROM member WHERE community_id = ${communityId} AND merged_into_id = ${member.id}) AS ids),
    posted AS (SELECT DISTINCT ON (entry_id) entry_id, member_id, at FROM faq_question
      WHERE community_id = ${communityId} AND chat_id = ${chatId} AND at > ${since(repeatedMs)}
        AND outcome IN ('answered', 'chosen') AND entry_id IS NOT NULL ORDER BY entry_id, id + 0 DESC)
    SELECT ${nextQuestionSql} AS "questionId", person.ids AS "memberIds", v.version, v.calibration,
      (SELECT max(own.id) FROM unnest(person.ids) AS one (id), LATERAL (SELECT max(id + 0) AS id FROM ticket
        WHERE community_id = ${communityId} AND chat_id = ${chatId} AND member_id = one.id AND state <> 'closed') AS own)
        AS "ticketId",
      (SELECT text FROM faq_question WHERE community_id = ${communityId} AND chat_id = ${chatId}
        AND member_id = ANY (person.ids) AND at > ${since(followUpMs)} AND outcome <> 'shown' ORDER BY id + 0 DESC LIMIT 1) AS before,
      EXISTS (SELECT FROM ticket WHERE community_id = ${communityId} AND declined_at > ${since(declinedMs)}
        AND declined_hash = ${hash}) AS "isDeclined",
      (SELECT json_agg(json_build_object('entryId', entry_id, 'memberId', member_id,
        'at', floor(extract(epoch FROM at) * 1000))) FROM posted) AS posted
    FROM person LEFT JOIN faq_version v ON v.community_id = ${communityId}`;
  const row = rows[0] as Row; // an aggregate always has one
  return {
    questionId: row.questionId,
    hash,
    memberIds: row.memberIds,
    ticket: row.ticketId === null ? null : await ticketById(ctx, row.ticketId),
    before: row.before,
    isDeclined: row.isDeclined,
    posted: row.posted ?? [],
    edition: { version: row.version ?? 0, calibration: (row.calibration as Edition["calibration"]) ?? null },
  };
}
