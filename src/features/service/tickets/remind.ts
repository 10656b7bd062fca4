import { z } from "zod";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { serviceSettings } from "../settings.ts";
import { closeTicket, sayStillAsking } from "./answer.ts";
import { tellDesk } from "./desk.ts";
import { nextOpen } from "./hours.ts";
import { deskButtons } from "./open.ts";
import { changeTicket, lockTicket, nameOf, type Ticket } from "./store.ts";
import { text } from "./text.ts";

/** A ticket nobody answers is brought up so often; from the second time on to managers in private as well. */
const reminders = 3;
const minuteMs = 60_000;

const reminding = z.object({ ticketId: z.number().int() });

/** Brings up a ticket that still waits, each time after twice as long, in working hours only. */
export async function remind(job: JobCtx): Promise<void> {
  const { ticketId } = reminding.parse(job.payload);
  await job.act(async (ctx) => {
    const ticket = await lockTicket(ctx, ticketId);
    if (ticket?.state !== "open" || ticket.reminders >= reminders) return;
    const settings = await ctx.settings(serviceSettings);
    const open = nextOpen(ctx.now, settings, ctx.community.timeZone);
    const waiting = await waitsSince(ctx, ticket);
    const number = ticket.reminders + 1;
    if (open > ctx.now) return again(ctx, ticketId, `${waiting.turn}:${number}:${open.getTime()}`, open);
    await changeTicket(ctx, ticketId, { reminders: number });
    const { language } = ctx.community;
    const words = text.reminder[language]({
      id: ticket.id,
      name: await nameOf(ctx, ticket.memberId),
      waitedMs: ctx.now.getTime() - waiting.at.getTime(),
      question: ticket.question || text.nothingAsked[language](),
    });
    const post = { ticketId, text: words, buttons: await deskButtons(ctx, ticket) };
    const told = await tellDesk(ctx, { ...post, key: `remind:${waiting.turn}:${number}` });
    if (number > 1) await tellDesk(ctx, { ...post, key: `escalate:${waiting.turn}:${number}`, escalate: true }, told);
    // once in a wait: whoever hears nothing does not know that they are not forgotten
    if (number === 2) await sayStillAsking(ctx, ticket, waiting.turn);
    if (number === reminders) return;
    const wait = settings.remindMinutes * minuteMs * 2 ** number;
    const runAt = nextOpen(new Date(ctx.now.getTime() + wait), settings, ctx.community.timeZone);
    await again(ctx, ticketId, `${waiting.turn}:${number + 1}`, runAt);
  });
}

/** Since when the member waits for an answer: what they said first after the last one, or the ticket itself (turn 0). */
async function waitsSince(ctx: BaseCtx, ticket: Ticket): Promise<{ turn: number; at: Date }> {
  const where = { communityId: ctx.community.id, ticketId: ticket.id };
  const turns = ctx.tx.ticketTurn;
  const answer = await turns.findFirst({ where: { ...where, side: "staff" }, orderBy: { id: "desc" } });
  const next =
    answer && (await turns.findFirst({ where: { ...where, id: { gt: answer.id } }, orderBy: { id: "asc" } }));
  return next ? { turn: next.id, at: next.at } : { turn: 0, at: ticket.openedAt };
}

async function again(ctx: BaseCtx, ticketId: number, which: string, runAt: Date): Promise<void> {
  const key = `service:remind:${ticketId}:${which}`;
  await ctx.enqueue({ name: "service.remind", key, payload: { ticketId }, runAt });
}

const closing = z.object({ ticketId: z.number().int(), turn: z.number().int() });

/** Closes a ticket in which nothing was said since its answer. */
export async function closeQuiet(job: JobCtx): Promise<void> {
  const { ticketId, turn } = closing.parse(job.payload);
  await job.act(async (ctx) => {
    const ticket = await lockTicket(ctx, ticketId);
    if (ticket?.state !== "answered") return;
    const where = { communityId: ctx.community.id, ticketId, id: { gt: turn } };
    if ((await ctx.tx.ticketTurn.count({ where })) === 0) await closeTicket(ctx, ticket);
  });
}
