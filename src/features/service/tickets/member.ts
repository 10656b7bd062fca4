import { Refusal, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { inLanguageOf } from "../../../core/written.ts";
import { isAngry, isSettled, sameWords } from "../answering/rules.ts";
import { lookLater } from "./look.ts";
import { keysAt, reachesDesk, tellDesk, type DeskPost } from "./desk.ts";
import { atDesk, bringToDesk, deskButtons, openTicket, opensLater, remindLater, said } from "./open.ts";
import { isOfAlbum, shownIn, type Shown } from "./shown.ts";
import { addTurn, changeTicket, currentTicket, lockTicket, nameOf, type Ticket } from "./store.ts";
import { text, type Reason } from "./text.ts";

/** What a person is asked. */
export interface Asked {
  question: string;
  before?: readonly string[];
  nearest: readonly number[];
  /** what the question showed, where it is not this act's message that asks */
  shown?: Shown | null;
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
  const shown = asked.shown ?? shownIn(ctx);
  if (current) {
    await addToTicket(ctx, member, current, asked.question, { shown });
    return current.id;
  }
  const who = {
    chatId: ctx.chat.id,
    chatTitle: ctx.chat.kind === "private" ? null : ctx.chat.title,
    member,
    memberIds,
    messageId: ctx.event.kind === "message" ? ctx.event.messageId : null,
    ...asked,
    shown,
  };
  const opened = await openTicket(ctx, who, reason);
  if (!opened) throw new Refusal(text.tooMany);
  const { id, opensAt } = opened;
  // the member first: what is said first in their chat goes at once, whatever waits at the desk
  if (asked.question === "" && !shown && opened.before.length === 0)
    await ctx.reply(text.openedUnsaid, { id, opensAt });
  else if (opensAt === null) await ctx.reply(text.opened, { id, reason });
  else await ctx.reply(text.openedLater, { id, reason, opensAt });
  if (shown && !(await reachesDesk(ctx, shown))) await ctx.reply(text.notShown, { id, media: shown.media });
  await bringToDesk(ctx, opened, who, reason);
  const places = opened.desks.map(({ chatId }) => chatId);
  await awaitShown(ctx, places, { ticketId: id, key: "open", shown: [...opened.before, ...(shown ? [shown] : [])] });
  return id;
}

async function knownOf(ctx: EventCtx, member: MemberInfo): Promise<Known> {
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, member.id);
  return { memberIds, ticket: await currentTicket(ctx, ctx.chat.id, memberIds) };
}

/**
 * What a waiting member says or shows besides goes to the desk; after an answer, they wait for the next one.
 * @param more corrected: it stands in the place of what was said in the same message; shown: what goes with it, where that
 *   is not what the message of this act shows
 */
export async function addToTicket(
  ctx: EventCtx,
  member: MemberInfo,
  ticket: Ticket,
  words: string,
  { isCorrected = false, shown = shownIn(ctx) }: { isCorrected?: boolean; shown?: Shown | null } = {},
): Promise<void> {
  const isKnown = ticket.state === "open" && sameWords(words) === sameWords(ticket.question ?? "");
  if (!shown && (words === "" || isKnown)) return ctx.reply(text.stillOpen, { id: ticket.id });
  const { textDays } = await ctx.settings(textWindow);
  const kept = textDays > 0 ? { text: words, shown } : { text: "" };
  const turn = await addTurn(ctx, { ticketId: ticket.id, memberId: member.via, side: "member", ...kept });
  const messageId = ctx.event.kind === "message" ? ctx.event.messageId : ticket.messageId;
  const isAgain = ticket.state === "answered";
  // who only asked for a person says what about afterwards
  const isQuestion = isCorrected || (ticket.question === "" && words !== "");
  const question = isQuestion && textDays > 0 ? { question: words } : {};
  const again = isAgain ? ({ state: "open", reminders: 0 } as const) : {};
  await changeTicket(ctx, ticket.id, { messageId, ...question, ...again });
  if (isAgain) await remindLater(ctx, ticket.id, `${turn}:1`);
  const { language } = ctx.community;
  const more = { id: ticket.id, name: await nameOf(ctx, member.id), words: said(language, words, shown), shown };
  if (ticket.reason !== "angry" && isAngry(words)) return sayUpset(ctx, ticket, turn, more);
  const line = isCorrected ? text.correctedAtDesk : shown ? text.moreShownAtDesk : text.moreAtDesk;
  const post = { ticketId: ticket.id, key: `more:${turn}`, ...shownPart(shown) };
  await awaitShown(ctx, await tellDesk(ctx, { ...post, text: line[language](more) }), post);
  if (shown && !(await reachesDesk(ctx, shown))) return ctx.reply(text.notShown, { id: ticket.id, media: shown.media });
  if (isSettled(words)) return ctx.reply(text.noMore, { id: ticket.id });
  // said once: who goes on writing knows that it is passed on
  if (!isOfAlbum(ctx, ticket.openedAt) && (await isFirstSince(ctx, ticket, turn)))
    await ctx.reply(text.added, { id: ticket.id, opensAt: await opensLater(ctx) });
}

/**
 * Has nobody begun with a ticket, and is there no more to it than a question that the base did not know? Whoever wanted a
 * person, or showed something, goes on waiting for one.
 */
export async function isUntouched(ctx: EventCtx, { id, state, reason, takenById }: Ticket): Promise<boolean> {
  if (state !== "open" || takenById !== null || (reason !== "unknown" && reason !== "failed")) return false;
  const where = { communityId: ctx.community.id, ticketId: id };
  const turns = await ctx.tx.ticketTurn.findMany({ where, select: { side: true, media: true }, take: 2 });
  return turns.length <= 1 && turns.every(({ side, media }) => side === "member" && media === null);
}

/** Ends a ticket whose question was changed into one that the bot has answered; the desk need do nothing any more. */
export async function withdraw(ctx: EventCtx, { id, memberId }: Ticket, words: string): Promise<void> {
  await changeTicket(ctx, id, { state: "closed", closedAt: ctx.now });
  const told = text.withdrawnAtDesk[ctx.community.language]({ id, name: await nameOf(ctx, memberId), words });
  await tellDesk(ctx, { ticketId: id, key: `withdrawn:${ctx.event.key}`, text: told });
}

const shownPart = (shown: Shown | null) => (shown ? { shown: [shown] } : {});

/** Has it looked at whether what was shown reached the desk: its platform may refuse to send it on. */
async function awaitShown(
  ctx: EventCtx,
  chatIds: readonly number[],
  post: Pick<DeskPost, "ticketId" | "key" | "shown">,
): Promise<void> {
  const keys = keysAt(chatIds, post);
  if (keys.length > 0) await lookLater(ctx, { ticketId: post.ticketId, looks: 0, keys });
}

/** Somebody who waits is losing patience: the desk is asked to see to them first, and so are the managers; once in a ticket. */
async function sayUpset(
  ctx: EventCtx,
  ticket: Ticket,
  turn: number,
  more: { id: number; name: string; words: string; shown: Shown | null },
): Promise<void> {
  await changeTicket(ctx, ticket.id, { reason: "angry" });
  const words = text.upsetAtDesk[ctx.community.language](more);
  const buttons = await deskButtons(ctx, ticket);
  const post = { ticketId: ticket.id, key: `upset:${turn}`, text: words, buttons, ...shownPart(more.shown) };
  const told = await tellDesk(ctx, post);
  const escalated = await tellDesk(ctx, { ...post, escalate: true }, told);
  await awaitShown(ctx, [...told, ...escalated], post);
  await ctx.reply(text.addedAngry, { id: ticket.id });
}

/** Somebody whose ticket was closed has not been helped: the same ticket is open again, and the desk sees all of it. */
export async function reopen(given: EventCtx, member: MemberInfo, ticketId: number): Promise<void> {
  const ticket = await lockTicket(given, ticketId);
  if (!ticket) return;
  const ctx = inLanguageOf(given, ticket.question);
  if (ticket.memberId !== member.id && ticket.memberId !== member.via) return ctx.notice(text.notYourTicket);
  const { ticket: current } = await knownOf(ctx, member);
  if (current && (current.id !== ticketId || current.state === "open"))
    return ctx.notice(text.stillOpen, { id: current.id });
  const { language } = ctx.community;
  const turn = await addTurn(ctx, { ticketId, memberId: member.via, side: "member", text: text.notSolved[language]() });
  const open = { state: "open", closedAt: null, declinedAt: null, reason: "reopened", reminders: 0 } as const;
  await changeTicket(ctx, ticketId, { ...open, ...(ticket.answeredAt === null ? {} : { rating: -1 }) });
  await remindLater(ctx, ticketId, `${turn}:1`);
  const post = { ticketId, key: `again:${turn}`, text: await atDesk(ctx, { ...ticket, reason: "reopened" }) };
  await tellDesk(ctx, { ...post, buttons: await deskButtons(ctx, ticket) });
  await ctx.reply(text.reopened, { id: ticketId });
}

/** Is this the first thing they add, or the first since they were answered? */
async function isFirstSince(ctx: EventCtx, ticket: Ticket, turn: number): Promise<boolean> {
  const before = await ctx.tx.ticketTurn.findFirst({
    where: { communityId: ctx.community.id, ticketId: ticket.id, side: { not: "note" }, id: { lt: turn } },
    orderBy: { id: "desc" },
  });
  // what the ticket was opened with bears its own time
  return before?.side !== "member" || before.at.getTime() === ticket.openedAt.getTime();
}
