import { z } from "zod";
import type { Tx } from "../core/database/index.ts";
import { messageIdentity } from "../core/identity.ts";
import { dayMs } from "../core/time.ts";

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
  const before = new Date(now.getTime() - days * dayMs);
  return tx.$executeRaw`DELETE FROM message_text WHERE community_id = ${communityId} AND at <= ${before}`;
}

/** What a message said and who wrote it, while its text is kept; null after that, and for what was never seen. */
export async function keptText(
  tx: Tx,
  communityId: number,
  chatId: number,
  messageId: string,
): Promise<{ text: string; memberId: number } | null> {
  const key = { communityId, chatId, identity: messageIdentity(messageId) };
  return tx.messageText.findUnique({
    where: { communityId_chatId_identity: key },
    select: { text: true, memberId: true },
  });
}

/** The people whose words of a chat are kept. */
export async function heardIn(tx: Tx, communityId: number, chatId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM message_text t
    JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id
    WHERE t.community_id = ${communityId} AND t.chat_id = ${chatId}`;
  return rows.map(({ id }) => id);
}
