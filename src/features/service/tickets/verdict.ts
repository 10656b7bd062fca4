import type { MessageEvent } from "../../../core/event.ts";
import type { BaseCtx, EventCtx, MemberInfo } from "../../../core/context.ts";
import { lookupForm } from "../../../core/commands.ts";
import { dayMs } from "../../../core/time.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { inLanguageOf } from "../../../core/written.ts";
import { changeTicket, currentTicket, lockTicket, type Ticket } from "./store.ts";
import { text } from "./text.ts";

// Who is asked in the evening whether they are content answers the next day: a choice's number is over by then, its words are not.

/** Under this name whoever is asked is waited for in a group without buttons. */
export const verdictWatch = "verdict";
/** So long after a ticket was closed its verdict may come in words. */
const verdictMs = 3 * dayMs;

const verdicts = new Map<string, 1 | -1>();
for (const word of ["满意", "很满意", "非常满意", "挺满意", "挺满意的", "👍", "content", "satisfied"])
  verdicts.set(lookupForm(word), 1);
for (const word of ["不满意", "不太满意", "很不满意", "👎", "not content", "not satisfied", "unsatisfied"])
  verdicts.set(lookupForm(word), -1);

/** The member's own verdict; the last one counts. */
export async function rate(ctx: EventCtx, ticketId: number, rating: 1 | -1): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  if (!ticket || !ctx.member) return;
  if (ticket.memberId !== ctx.member.id && ticket.memberId !== ctx.member.via) return ctx.notice(text.notYourTicket);
  await changeTicket(ctx, ticket.id, { rating });
  const there = inLanguageOf(ctx, ticket.question);
  if (rating === 1) return there.notice(text.rated);
  const buttons = [[{ label: text.notSolved[there.language](), data: `svc:again:${ticketId}` }]];
  await there.reply(text.ratedBad, undefined, { buttons });
}

/** Waits for the member's words, where plain talk would not be looked at. */
export async function awaitVerdict(ctx: BaseCtx, { chatId, memberId }: Ticket): Promise<void> {
  const { tx, community, now } = ctx;
  const chat = await tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: community.id, id: chatId } },
  });
  if (chat.kind === "private" || ctx.capabilitiesOf(chat.platform).buttons) return;
  const key = { communityId: community.id, memberId, feature: verdictWatch };
  const until = new Date(now.getTime() + verdictMs);
  const where = { communityId_memberId_feature: key };
  await tx.watchMember.upsert({ where, create: { ...key, until }, update: { until } });
}

/** Who is content with what they were answered, alone with the bot and before they are asked, need not be asked any more. */
async function isContent(ctx: EventCtx, { id, state }: Ticket, rating: 1 | -1): Promise<boolean> {
  if (rating === -1 || state !== "answered" || ctx.chat.kind !== "private") return false;
  await rate(ctx, id, rating);
  return true;
}

/** "满意" from somebody who was asked and waits for nobody now. True when it was a verdict, and was taken. */
export async function takeVerdict(ctx: EventCtx<MessageEvent>, member: MemberInfo, said: string): Promise<boolean> {
  const rating = verdicts.get(lookupForm(said.normalize("NFKC").trim()));
  if (rating === undefined) return false;
  const { tx, community, now } = ctx;
  const memberIds = await memberIdsOf(tx, community.id, member.id);
  const current = await currentTicket(ctx, ctx.chat.id, memberIds);
  if (current) return isContent(ctx, current, rating);
  const asked = { state: "closed", rating: null, answeredAt: { not: null }, declinedAt: null };
  const closedAt = { gt: new Date(now.getTime() - verdictMs) };
  const ticket = await tx.ticket.findFirst({
    where: { communityId: community.id, memberId: { in: memberIds }, ...asked, closedAt },
    orderBy: { closedAt: "desc" },
  });
  if (!ticket) return false;
  await tx.watchMember.deleteMany({
    where: { communityId: community.id, memberId: { in: memberIds }, feature: verdictWatch },
  });
  await rate(ctx, ticket.id, rating);
  return true;
}
