import type { Tx } from "../core/database/index.ts";

interface ChatKey {
  communityId: number;
  chatId: number;
}

type Writes = Pick<Tx, "$executeRaw">;

/** The chat lives on under another platform id: its old id stays an alias, nothing is re-keyed. Idempotent. */
export async function migrateChat(tx: Writes, chat: ChatKey, address: string): Promise<void> {
  await tx.$executeRaw`
    WITH moved AS (UPDATE chat SET address = ${address} WHERE community_id = ${chat.communityId} AND id = ${chat.chatId}
      RETURNING community_id, id, platform)
    INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT platform, ${address}, community_id, id
    FROM moved ON CONFLICT (platform, address) DO NOTHING`;
}

/** Why nothing can be sent there now, or null when something can. */
export async function setUnreachable(tx: Writes, chat: ChatKey, reason: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE chat SET unreachable = ${reason} WHERE community_id = ${chat.communityId} AND id = ${chat.chatId}`;
}

export async function renameChat(tx: Writes, chat: ChatKey, title: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE chat SET title = ${title} WHERE community_id = ${chat.communityId} AND id = ${chat.chatId}`;
}

/** The private chat in which a person can be written to, the newest; null when there is none. */
export async function privateChatOf(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  person: number,
): Promise<number | null> {
  return (await privateChatsOf(tx, communityId, [person])).get(person)?.id ?? null;
}

/** The same of several people, by person; who cannot be written to is not among them. */
export async function privateChatsOf(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  people: readonly number[],
): Promise<Map<number, { id: number; platform: string }>> {
  const rows = await tx.$queryRaw<{ person: number; id: number; platform: string }[]>`
    SELECT p.id AS person, newest.id, newest.platform FROM unnest(${[...people]}::int[]) AS p (id) CROSS JOIN LATERAL (
      SELECT c.id, c.platform FROM member m JOIN identity i ON i.community_id = m.community_id AND i.member_id = m.id
      JOIN chat c ON c.community_id = i.community_id AND c.platform = i.platform AND c.address = i.platform_user_id
      WHERE m.community_id = ${communityId} AND (m.id = p.id OR m.merged_into_id = p.id) AND c.kind = 'private'
        AND c.account IS NOT NULL AND c.unreachable IS NULL AND i.unreachable IS NULL
      ORDER BY i.used_at DESC NULLS LAST, c.id DESC LIMIT 1) newest`;
  return new Map(rows.map(({ person, ...chat }) => [person, chat]));
}
