import { Refusal, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { sameWords } from "../answering/rules.ts";
import { tellDesk } from "./desk.ts";
import { bringToDesk, openTicket, remindLater } from "./open.ts";
import { addTurn, changeTicket, currentTicket, nameOf, type Ticket } from "./store.ts";
import { text, type Reason } from "./text.ts";

/** What a person is asked. */
export interface Asked {
  question: string;
  before?: readonly string[];
  nearest: readonly number[];
}

/** What is known already of a member who asks: the ids that stand for them, and the ticket they wait in. */
export interface Known {
  memberIds: readonly number[];
  ticket: Ticket | null;
}

/** Asks a person for a member, and tells the member so. Gives the ticket's number. */
export async function askPerson(
  ctx: EventCtx,
  member: MemberInfo,
  asked: Asked,
  reason: Reason,
  known?: Known,
): Promise<number> {
  const { memberIds, ticket: current } = known ?? (await knownOf(ctx, member));
  if (current) {
    await addToTicket(ctx, member, current, asked.question);
    return current.id;
  }
  const who = {
    chatId: ctx.chat.id,
    chatTitle: ctx.chat.kind === "private" ? null : ctx.chat.title,
    member,
    memberIds,
    messageId: ctx.event.kind === "message" ? ctx.event.messageId : null,
    ...asked,
  };
  const opened = await openTicket(ctx, who, reason);
  if (!opened) throw new Refusal(text.tooMany);
  const { id, opensAt } = opened;
  // the member first: what is said first in their chat goes at once, whatever waits at the desk
  if (asked.question === "") await ctx.reply(text.openedUnsaid, { id, opensAt });
  else if (opensAt === null) await ctx.reply(text.opened, { id, reason });
  else await ctx.reply(text.openedLater, { id, reason, opensAt });
  await bringToDesk(ctx, opened, who, reason);
  return id;
}

async function knownOf(ctx: EventCtx, member: MemberInfo): Promise<Known> {
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, member.id);
  return { memberIds, ticket: await currentTicket(ctx, ctx.chat.id, memberIds) };
}

/**
 * What a waiting member says besides goes to the desk; after an answer, they wait for the next one.
 * @param how shown: the words stand for something that cannot be passed on, a picture say; corrected: they stand in
 *   the place of what was said in the same message
 */
export async function addToTicket(
  ctx: EventCtx,
  member: MemberInfo,
  ticket: Ticket,
  words: string,
  how: "said" | "shown" | "corrected" = "said",
): Promise<void> {
  const isKnown = ticket.state === "open" && sameWords(words) === sameWords(ticket.question ?? "");
  if (words === "" || isKnown) return ctx.reply(text.stillOpen, { id: ticket.id });
  const { textDays } = await ctx.settings(textWindow);
  const kept = textDays > 0 ? words : "";
  const turn = await addTurn(ctx, { ticketId: ticket.id, memberId: member.via, side: "member", text: kept });
  const messageId = ctx.event.kind === "message" ? ctx.event.messageId : ticket.messageId;
  const isAgain = ticket.state === "answered";
  // who only asked for a person says what about afterwards
  const isQuestion = how === "corrected" || (ticket.question === "" && how === "said");
  const question = isQuestion && textDays > 0 ? { question: words } : {};
  const again = isAgain ? ({ state: "open", reminders: 0 } as const) : {};
  await changeTicket(ctx, ticket.id, { messageId, ...question, ...again });
  if (isAgain) await remindLater(ctx, ticket.id, `${turn}:1`);
  const name = await nameOf(ctx, member.id);
  await tellDesk(ctx, {
    ticketId: ticket.id,
    key: `more:${turn}`,
    text: (how === "corrected" ? text.correctedAtDesk : text.moreAtDesk)[ctx.community.language]({
      id: ticket.id,
      name,
      words,
    }),
  });
  // said once: who goes on writing knows that it is passed on
  if (await isFirstSince(ctx, ticket, turn))
    await ctx.reply(how === "shown" ? text.addedShown : text.added, { id: ticket.id });
}

/** Is this the first thing they add, or the first since they were answered? */
async function isFirstSince(ctx: EventCtx, ticket: Ticket, turn: number): Promise<boolean> {
  const before = await ctx.tx.ticketTurn.findFirst({
    where: { communityId: ctx.community.id, ticketId: ticket.id, id: { lt: turn } },
    orderBy: { id: "desc" },
  });
  // what the ticket was opened with bears its own time
  return before?.side !== "member" || before.at.getTime() === ticket.openedAt.getTime();
}
