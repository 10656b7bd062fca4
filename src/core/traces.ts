import type { Prisma, Tx } from "./database/index.ts";
import type { Outgoing } from "./bot.ts";
import type { ChatEvent } from "./event.ts";

/** By what a person is known in events and messages. */
export interface Traces {
  identities: readonly { platform: string; userId: string }[];
  names: readonly string[];
  usernames: readonly string[];
}

/**
 * Erases a person from what the core holds: contents of events, messages sent, their private chats
 * with the bot. What they have asked for meanwhile is dropped. Only the addresses of the private
 * chats stay, for a last answer: `dropPrivateChats` takes them. Returns their ids.
 */
export async function eraseTraces(tx: Tx, communityId: number, traces: Traces, now: Date): Promise<number[]> {
  const ids = traces.identities.map((one) => one.userId);
  await tx.$executeRaw`
    UPDATE inbox SET event = NULL, status = 'done', done_at = coalesce(done_at, ${now})
    WHERE community_id = ${communityId} AND event IS NOT NULL
      AND (event -> 'sender' ->> 'id' = ANY(${ids}) OR event -> 'member' ->> 'id' = ANY(${ids}))`;
  // other people's words about them: gone once they are done with
  const words = [...ids, ...traces.names, ...traces.usernames].filter((word) => word !== "");
  const written = words.map(inJson);
  await tx.$executeRaw`
    UPDATE inbox SET event = NULL WHERE community_id = ${communityId} AND event IS NOT NULL AND status <> 'new'
      AND EXISTS (SELECT FROM unnest(${written}::text[]) AS word WHERE position(word IN event::text) > 0)`;
  await tx.$executeRaw`
    UPDATE job SET payload = '{}' WHERE community_id = ${communityId} AND payload <> '{}' AND status <> 'new'
      AND EXISTS (SELECT FROM unnest(${written}::text[]) AS word WHERE position(word IN payload::text) > 0)`;
  const chats = await tx.$queryRaw<{ id: number }[]>`
    UPDATE chat SET title = '' FROM unnest(${traces.identities.map((one) => one.platform)}::text[], ${ids}::text[]) AS t(platform, address)
    WHERE community_id = ${communityId} AND kind = 'private' AND chat.platform = t.platform AND chat.address = t.address
    RETURNING id`;
  const chatIds = chats.map((chat) => chat.id);
  await tx.outbox.deleteMany({ where: { communityId, chatId: { in: chatIds } } });
  await maskMessages(tx, communityId, words);
  return chatIds;
}

/** Takes the words out of an event that is being acted on, as they hold a secret: no retry needs them after the commit. */
export async function eraseWords(tx: Tx, communityId: number, event: ChatEvent): Promise<void> {
  await tx.$executeRaw`
    UPDATE inbox SET event = jsonb_set(event, '{text}', '""') WHERE community_id = ${communityId}
      AND account = ${`${event.platform}:${event.account}`} AND key = ${event.key} AND event IS NOT NULL`;
}

/** A word as it stands within JSON. */
const inJson = (word: string) => JSON.stringify(word).slice(1, -1);

/** Messages that speak of them: sent ones lose their text, waiting ones the words and what was shown with them. */
async function maskMessages(tx: Tx, communityId: number, words: readonly string[]): Promise<void> {
  const rows = await tx.$queryRaw<{ chatId: number; id: bigint; state: string; message: Outgoing }[]>`
    SELECT chat_id AS "chatId", id, state, message FROM outbox WHERE community_id = ${communityId}
      AND EXISTS (SELECT FROM unnest(${words.map(inJson)}::text[]) AS word WHERE position(word IN message::text) > 0)`;
  for (const { chatId, id, state, message: whole } of rows) {
    const { copyOf: _copyOf, asker: _asker, ...message } = whole;
    const waits = state === "pending" || state === "sending";
    const text = waits ? words.reduce((masked, word) => masked.replaceAll(word, "***"), message.text) : "";
    const kept = waits ? { ...message, text } : { text };
    await tx.outbox.update({
      where: { communityId_chatId_id: { communityId, chatId, id } },
      data: { message: kept as unknown as Prisma.InputJsonObject },
    });
  }
}

/** Takes away private chats in which nothing was said since; what waits there is not sent any more. */
export async function dropPrivateChats(tx: Tx, communityId: number, chatIds: number[]): Promise<void> {
  const chats = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM chat c WHERE community_id = ${communityId} AND id = ANY(${chatIds}) AND NOT EXISTS (
      SELECT FROM inbox i WHERE i.community_id = c.community_id AND i.chat_id = c.id AND i.event IS NOT NULL)`;
  const where = { communityId, chatId: { in: chats.map((chat) => chat.id) } };
  await tx.outbox.deleteMany({ where });
  await tx.inbox.deleteMany({ where });
  await tx.lane.deleteMany({ where });
  await tx.chat.deleteMany({ where: { communityId, id: where.chatId } });
}
