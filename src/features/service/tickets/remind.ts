import { z } from "zod";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { serviceSettings, type ServiceSettings } from "../settings.ts";
import { closeTicket } from "./answer.ts";
import { tellDesk } from "./desk.ts";
import { nextOpen, nextReminder } from "./hours.ts";
import { deskButtons, openButtons, remindAt } from "./open.ts";
import { sayStillAsking } from "./send.ts";
import { changeTicket, lockTicket, nameOf, takerOf, waitsSince, type Ticket, type Waiting } from "./store.ts";
import { text } from "./text.ts";

/** A ticket nobody answers is brought up so often: twice on its day, then on mornings; from the second time on to managers too. */
const reminders = 7;
const minuteMs = 60_000;
/** Those shown of many who wait. */
const shown = 10;
/** Under this advisory lock the tickets of a community are brought up: all that are due in one message. */
const remindLock = 7011;

const reminding = z.object({ ticketId: z.number().int(), number: z.number().int().optional() });

/** A ticket that is brought up: for which time, and since when the member waits. */
interface Due {
  ticket: Ticket;
  number: number;
  waiting: Waiting;
  name: string;
  /** who sees to it */
  by: string | null;
}

/** Brings up the tickets that still wait and are due, in working hours only, and all of them at once. */
export async function remind(job: JobCtx): Promise<void> {
  const { ticketId, number } = reminding.parse(job.payload);
  await job.act(async (ctx) => {
    await ctx.tx.$executeRaw`SELECT pg_advisory_xact_lock(${remindLock}::int, ${ctx.community.id}::int)`;
    const ticket = await lockTicket(ctx, ticketId);
    if (ticket?.state !== "open" || ticket.reminders >= reminders) return;
    // it was brought up with others meanwhile
    if (number !== undefined && number !== ticket.reminders + 1) return;
    const settings = await ctx.settings(serviceSettings);
    const open = nextOpen(ctx.now, settings, ctx.community.timeZone);
    const first = await dueOf(ctx, ticket);
    const which = `${first.waiting.turn}:${first.number}:${open.getTime()}`;
    if (open > ctx.now) return remindAt(ctx, ticketId, which, { number: first.number, runAt: open });
    const due = [first, ...(await alsoDue(ctx, ticketId, settings.remindMinutes * minuteMs))];
    for (const one of due) await stepOn(ctx, one, settings);
    await bringUp(ctx, due);
  });
}

const dueOf = async (ctx: BaseCtx, ticket: Ticket): Promise<Due> => ({
  ticket,
  number: ticket.reminders + 1,
  waiting: await waitsSince(ctx, ticket),
  name: await nameOf(ctx, ticket.memberId),
  by: await takerOf(ctx, ticket),
});

/** Others whose turn it is now or almost: half a first wait sooner is better than a message each. */
async function alsoDue(ctx: BaseCtx, ticketId: number, waitMs: number): Promise<Due[]> {
  const until = new Date(ctx.now.getTime() + waitMs / 2);
  const rows = await ctx.tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM ticket WHERE community_id = ${ctx.community.id} AND state = 'open' AND id <> ${ticketId}
      AND reminders < ${reminders} AND remind_at <= ${until} ORDER BY id FOR UPDATE SKIP LOCKED`;
  const due = [];
  for (const { id } of rows) {
    const ticket = await lockTicket(ctx, id);
    if (ticket) due.push(await dueOf(ctx, ticket));
  }
  return due;
}

/** Counts a reminder and orders the next one. */
async function stepOn(ctx: BaseCtx, { ticket, number, waiting }: Due, settings: ServiceSettings): Promise<void> {
  await changeTicket(ctx, ticket.id, { reminders: number, remindAt: null });
  // once in a wait: whoever hears nothing does not know that they are not forgotten
  if (number === 2) await sayStillAsking(ctx, ticket, waiting.turn);
  if (number === reminders) return;
  const runAt = nextReminder(ctx.now, number, settings, ctx.community.timeZone);
  await remindAt(ctx, ticket.id, `${waiting.turn}:${number + 1}`, { number: number + 1, runAt });
}

async function bringUp(ctx: BaseCtx, due: readonly Due[]): Promise<void> {
  const told = await tellDesk(ctx, await postOf(ctx, due, "remind"));
  const late = due.filter(({ number }) => number > 1);
  if (late.length > 0) await tellDesk(ctx, { ...(await postOf(ctx, late, "escalate")), escalate: true }, told);
}

/** One ticket as itself, so that a reply answers it; of several a list, and each of them by one press. */
async function postOf(ctx: BaseCtx, due: readonly Due[], key: string) {
  const { language } = ctx.community;
  const rows = due.map(({ ticket, name, by, waiting }) => {
    return { ...ticket, ...waiting, name, by, waitedMs: ctx.now.getTime() - waiting.at.getTime() };
  });
  const [only, ...others] = due;
  const [row] = rows;
  if (only && row && others.length === 0) {
    const question = row.question || text.nothingAsked[language]();
    const words = text.reminder[language]({ ...row, question });
    const buttons = await deskButtons(ctx, row);
    return { ticketId: row.id, key: `${key}:${only.waiting.turn}:${only.number}`, text: words, buttons };
  }
  const named = rows.slice(0, shown);
  return {
    ticketId: 0,
    key: `${key}:${row?.id}:${ctx.now.getTime()}`,
    text: text.reminders[language]({ rows: named, more: rows.length - named.length }),
    buttons: openButtons(named),
  };
}

const closing = z.object({ ticketId: z.number().int(), turn: z.number().int() });

/** Closes a ticket in which nothing was said since its answer. */
export async function closeQuiet(job: JobCtx): Promise<void> {
  const { ticketId, turn } = closing.parse(job.payload);
  await job.act(async (ctx) => {
    const ticket = await lockTicket(ctx, ticketId);
    if (ticket?.state !== "answered") return;
    const where = { communityId: ctx.community.id, ticketId, side: { not: "note" }, id: { gt: turn } };
    if ((await ctx.tx.ticketTurn.count({ where })) === 0) await closeTicket(ctx, ticket);
  });
}
