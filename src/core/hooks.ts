import type { PersonHooks } from "./feature.ts";

/** The core's own tables: chats and what is waiting in them. */
export const corePerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    watch_member: await tx.watchMember.findMany({ where: { communityId, memberId: { in: memberIds } } }),
  }),
  forget: async (tx, communityId, memberIds) => {
    await tx.watchMember.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
  },
  move: async (tx) => {
    for (const table of ["watch_chat", "inbox", "poll"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community, chat_id = to_chat FROM moving_chat
        WHERE community_id = from_community AND chat_id = from_chat`);
    }
    await tx.$executeRaw`
      DELETE FROM outbox o USING moving_chat, outbox there WHERE o.community_id = from_community AND o.chat_id = from_chat
        AND there.community_id = to_community AND there.key = o.key`;
    await tx.$executeRaw`
      UPDATE outbox SET community_id = to_community, chat_id = to_chat FROM moving_chat
      WHERE community_id = from_community AND chat_id = from_chat`;
    // whatever waits in the moved chats, or was being worked on, is looked for under their new place
    await tx.$executeRaw`
      INSERT INTO lane AS l (community_id, chat_id, waiting_since)
      SELECT to_community, to_chat, min(coalesce(waiting_since, lease_until))
      FROM lane JOIN moving_chat ON community_id = from_community AND chat_id = from_chat GROUP BY 1, 2
      ON CONFLICT (community_id, chat_id) DO UPDATE SET waiting_since = coalesce(l.waiting_since, excluded.waiting_since)`;
    await tx.$executeRaw`DELETE FROM lane USING moving_chat WHERE community_id = from_community AND chat_id = from_chat`;
    await tx.$executeRaw`DELETE FROM watch_member USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      UPDATE chat_address SET community_id = to_community, chat_id = to_chat FROM moving_chat
      WHERE community_id = from_community AND chat_id = from_chat`;
    await tx.$executeRaw`
      DELETE FROM chat USING moving_chat WHERE community_id = from_community AND id = from_chat AND from_chat <> to_chat`;
    await tx.$executeRaw`
      UPDATE chat SET community_id = to_community FROM moving_chat WHERE community_id = from_community AND id = from_chat`;
    for (const table of ["setting", "schedule_cursor", "job"]) {
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE community_id IN (SELECT from_community FROM moving_chat)`);
    }
  },
};
