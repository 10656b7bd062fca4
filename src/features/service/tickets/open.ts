import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx } from "../../../core/feature.ts";
import { formatTime } from "../../../core/text.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { entryById } from "../knowledge/entries.ts";
import { serviceSettings } from "../settings.ts";
import { tellDesk } from "./desk.ts";
import { nextOpen } from "./hours.ts";
import { addTurn, nameOf, type Ticket } from "./store.ts";
import { text, type Reason } from "./text.ts";

/** Somebody who is to be answered by a person. */
export interface Waiting {
  chatId: number;
  chatTitle: string;
  memberId: number;
  /** the identity it came through: rows bear this */
  via: number;
  messageId: string | null;
  question: string;
  /** the same member's words just before, oldest first */
  before?: readonly string[];
  nearest: readonly number[];
}

/** What became of asking a person: the ticket, and from when on people answer (null = now). */
export interface Opened {
  id: number;
  opensAt: string | null;
}

const minuteMs = 60_000;
/** Entries a person who answers can pick from. */
const picks = 3;
const labelLimit = 40;

/**
 * Opens a ticket and brings it to the desk, in the transaction of the question: neither can be lost
 * without the other. Null when the member has opened as many as they may today.
 */
export async function openTicket(ctx: BaseCtx, who: Waiting, reason: Reason): Promise<Opened | null> {
  const { tx, community, now } = ctx;
  const settings = await ctx.settings(serviceSettings);
  const memberIds = await memberIdsOf(tx, community.id, who.memberId);
  const since = startOfDay(localDay(now, community.timeZone), community.timeZone);
  const where = { communityId: community.id, memberId: { in: memberIds }, openedAt: { gte: since } };
  if ((await tx.ticket.count({ where })) >= settings.ticketsADay) return null;

  const { textDays } = await ctx.settings(textWindow);
  const ticket = await tx.ticket.create({
    data: {
      communityId: community.id,
      chatId: who.chatId,
      memberId: who.via,
      reason,
      question: textDays > 0 ? who.question : null,
      nearest: who.nearest.slice(0, picks),
      messageId: who.messageId,
      openedAt: now,
    },
  });
  for (const said of [...(who.before ?? []), who.question]) {
    if (said !== "" && textDays > 0)
      await addTurn(ctx, { ticketId: ticket.id, memberId: who.via, side: "member", text: said });
  }
  crashPoint("after-ticket");
  await bringToDesk(ctx, ticket as Ticket, who, reason);

  const open = await remindLater(ctx, ticket.id, "0:1");
  return { id: ticket.id, opensAt: open > now ? formatTime(open, community.timeZone, community.language) : null };
}

/**
 * Has the desk reminded of a ticket that nobody answers, within working hours. Gives when people answer next.
 * @param which makes the reminder once
 */
export async function remindLater(ctx: BaseCtx, ticketId: number, which: string): Promise<Date> {
  const settings = await ctx.settings(serviceSettings);
  const { timeZone } = ctx.community;
  const open = nextOpen(ctx.now, settings, timeZone);
  const runAt = nextOpen(new Date(open.getTime() + settings.remindMinutes * minuteMs), settings, timeZone);
  await ctx.enqueue({
    name: "service.remind",
    key: `service:remind:${ticketId}:${which}`,
    payload: { ticketId },
    runAt,
  });
  return open;
}

async function bringToDesk(ctx: BaseCtx, ticket: Ticket, who: Waiting, reason: Reason): Promise<void> {
  const { language } = ctx.community;
  const name = await nameOf(ctx, who.memberId);
  const asked = who.question === "" ? text.nothingAsked[language]() : who.question;
  const turns = [...(who.before ?? []), asked].map((said) => ({ who: name, text: said }));
  await tellDesk(ctx, {
    ticketId: ticket.id,
    key: "open",
    text: text.atDesk[language]({ id: ticket.id, name, chat: who.chatTitle, reason, turns }),
    buttons: await deskButtons(ctx, ticket),
  });
}

/** What the desk can do with a ticket by a press. */
export async function deskButtons(ctx: BaseCtx, ticket: Ticket) {
  const { language } = ctx.community;
  const rows: { label: string; data: string }[][] = [];
  for (const id of ticket.nearest) {
    const entry = await entryById(ctx.tx, ctx.community.id, id);
    if (entry?.state !== "live") continue;
    const label = text.pick[language]({ question: shorten(entry.question) });
    rows.push([{ label, data: `svc:pick:${ticket.id}:${id}` }]);
  }
  rows.push([
    { label: text.notForUs[language](), data: `svc:no:${ticket.id}` },
    { label: text.close[language](), data: `svc:close:${ticket.id}` },
  ]);
  return rows;
}

const shorten = (words: string) => (words.length > labelLimit ? `${words.slice(0, labelLimit - 1)}…` : words);
