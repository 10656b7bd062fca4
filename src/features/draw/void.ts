import type { BaseCtx } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import type { Text } from "../../core/text.ts";
import { unpinning } from "./counter.ts";
import { payBack } from "./entry.ts";
import { changeDraw, type Draw } from "./store.ts";
import { text } from "./text.ts";

/** Ends a draw without a result, in public and for good; what was spent on entering goes back. */
export async function voidDraw(ctx: BaseCtx, draw: Draw, why: Text): Promise<void> {
  const { language } = ctx.community;
  const reason = why[language]();
  const returned = await payBack(ctx, draw);
  await changeDraw(ctx.tx, draw, { state: "void", endedAt: ctx.now, reason });
  await ctx.post(draw.chatId, {
    key: `draw:${draw.id}:void`,
    kind: "receipt",
    priority: priorities.drawResult,
    text: text.voided[language]({ id: draw.id, reason, returned }),
    ...(await unpinning(ctx, draw)),
  });
}

/** Takes a draw back before its close; what was spent on entering goes back. */
export async function cancelDraw(ctx: BaseCtx, draw: Draw): Promise<void> {
  const { language } = ctx.community;
  const returned = await payBack(ctx, draw);
  const words = text.cancelled[language]({ id: draw.id, returned });
  await changeDraw(ctx.tx, draw, { state: "cancelled", endedAt: ctx.now, reason: words });
  const common = { key: `draw:${draw.id}:cancelled`, kind: "receipt", priority: priorities.drawResult } as const;
  await ctx.post(draw.chatId, { ...common, text: words, ...(await unpinning(ctx, draw)) });
}
