import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx, MemberInfo } from "../../../core/context.ts";
import { formatTime, type Language } from "../../../core/text.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { serviceSettings } from "../settings.ts";
import { desksOf, postAt, type Desk } from "./desk.ts";
import { nextOpen } from "./hours.ts";
import { text, type Reason } from "./text.ts";

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
  /** the same member's words just before, oldest first */
  before?: readonly string[];
  nearest: readonly number[];
}

/** A ticket that was opened, and what its desk is told. */
export interface Opened {
  id: number;
  /** from when on people answer; null = now */
  opensAt: string | null;
  desks: readonly Desk[];
  /** what the member is called there */
  name: string;
  nearest: readonly Nearest[];
}

/** An entry that a person who answers can pick. */
interface Nearest {
  id: number;
  question: string;
}

const minuteMs = 60_000;
/** Entries a person who answers can pick from. */
const picks = 3;
const labelLimit = 40;

/**
 * Opens a ticket, in the transaction of the question: neither can be lost without the other. What its desk is to
 * know is read in the same round trip. Null when the member has opened as many as they may today.
 */
export async function openTicket(ctx: BaseCtx, who: Waiting, reason: Reason): Promise<Opened | null> {
  const { tx, community, now } = ctx;
  const settings = await ctx.settings(serviceSettings);
  const { textDays } = await ctx.settings(textWindow);
  const turns = [...(who.before ?? []), who.question].filter((words) => words !== "" && textDays > 0);
  const [id, desks, [name = ""], nearest] = await Promise.all([
    writeTicket(ctx, who, { reason, turns, isKept: textDays > 0, most: settings.ticketsADay }),
    desksOf(ctx),
    shownNames(tx, community.id, [who.member], community.language),
    entriesFor(ctx, who.nearest),
  ]);
  if (id === null) return null;
  crashPoint("after-ticket");
  const open = await remindLater(ctx, id, "0:1");
  const opensAt = open > now ? formatTime(open, community.timeZone, community.language) : null;
  return { id, opensAt, desks, name, nearest };
}

/**
 * Writes a ticket with what was said in it; null, and nothing is written, when there are as many as `most` today.
 * Lists come by a subquery: by themselves they have PostgreSQL plan anew at every call.
 */
async function writeTicket(
  { tx, community, now }: BaseCtx,
  who: Waiting,
  what: { reason: Reason; turns: readonly string[]; isKept: boolean; most: number },
): Promise<number | null> {
  const { reason, turns, isKept, most } = what;
  const today = startOfDay(localDay(now, community.timeZone), community.timeZone);
  const rows = await tx.$queryRaw<{ id: number }[]>`
    WITH opened AS (
      INSERT INTO ticket (community_id, chat_id, member_id, reason, question, nearest, message_id, opened_at)
      SELECT ${community.id}, ${who.chatId}, ${who.member.via}, ${reason}, ${isKept ? who.question : null}::text,
        ${who.nearest.slice(0, picks)}::int[], ${who.messageId}::text, ${now}::timestamptz
      WHERE (SELECT sum(own.tickets) FROM unnest((SELECT ${[...who.memberIds]}::int[])) AS one (id),
        LATERAL (SELECT count(*) AS tickets FROM ticket WHERE community_id = ${community.id} AND member_id = one.id
          AND opened_at >= ${today}) AS own) < ${most}::int
      RETURNING id),
    said AS (
      INSERT INTO ticket_turn (community_id, ticket_id, member_id, side, text, at)
      SELECT ${community.id}, opened.id, ${who.member.via}, 'member', turn.words, ${now}::timestamptz
      FROM opened, unnest((SELECT ${[...turns]}::text[])) WITH ORDINALITY AS turn (words, number) ORDER BY turn.number)
    SELECT id FROM opened`;
  return rows[0]?.id ?? null;
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

/** Tells the desk of a ticket that was just opened. */
export async function bringToDesk(ctx: BaseCtx, opened: Opened, who: Waiting, reason: Reason): Promise<void> {
  const { id, desks, name, nearest } = opened;
  const { language } = ctx.community;
  const asked = who.question === "" ? text.nothingAsked[language]() : who.question;
  const turns = [...(who.before ?? []), asked].map((said) => ({ who: name, text: said }));
  await postAt(ctx, desks, {
    ticketId: id,
    key: "open",
    text: text.atDesk[language]({ id, name, chat: who.chatTitle, reason, turns }),
    buttons: buttonsFor(id, nearest, language),
  });
}

/** What the desk can do with a ticket by a press. */
export async function deskButtons(ctx: BaseCtx, ticket: { id: number; nearest: readonly number[] }) {
  return buttonsFor(ticket.id, await entriesFor(ctx, ticket.nearest), ctx.community.language);
}

async function entriesFor({ tx, community }: BaseCtx, ids: readonly number[]): Promise<Nearest[]> {
  const nearest = ids.slice(0, picks);
  if (nearest.length === 0) return [];
  return tx.$queryRaw<Nearest[]>`
    SELECT id, question FROM faq_entry WHERE community_id = ${community.id} AND id = ANY (${nearest}::int[])
      AND state = 'live' ORDER BY array_position(${nearest}::int[], id)`;
}

function buttonsFor(id: number, nearest: readonly Nearest[], language: Language) {
  const rows = nearest.map((entry) => [
    { label: text.pick[language]({ question: shorten(entry.question) }), data: `svc:pick:${id}:${entry.id}` },
  ]);
  rows.push([
    { label: text.notForUs[language](), data: `svc:no:${id}` },
    { label: text.close[language](), data: `svc:close:${id}` },
  ]);
  return rows;
}

const shorten = (words: string) => (words.length > labelLimit ? `${words.slice(0, labelLimit - 1)}…` : words);
