import type { Tx } from "../core/database/index.ts";

/** Days a text is kept when the community has not said otherwise. */
export const defaultTextDays = 30;

/** Erases texts older than the window; 0 days keeps none. Returns how many went. */
export async function pruneTexts(tx: Tx, communityId: number, now: Date, days: number): Promise<number> {
  const before = new Date(now.getTime() - days * 86_400_000);
  return tx.$executeRaw`DELETE FROM message_text WHERE community_id = ${communityId} AND at <= ${before}`;
}
