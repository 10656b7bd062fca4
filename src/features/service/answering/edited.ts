import type { EditEvent, MessageEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { sayAsItWas } from "../tickets/amended.ts";
import { addToTicket, isUntouched, withdraw } from "../tickets/member.ts";
import { answerBeside, answerQuestion, knowledgeFor } from "./answer.ts";
import type { Answering } from "./inquiry.ts";
import { inLanguageOf, withoutMentions } from "../../../core/written.ts";
import { resume } from "./later.ts";
import { besidesPerson, questionIn, repeatedMs } from "./rules.ts";
import { answersTo } from "./several.ts";
import { standingOf } from "./standing.ts";

/**
 * A message that its writer changed. Who waits for a person is passed on as they put it now, or answered when the base
 * knows that and nobody has begun with it; a question that asks for something else now is answered once more, and what
 * talk asks now is left alone.
 */
export async function hearEdit(ctx: EventCtx<EditEvent>, parts: Answering): Promise<void> {
  const { event, member } = ctx;
  if (!member || ctx.chat.kind === "channel" || (await sayAsItWas(ctx))) return;
  const question = questionIn(withoutMentions(event.text), []);
  const asked = await askedBy(ctx, member);
  if (asked?.outcome === "waiting") return drop(ctx, asked.id);
  const standing = await standingOf(ctx, member, question);
  const { ticket } = standing;
  const isTicket = ticket !== null && (ticket.messageId === event.messageId || asked?.ticketId === ticket.id);
  const isSame = asked?.hash === standing.hash;
  if (question === "" || isSame || (!isTicket && (!asked || ticket))) return;
  const heard: MessageEvent = { ...event, kind: "message", mentionsBot: true, mentions: [], forwarded: false };
  const { language, capabilities } = inLanguageOf(ctx, question);
  const again = await resume(ctx, { event: heard, chatId: ctx.chat.id, language, capabilities });
  if (!again?.member) return;
  const asker = { member: again.member, standing: { ...standing, before: null } };
  const isCorrected = asked?.ticketId === ticket?.id;
  if (
    isTicket &&
    asked &&
    isCorrected &&
    (await isUntouched(ctx, ticket)) &&
    (await answerBeside(again, parts, asker, question)) === ""
  ) {
    await drop(ctx, asked.id);
    return withdraw(ctx, ticket, question);
  }
  if (isTicket) return addToTicket(again, again.member, ticket, besidesPerson(question) ?? question, { isCorrected });
  if (await isAnsweredBy(again, parts, asker, question, asked?.entryId ?? null)) return;
  if (asked && !isAnswered(asked.outcome)) await drop(ctx, asked.id);
  await answerQuestion(again, parts, asker, question, ctx.chat.kind === "private" ? "private" : "mention");
}

const isAnswered = (outcome: string) => ["answered", "shared", "chosen"].includes(outcome);

/** What came of the message as it was, lately. */
async function askedBy({ tx, community, chat, event, now }: EventCtx<EditEvent>, { id, via }: MemberInfo) {
  return tx.faqQuestion.findFirst({
    where: {
      communityId: community.id,
      chatId: chat.id,
      memberId: { in: [id, via] },
      messageId: event.messageId,
      at: { gt: new Date(now.getTime() - repeatedMs) },
    },
    orderBy: { id: "desc" },
  });
}

/** Does what was posted already answer it, as after a slip of the finger that was put right? */
async function isAnsweredBy(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  asker: Parameters<typeof knowledgeFor>[2],
  question: string,
  entryId: number | null,
): Promise<boolean> {
  const knowledge = await knowledgeFor(ctx, parts, asker);
  if ("soon" in knowledge || entryId === null) return false;
  const ids = (await answersTo(knowledge, question)).map(({ id }) => Number(id));
  return ids.includes(entryId) && ids.every((id) => asker.standing.posted.some((one) => one.entryId === id));
}

async function drop({ tx, community }: EventCtx, id: number): Promise<void> {
  await tx.faqQuestion.update({
    where: { communityId_id: { communityId: community.id, id } },
    data: { outcome: "dropped" },
  });
}
