import { z } from "zod";
import type { Tx } from "../core/database/index.ts";

/** Days a text is kept when the community has not said otherwise. */
export const defaultTextDays = 30;

/** The setting of the text window, for whoever must say or keep what is promised. */
export const textWindow = {
  name: "upkeep",
  settings: z.object({
    /** days a message's text is kept for the features that need it; 0 = never kept */
    textDays: z.number().int().min(0).max(365).default(defaultTextDays),
  }),
};

/** Erases texts older than the window; 0 days keeps none. Returns how many went. */
export async function pruneTexts(tx: Tx, communityId: number, now: Date, days: number): Promise<number> {
  const before = new Date(now.getTime() - days * 86_400_000);
  return tx.$executeRaw`DELETE FROM message_text WHERE community_id = ${communityId} AND at <= ${before}`;
}
