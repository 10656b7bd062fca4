import { createHash } from "node:crypto";
import type { EventCtx } from "../../../core/feature.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { followUpMs, sameWords } from "./rules.ts";

/** What came of a question; none: of the entries offered none was meant, and a person was asked. */
export type Outcome =
  | "answered"
  | "shared"
  | "suggested"
  | "chosen"
  | "none"
  | "unknown"
  | "person"
  | "waiting"
  | "dropped";

/** A question as it is written down. */
export interface Asking {
  chatId: number;
  /** the identity it came through */
  via: number;
  text: string;
  messageId: string | null;
}

/** Fingerprint of a question's words, salted: the same words, the same fingerprint, and nothing outside. */
export function questionHash(salt: string, question: string): string {
  return createHash("sha256")
    .update(`${salt}\n${sameWords(question)}`)
    .digest("hex")
    .slice(0, 32);
}

/** Writes a question down; its words only where texts are kept. Gives its number. */
export async function note(
  ctx: EventCtx,
  asking: Asking,
  what: { outcome: Outcome; entryId: number | null; confidence: number; ticketId?: number },
): Promise<number> {
  const { textDays } = await ctx.settings(textWindow);
  const row = await ctx.tx.faqQuestion.create({
    data: {
      communityId: ctx.community.id,
      chatId: asking.chatId,
      memberId: asking.via,
      at: ctx.now,
      text: textDays > 0 ? asking.text : null,
      hash: questionHash(ctx.community.salt, asking.text),
      messageId: asking.messageId,
      ...what,
    },
    select: { id: true },
  });
  return row.id;
}

/** What this person asked last in this chat, within three minutes. */
export async function recentQuestion(ctx: EventCtx, memberId: number, withinMs = followUpMs) {
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, memberId);
  return ctx.tx.faqQuestion.findFirst({
    where: {
      communityId: ctx.community.id,
      chatId: ctx.chat.id,
      memberId: { in: memberIds },
      at: { gt: new Date(ctx.now.getTime() - withinMs) },
    },
    orderBy: { id: "desc" },
  });
}
