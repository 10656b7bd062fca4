import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx, MemberInfo } from "../../../core/context.ts";
import { formatTime, type Language } from "../../../core/text.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { serviceSettings } from "../settings.ts";
import { shorten } from "../words.ts";
import { desksOf, postAt, type Desk } from "./desk.ts";
import { firstReminder } from "./hours.ts";
import { shownWith, type Shown } from "./shown.ts";
import { nameOf, type Ticket } from "./store.ts";
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
  /** what the question shows beside its words */
  shown: Shown | null;
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
  /** what the member showed just before, oldest first, and said with it */
  before: readonly ShownBefore[];
}

interface ShownBefore extends Shown {
  words: string;
}

/** An entry that a person who answers can pick. */
interface Nearest {
  id: number;
  question: string;
}

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
  const opensAt = open > now ? formatTime(open, community.timeZone, community.language) : null;
  return { id, opensAt, desks, name, nearest, before };
}

/** What somebody showed so shortly before they asked for a person belongs to it. */
const shownBeforeMs = 600_000;

/**
 * Writes a ticket with what was said in it and shown before it; null, and nothing is written, when there are as many as
 * `most` today. Lists come by a subquery: by themselves they have PostgreSQL plan anew at every call.
 */
async function writeTicket(
  { tx, community, now }: BaseCtx,
  who: Waiting,
  what: { reason: Reason; turns: readonly string[]; isKept: boolean; most: number; runAt: Date },
): Promise<{ id: number; before: ShownBefore[] } | null> {
  const { reason, turns, isKept, most, runAt } = what;
  const today = startOfDay(localDay(now, community.timeZone), community.timeZone);
  const since = new Date(now.getTime() - shownBeforeMs);
  const rows = await tx.$queryRaw<{ id: number; before: Omit<ShownBefore, "chatId">[] | null }[]>`
    WITH opened AS (
      INSERT INTO ticket (community_id, chat_id, member_id, reason, question, nearest, message_id, opened_at, remind_at)
      SELECT ${community.id}, ${who.chatId}, ${who.member.via}, ${reason}, ${isKept ? who.question : null}::text,
        ${who.nearest.slice(0, picks)}::int[], ${who.messageId}::text, ${now}::timestamptz,
        ${runAt}::timestamptz
      WHERE (SELECT sum(own.tickets) FROM unnest((SELECT ${[...who.memberIds]}::int[])) AS one (id),
        LATERAL (SELECT count(*) AS tickets FROM ticket WHERE community_id = ${community.id} AND member_id = one.id
          AND opened_at >= ${today}) AS own) < ${most}::int
      RETURNING id),
    before AS (
      UPDATE faq_question q SET ticket_id = opened.id FROM opened
      WHERE q.community_id = ${community.id} AND q.chat_id = ${who.chatId} AND q.at > ${since}
        AND q.member_id = ANY (ARRAY(SELECT unnest(${[...who.memberIds]}::int[]))) AND q.media IS NOT NULL AND q.message_id IS NOT NULL
        AND q.ticket_id IS NULL AND q.message_id IS DISTINCT FROM ${who.shown?.messageId ?? null}::text
      RETURNING q.id, CASE WHEN q.text = ANY (ARRAY(SELECT unnest(${[...turns]}::text[]))) THEN '' ELSE coalesce(q.text, '') END AS words,
        q.media, q.message_id),
    said AS (
      INSERT INTO ticket_turn (community_id, ticket_id, member_id, side, text, at, media, chat_id, message_id)
      SELECT ${community.id}, opened.id, ${who.member.via}, 'member', turn.words, ${now}::timestamptz, turn.media,
        CASE WHEN turn.media IS NOT NULL THEN ${who.chatId}::int END, turn.message_id
      FROM opened, (SELECT 1 AS part, id::bigint AS number, words, media, message_id FROM before
        UNION ALL SELECT 2, number, words, NULL, NULL
          FROM unnest((SELECT ${[...turns]}::text[])) WITH ORDINALITY AS turn (words, number)
        UNION ALL SELECT 3, 1, ${who.question}::text, ${who.shown?.media ?? null}::text, ${who.shown?.messageId ?? null}::text
          WHERE ${who.question !== "" || who.shown !== null}::boolean) AS turn
      WHERE ${isKept}::boolean ORDER BY turn.part, turn.number)
    SELECT id, (SELECT json_agg(json_build_object('words', words, 'media', media, 'messageId', message_id) ORDER BY id)
      FROM before) AS before FROM opened`;
  const [row] = rows;
  return row ? { id: row.id, before: (row.before ?? []).map((one) => ({ ...one, chatId: who.chatId })) } : null;
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

async function entriesFor({ tx, community }: BaseCtx, ids: readonly number[]): Promise<Nearest[]> {
  const nearest = ids.slice(0, picks);
  if (nearest.length === 0) return [];
  return tx.$queryRaw<Nearest[]>`
    SELECT id, question FROM faq_entry WHERE community_id = ${community.id} AND id = ANY (${nearest}::int[])
      AND state = 'live' ORDER BY array_position(${nearest}::int[], id)`;
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
      label: text.pick[language]({ question: shorten(entry.question, labelLimit) }),
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
