import type { BaseCtx, JobCtx } from "../../core/context.ts";
import { inTopic } from "../../core/event.ts";
import { enqueue, priorities } from "../../core/outbox.ts";
import { findDraw, type Draw, type LookPayload } from "./store.ts";
import { text } from "./text.ts";

const everyMs = 60_000;

const everyHourMs = 3_600_000;
/** Where nothing can be changed, a new message tells only of these numbers: each entry was answered there already. */
const milestones: ReadonlySet<number> = new Set([10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000]);

/**
 * Has the counter shown anew, once a minute at most. Where messages cannot be changed it comes again
 * at round numbers only, and once an hour at most.
 */
export async function countSoon(ctx: BaseCtx, draw: Pick<Draw, "id" | "entries">, edits: boolean): Promise<void> {
  if (!edits) return countAgain(ctx, draw);
  const minute = Math.floor(ctx.now.getTime() / everyMs);
  const payload: LookPayload = { drawId: draw.id };
  // at the end of the minute, so that it has everybody who entered in it
  const runAt = new Date((minute + 1) * everyMs);
  await ctx.enqueue({ name: "draw.counter", key: `draw:${draw.id}:count:${minute}`, payload, runAt });
}

async function countAgain(ctx: BaseCtx, draw: Pick<Draw, "id" | "entries">): Promise<void> {
  // the draw as it was before this entry
  if (!milestones.has(draw.entries + 1)) return;
  const hour = Math.floor(ctx.now.getTime() / everyHourMs);
  const payload: CounterPayload = { drawId: draw.id, again: true };
  await ctx.enqueue({ name: "draw.counter", key: `draw:${draw.id}:count:again:${hour}`, payload });
}

interface CounterPayload extends LookPayload {
  /** as a new message */
  again?: true;
}

/** The counter of a draw as it stands in its chat; null: there is none. */
async function counterOf(
  { tx, community }: BaseCtx,
  draw: Pick<Draw, "id">,
): Promise<{ messageId: string | null } | null> {
  const rows = await tx.$queryRaw<{ messageId: string | null }[]>`
    SELECT platform_message_id AS "messageId" FROM outbox WHERE community_id = ${community.id}
      AND key LIKE ${`draw:${draw.id}:counter:%`} AND NOT message ? 'editOf' ORDER BY id LIMIT 1`;
  return rows[0] ?? null;
}

/** For the message that ends a draw's entries: its counter need not stand at the top any more. */
export async function unpinning(ctx: BaseCtx, draw: Pick<Draw, "id">): Promise<{ unpins?: string }> {
  const messageId = (await counterOf(ctx, draw))?.messageId;
  return messageId ? { unpins: messageId } : {};
}

/**
 * Shows how many have entered and the head of the chain: in a message of its own, changed in place
 * and kept at the top of the chat (the notice stays as it was hashed). The members can hold every head against the list later.
 */
export async function showCounter(job: JobCtx): Promise<void> {
  await job.act(async (ctx) => {
    const { tx, community } = ctx;
    const { drawId, again } = job.payload as CounterPayload;
    const draw = await findDraw(tx, community.id, drawId);
    if (draw?.state !== "open" || draw.entries === 0) return;
    const shown = again ? null : await counterOf(ctx, draw);
    if (shown && shown.messageId === null) return; // on its way, or gone where nobody can say
    const words = text.counter[community.language]({ id: draw.id, count: draw.entries, head: draw.head });
    await enqueue(tx, {
      communityId: community.id,
      chatId: draw.chatId,
      key: `draw:${draw.id}:counter:${draw.entries}`,
      kind: "receipt",
      priority: priorities.drawResult,
      message: {
        text: words,
        ...inTopic(draw.terms.threadId),
        ...(shown?.messageId ? { editOf: shown.messageId } : again ? {} : { pin: true }),
      },
      createdAt: ctx.now,
    });
  });
}
