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
