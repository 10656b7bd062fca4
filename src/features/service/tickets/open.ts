import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx } from "../../../core/context.ts";
import { formatTime, type Language } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { beginsOn } from "../knowledge/content.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import { serviceSettings } from "../settings.ts";
import { shorten } from "../words.ts";
import { desksOf, postAt, type Desk } from "./desk.ts";
import { firstReminder, nextOpen } from "./hours.ts";
import { shownWith, type Shown } from "./shown.ts";
import { nameOf, type Ticket } from "./store.ts";
import { text, type Reason } from "./text.ts";
import { picks, writeTicket, type ShownBefore, type Waiting } from "./write.ts";

/** A ticket that was opened, and what its desk is told. */
export interface Opened {
  id: number;
  /** from when on people answer; null = now */
  opensAt: string | null;
  desks: readonly Desk[];
  /** what the member is called there */
  name: string;
  nearest: readonly Nearest[];
  /** what the member showed just before, oldest first, and said with it */
  before: readonly ShownBefore[];
}

/** An entry that a person who answers can pick; `from`: the day from which it holds, where that is to come. */
interface Nearest {
  id: number;
  question: string;
  from: Day | null;
}

const labelLimit = 40;

/**
 * Opens a ticket, in the transaction of the question: neither can be lost without the other. What its desk is to
 * know is read in the same round trip. Null when the member has opened as many as they may today.
 */
export async function openTicket(ctx: BaseCtx, who: Waiting, reason: Reason): Promise<Opened | null> {
  const { tx, community, now } = ctx;
  const settings = await ctx.settings(serviceSettings);
  const { textDays } = await ctx.settings(textWindow);
  const turns = (who.before ?? []).filter((words) => words !== "");
  const { open, runAt } = firstReminder(now, settings, community.timeZone);
  const [written, desks, [name = ""], nearest] = await Promise.all([
    writeTicket(ctx, who, { reason, turns, isKept: textDays > 0, most: settings.ticketsADay, runAt }),
    desksOf(ctx),
    shownNames(tx, community.id, [who.member], community.language),
    entriesFor(ctx, who.nearest),
  ]);
  if (!written) return null;
  const { id, before } = written;
  crashPoint("after-ticket");
  await enqueueReminder(ctx, id, "0:1", { number: 1, runAt });
  const opensAt = timeLater(ctx, open);
  return { id, opensAt, desks, name, nearest, before };
}

const timeLater = ({ now, community }: BaseCtx, open: Date): string | null =>
  open > now ? formatTime(open, community.timeZone, community.language) : null;

/** From when on people answer, as it is said; null = now. */
export async function opensLater(ctx: BaseCtx): Promise<string | null> {
  return timeLater(ctx, nextOpen(ctx.now, await ctx.settings(serviceSettings), ctx.community.timeZone));
}

/**
 * Has the desk reminded of a ticket that nobody answers, within working hours.
 * @param which makes the reminder once
 */
export async function remindLater(ctx: BaseCtx, ticketId: number, which: string): Promise<void> {
  const { runAt } = firstReminder(ctx.now, await ctx.settings(serviceSettings), ctx.community.timeZone);
  await remindAt(ctx, ticketId, which, { number: 1, runAt });
}

interface Reminder {
  number: number;
  runAt: Date;
}

/** Orders the `number`th reminder of a wait. One that the desk has had meanwhile, with those of others, does nothing. */
export async function remindAt(ctx: BaseCtx, ticketId: number, which: string, reminder: Reminder): Promise<void> {
  const { runAt } = reminder;
  await ctx.tx.ticket.updateMany({ where: { communityId: ctx.community.id, id: ticketId }, data: { remindAt: runAt } });
  await enqueueReminder(ctx, ticketId, which, reminder);
}

async function enqueueReminder(
  ctx: BaseCtx,
  ticketId: number,
  which: string,
  { number, runAt }: Reminder,
): Promise<void> {
  const payload = { ticketId, number };
  await ctx.enqueue({ name: "service.remind", key: `service:remind:${ticketId}:${which}`, payload, runAt });
}

/** Tells the desk of a ticket that was just opened. */
export async function bringToDesk(ctx: BaseCtx, opened: Opened, who: Waiting, reason: Reason): Promise<void> {
  const { id, desks, name, nearest, before } = opened;
  const { language } = ctx.community;
  const asked = said(language, who.question, who.shown);
  const lines = [...before.map((one) => said(language, one.words, one)), ...(who.before ?? []), asked];
  const all = lines.every((line) => line === "") ? [text.nothingAsked[language]()] : lines;
  const turns = all.filter((line) => line !== "").map((line) => ({ who: name, text: line }));
  await postAt(ctx, desks, {
    ticketId: id,
    key: "open",
    text: text.atDesk[language]({ id, name, chat: who.chatTitle, reason, turns }),
    buttons: buttonsFor(
      { id, takenById: null },
      { nearest, isShared: desks.flatMap(({ people }) => people).length > 1 },
      language,
    ),
    shown: [...before, ...(who.shown ? [who.shown] : [])],
    name,
  });
}

/** Words as the desk reads them, what was shown with them before them. */
export const said = (language: Language, words: string, shown: Pick<Shown, "media"> | null): string =>
  shown ? `${text.mark[language](shown.media)} ${words}`.trim() : words;

/** Of what was said in a ticket the newest turns are shown. */
const turnsShown = 20;

/** A ticket as the desk reads it, with what was said in it. */
export async function atDesk(
  ctx: BaseCtx,
  ticket: Ticket,
  language: Language = ctx.community.language,
): Promise<string> {
  const { tx, community } = ctx;
  const { id, reason } = ticket;
  const where = { communityId: community.id, ticketId: id };
  const newest = await tx.ticketTurn.findMany({ where, orderBy: { id: "desc" }, take: turnsShown });
  const chat = await tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: community.id, id: ticket.chatId } },
  });
  const turns = [];
  for (const turn of newest.toReversed())
    turns.push({ who: await whoOf(ctx, turn, language), text: said(language, turn.text, shownWith(turn)) });
  const title = chat.kind === "private" ? null : chat.title;
  const name = await nameOf(ctx, ticket.memberId);
  return text.atDesk[language]({ id, name, chat: title, reason, turns });
}

async function whoOf(ctx: BaseCtx, turn: { memberId: number; side: string }, language: Language): Promise<string> {
  const name = await nameOf(ctx, turn.memberId);
  return turn.side === "note" ? text.noteBy[language]({ name }) : name;
}

/** What the desk can do with a ticket by a press. */
export async function deskButtons(ctx: BaseCtx, ticket: Pick<Ticket, "id" | "nearest" | "takenById">) {
  const isShared = (await desksOf(ctx)).flatMap(({ people }) => people).length > 1;
  const nearest = await entriesFor(ctx, ticket.nearest);
  return buttonsFor(ticket, { nearest, isShared }, ctx.community.language);
}

/** Under a list of tickets: each of them by one press. */
export const openButtons = (tickets: readonly { id: number; name: string }[]) =>
  tickets.map(({ id, name }) => [{ label: `#${id} ${shorten(name, labelLimit)}`, data: `svc:show:${id}` }]);

async function entriesFor({ tx, community, now }: BaseCtx, ids: readonly number[]): Promise<Nearest[]> {
  const nearest = ids.slice(0, picks);
  if (nearest.length === 0) return [];
  const rows = await tx.$queryRaw<Pick<StoredEntry, "id" | "question" | "validFrom">[]>`
    SELECT id, question, valid_from AS "validFrom" FROM faq_entry
    WHERE community_id = ${community.id} AND id = ANY (${nearest}::int[]) AND state = 'live'
      AND (valid_until IS NULL OR valid_until > ${now}) ORDER BY array_position(${nearest}::int[], id)`;
  return rows.map(({ id, question, validFrom }) => ({ id, question, from: beginsOn({ validFrom }, now, community) }));
}

/** @param desk isShared: several people answer, so one may say that they see to it */
function buttonsFor(
  { id, takenById }: Pick<Ticket, "id" | "takenById">,
  { nearest, isShared }: { nearest: readonly Nearest[]; isShared: boolean },
  language: Language,
) {
  const taking = takenById === null ? "take" : "back";
  const rows = nearest.map((entry) => [
    {
      label: text.pick[language]({ ...entry, question: shorten(entry.question, labelLimit) }),
      data: `svc:pick:${id}:${entry.id}`,
    },
  ]);
  rows.push([
    ...(isShared || takenById !== null ? [{ label: text[taking][language](), data: `svc:${taking}:${id}` }] : []),
    { label: text.notForUs[language](), data: `svc:no:${id}` },
    { label: text.close[language](), data: `svc:close:${id}` },
  ]);
  return rows;
}
