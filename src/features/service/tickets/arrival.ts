import { z } from "zod";
import type { Outgoing } from "../../../core/bot.ts";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { tellDesk } from "./desk.ts";
import { deskButtons } from "./open.ts";
import { nameOf, ticketById } from "./store.ts";
import { text } from "./text.ts";

// "Passed on" is said when an answer is written; whether it arrived is known later.

/** When it is looked whether an answer arrived, each time so long after the last; then the platform has been silent for a day. */
const looksMs = [20_000, 120_000, 900_000, 3_600_000, 6 * 3_600_000, 16 * 3_600_000];

const look = z.object({ ticketId: z.number().int(), turn: z.number().int(), looks: z.number().int() });
type Look = z.infer<typeof look>;

/** Has it looked at whether the answer of this turn arrived. */
export async function lookLater(ctx: BaseCtx, payload: Look): Promise<void> {
  const { ticketId, turn, looks } = payload;
  const waitMs = looksMs[looks];
  if (waitMs === undefined) return;
  const key = `service:arrival:${ticketId}:${turn}:${looks}`;
  await ctx.enqueue({ name: "service.arrival", key, payload, runAt: new Date(ctx.now.getTime() + waitMs) });
}

/** Tells the desk, once, of an answer that the member cannot read, or of which they have the words only. */
export async function lookAtArrival(job: JobCtx): Promise<void> {
  const payload = look.parse(job.payload);
  await job.act(async (ctx) => {
    const ticket = await ticketById(ctx, payload.ticketId);
    const key = { communityId: ctx.community.id, key: `ticket:${payload.ticketId}:a:${payload.turn}` };
    const sent = await ctx.tx.outbox.findUnique({ where: { communityId_key: key } });
    if (!ticket || !sent) return;
    if (sent.state === "pending" || sent.state === "sending")
      return lookLater(ctx, { ...payload, looks: payload.looks + 1 });
    const { copyOf } = sent.message as unknown as Outgoing;
    const isLost = sent.state === "failed";
    if (!isLost && !(copyOf && sent.error !== null)) return;
    const { language } = ctx.community;
    const chat = await ctx.tx.chat.findUniqueOrThrow({
      where: { communityId_id: { communityId: ctx.community.id, id: sent.chatId } },
    });
    const about = { id: ticket.id, name: await nameOf(ctx, ticket.memberId) };
    const words = isLost
      ? text.notArrived[language]({ ...about, alone: chat.kind === "private" })
      : text.arrivedWithout[language]({ ...about, media: copyOf?.media ?? "other" });
    const post = { ticketId: ticket.id, key: `arrival:${payload.turn}`, text: words };
    await tellDesk(ctx, { ...post, buttons: await deskButtons(ctx, ticket) });
  });
}
