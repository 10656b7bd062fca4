import { createHash } from "node:crypto";
import type { EventCtx } from "../../../core/context.ts";
import type { Media } from "../../../core/event.ts";
import { Prisma, writeAtEnd } from "../../../core/database/index.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { followUpMs, sameWords } from "./rules.ts";

/**
 * What came of a question. none: of the entries offered none was meant, and a person was asked; declined: the shop
 * has said before that it cannot help with it; talk: it was none; shown: something was shown without a word.
 */
export type Outcome =
  | "answered"
  | "shared"
  | "suggested"
  | "chosen"
  | "none"
  | "unknown"
  | "person"
  | "declined"
  | "waiting"
  | "dropped"
  | "talk"
  | "shown";

/** A question as it is written down. */
export interface Asking {
  id: number;
  chatId: number;
  /** the identity it came through */
  via: number;
  text: string;
  /** of its words */
  hash: string;
  messageId: string | null;
  /** what the message shows beside its words */
  media: Media | null;
}

/** Fingerprint of a question's words, salted: the same words, the same fingerprint, and nothing outside. */
export function questionHash(salt: string, question: string): string {
  return createHash("sha256")
    .update(`${salt}\n${sameWords(question)}`)
    .digest("hex")
    .slice(0, 32);
}

/**
 * The number of the next question: it is known before it is written, and the act need not wait for that. The sequence
 * goes by its name: to ask which it is reads the catalogue every time.
 */
export const nextQuestionSql = Prisma.sql`nextval('faq_question_id_seq')::int`;

/**
 * Writes a question down; its words only where texts are kept. That an entry was shown for it is
 * counted in the same statement.
 */
export async function note(
  ctx: EventCtx,
  asking: Asking,
  what: { outcome: Outcome; entryId: number | null; confidence: number; ticketId?: number },
): Promise<void> {
  const { textDays } = await ctx.settings(textWindow);
  const { outcome, entryId, confidence, ticketId = null } = what;
  const communityId = ctx.community.id;
  const shown = outcome === "answered" ? entryId : null;
  const statement = Prisma.sql`
    WITH used AS (UPDATE faq_entry SET used = used + 1, used_at = ${ctx.now}
      WHERE community_id = ${communityId} AND id = ${shown}::int)
    INSERT INTO faq_question
      (community_id, id, chat_id, member_id, at, text, hash, outcome, entry_id, confidence, ticket_id, message_id, media)
    VALUES (${communityId}, ${asking.id}, ${asking.chatId}, ${asking.via}, ${ctx.now},
      ${textDays > 0 && asking.text !== "" ? asking.text : null}, ${asking.hash}, ${outcome}, ${entryId}, ${confidence},
      ${ticketId}, ${asking.messageId}, ${asking.media})`;
  await writeAtEnd(ctx.tx, "faq_question", statement);
}

/** What this person asked last in this chat, within three minutes. */
export async function recentQuestion(ctx: EventCtx, memberId: number, withinMs = followUpMs) {
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, memberId);
  return ctx.tx.faqQuestion.findFirst({
    where: {
      communityId: ctx.community.id,
      chatId: ctx.chat.id,
      memberId: { in: memberIds },
      outcome: { not: "shown" },
      at: { gt: new Date(ctx.now.getTime() - withinMs) },
    },
    orderBy: { id: "desc" },
  });
}
