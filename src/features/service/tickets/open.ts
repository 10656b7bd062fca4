import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx, MemberInfo } from "../../../core/context.ts";
import { formatTime } from "../../../core/text.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { serviceSettings } from "../settings.ts";
import { tellDesk } from "./desk.ts";
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
  const settings = await ctx.settings(serviceSettings);
  const { textDays } = await ctx.settings(textWindow);
  const turns = [...(who.before ?? []), who.question].filter((words) => words !== "" && textDays > 0);
  const id = await writeTicket(ctx, who, { reason, turns, isKept: textDays > 0, most: settings.ticketsADay });
  if (id === null) return null;
  crashPoint("after-ticket");
  await bringToDesk(ctx, id, who, reason);

  const { community, now } = ctx;
  const open = await remindLater(ctx, id, "0:1");
  return { id, opensAt: open > now ? formatTime(open, community.timeZone, community.language) : null };
}

/** Writes a ticket with what was said in it; null, and nothing is written, when there are as many as `most` today. */
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
      WHERE (SELECT count(*) FROM ticket WHERE community_id = ${community.id} AND member_id = ANY (${[...who.memberIds]}::int[])
        AND opened_at >= ${today}) < ${most}::int
      RETURNING id),
    said AS (
      INSERT INTO ticket_turn (community_id, ticket_id, member_id, side, text, at)
      SELECT ${community.id}, opened.id, ${who.member.via}, 'member', turn.words, ${now}::timestamptz
      FROM opened, unnest(${[...turns]}::text[]) WITH ORDINALITY AS turn (words, number) ORDER BY turn.number)
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

async function bringToDesk(ctx: BaseCtx, ticketId: number, who: Waiting, reason: Reason): Promise<void> {
  const { tx, community } = ctx;
  const { language } = community;
  const [name = ""] = await shownNames(tx, community.id, [who.member], language);
  const asked = who.question === "" ? text.nothingAsked[language]() : who.question;
  const turns = [...(who.before ?? []), asked].map((said) => ({ who: name, text: said }));
  await tellDesk(ctx, {
    ticketId,
    key: "open",
    text: text.atDesk[language]({ id: ticketId, name, chat: who.chatTitle, reason, turns }),
    buttons: await deskButtons(ctx, { id: ticketId, nearest: who.nearest.slice(0, picks) }),
  });
}

/** What the desk can do with a ticket by a press. */
export async function deskButtons(ctx: BaseCtx, ticket: { id: number; nearest: readonly number[] }) {
  const { tx, community } = ctx;
  const { language } = community;
  const nearest = [...ticket.nearest];
  const entries =
    nearest.length === 0
      ? []
      : await tx.$queryRaw<{ id: number; question: string }[]>`
          SELECT id, question FROM faq_entry WHERE community_id = ${community.id} AND id = ANY (${nearest}::int[])
            AND state = 'live' ORDER BY array_position(${nearest}::int[], id)`;
  const rows = entries.map(({ id, question }) => [
    { label: text.pick[language]({ question: shorten(question) }), data: `svc:pick:${ticket.id}:${id}` },
  ]);
  rows.push([
    { label: text.notForUs[language](), data: `svc:no:${ticket.id}` },
    { label: text.close[language](), data: `svc:close:${ticket.id}` },
  ]);
  return rows;
}

const shorten = (words: string) => (words.length > labelLimit ? `${words.slice(0, labelLimit - 1)}…` : words);
