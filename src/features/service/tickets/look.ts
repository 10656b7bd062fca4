import { z } from "zod";
import type { BaseCtx } from "../../../core/context.ts";

/** When it is looked whether something arrived, each time so long after the last; then the platform has been silent for a day. */
const looksMs = [20_000, 120_000, 900_000, 3_600_000, 6 * 3_600_000, 16 * 3_600_000];

/** An answer by its turn, or what a member showed by the messages that brought it to the desk. */
export const look = z.union([
  z.object({ ticketId: z.number().int(), looks: z.number().int(), turn: z.number().int() }),
  z.object({ ticketId: z.number().int(), looks: z.number().int(), keys: z.array(z.string()).min(1) }),
]);
type Look = z.infer<typeof look>;

/** Has it looked at whether that arrived. */
export async function lookLater(ctx: BaseCtx, payload: Look): Promise<void> {
  const { ticketId, looks } = payload;
  const waitMs = looksMs[looks];
  if (waitMs === undefined) return;
  const which = "turn" in payload ? payload.turn : payload.keys[0];
  const key = `service:arrival:${ticketId}:${which}:${looks}`;
  await ctx.enqueue({ name: "service.arrival", key, payload, runAt: new Date(ctx.now.getTime() + waitMs) });
}
