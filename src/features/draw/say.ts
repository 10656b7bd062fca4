import type { BaseCtx, Post } from "../../core/context.ts";
import { inTopic } from "../../core/event.ts";
import { priorities } from "../../core/outbox.ts";
import type { Draw } from "./store.ts";

/** Says something of a draw where it was opened: in its chat, and of a forum in its topic. The key makes it once. */
export async function sayOf(
  ctx: BaseCtx,
  { chatId, terms: { threadId } }: Pick<Draw, "chatId"> & { terms: Pick<Draw["terms"], "threadId"> },
  message: Pick<Post, "key" | "text" | "buttons" | "picture" | "unpins"> & { priority?: number },
): Promise<void> {
  await ctx.post(chatId, { kind: "receipt", priority: priorities.drawResult, ...inTopic(threadId), ...message });
}
