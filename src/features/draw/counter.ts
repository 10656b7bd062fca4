import type { BaseCtx, JobCtx } from "../../core/feature.ts";
import { enqueue, priorities } from "../../core/outbox.ts";
import { findDraw, type Draw, type LookPayload } from "./store.ts";
import { text } from "./text.ts";

const everyMs = 60_000;

/** Has the counter shown anew, once a minute at most; for chats where a message can be changed. */
export async function countSoon(ctx: BaseCtx, draw: Pick<Draw, "id">): Promise<void> {
  const minute = Math.floor(ctx.now.getTime() / everyMs);
  const payload: LookPayload = { drawId: draw.id };
  // at the end of the minute, so that it has everybody who entered in it
  const runAt = new Date((minute + 1) * everyMs);
  await ctx.enqueue({ name: "draw.counter", key: `draw:${draw.id}:count:${minute}`, payload, runAt });
}

/**
 * Shows how many have entered and the head of the chain: in a message of its own, changed in place
 * (the notice stays as it was hashed). The members can hold every head against the list later.
 */
export async function showCounter(job: JobCtx): Promise<void> {
  await job.act(async (ctx) => {
    const { tx, community } = ctx;
    const draw = await findDraw(tx, community.id, (job.payload as LookPayload).drawId);
    if (draw?.state !== "open" || draw.entries === 0) return;
    const rows = await tx.$queryRaw<{ messageId: string | null; state: string }[]>`
      SELECT platform_message_id AS "messageId", state FROM outbox WHERE community_id = ${community.id}
        AND key LIKE ${`draw:${draw.id}:counter:%`} AND NOT message ? 'editOf' ORDER BY id LIMIT 1`;
    const [shown] = rows;
    if (shown && shown.messageId === null) return; // on its way, or gone where nobody can say
    const words = text.counter[community.language]({ id: draw.id, count: draw.entries, head: draw.head });
    await enqueue(tx, {
      communityId: community.id,
      chatId: draw.chatId,
      key: `draw:${draw.id}:counter:${draw.entries}`,
      kind: "receipt",
      priority: priorities.quiz,
      message: { text: words, ...(shown?.messageId ? { editOf: shown.messageId } : {}) },
      createdAt: ctx.now,
    });
  });
}
