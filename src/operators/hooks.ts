import type { Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
import { dayMs } from "../core/time.ts";
import { choiceWatch } from "./choices.ts";

/** What is forgotten soon after it is over, in days. */
const keptDays = 30;

/**
 * The operators' tables. The audit names people by member id alone, so it stays as it is: when a
 * person is erased, and when a community goes over to another (its chain ends there, whole).
 */
export const operatorsPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    audit: await tx.auditRow.findMany({ where: { communityId, memberId: { in: memberIds } }, orderBy: { seq: "asc" } }),
    confirmation: await tx.confirmation.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    undo_offer: await tx.undoOffer.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    choice_offer: await tx.choiceOffer.findMany({ where: { communityId, memberId: { in: memberIds } } }),
  }),
  forget: async (tx, communityId, memberIds) => {
    const where = { communityId, memberId: { in: memberIds } };
    await tx.confirmation.deleteMany({ where });
    await tx.undoOffer.deleteMany({ where });
    // what others were asked or may take back about them: it is over
    await tx.$executeRaw`
      UPDATE confirmation c SET event = NULL, args = '', state = CASE state WHEN 'open' THEN 'cancelled' WHEN 'second' THEN 'cancelled' ELSE state END
      WHERE community_id = ${communityId} AND (event IS NOT NULL OR args <> '') AND EXISTS (
        SELECT FROM identity i, unnest(ARRAY[i.platform_user_id, i.name, i.username]) AS word
        WHERE i.community_id = c.community_id AND i.member_id = ANY(${memberIds}) AND word <> ''
          AND (position(trim(both '"' from to_json(word)::text) IN c.event::text) > 0 OR position(word IN c.args) > 0))`;
    await tx.$executeRaw`
      DELETE FROM undo_offer WHERE community_id = ${communityId} AND what ->> 'memberId' = ANY(${memberIds.map(String)})`;
    await tx.choiceOffer.deleteMany({ where });
  },
  move: async (tx) => {
    // questions and offers of a community that goes over are void; its own words and settings end with it
    for (const table of ["confirmation", "undo_offer", "choice_offer", "command_alias", "claim_code"]) {
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE community_id IN (SELECT from_community FROM moving_chat)`);
    }
    await tx.$executeRaw`
      INSERT INTO chat_switch (community_id, chat_id, name) SELECT to_community, to_chat, name FROM chat_switch
      JOIN moving_chat ON community_id = from_community AND chat_id = from_chat ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      DELETE FROM chat_switch USING moving_chat WHERE community_id = from_community AND chat_id = from_chat`;
  },
};

/** Erases what is over: questions with the messages in them at once, the rest after a month. */
export async function pruneOperators(tx: Tx, communityId: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptDays * dayMs);
  await Promise.all([
    tx.$executeRaw`
      UPDATE confirmation SET event = NULL, args = '' WHERE community_id = ${communityId} AND event IS NOT NULL
        AND valid_until < ${now}`,
    tx.$executeRaw`DELETE FROM confirmation WHERE community_id = ${communityId} AND valid_until < ${before}`,
    tx.$executeRaw`DELETE FROM undo_offer WHERE community_id = ${communityId} AND valid_until < ${before}`,
    tx.$executeRaw`DELETE FROM choice_offer WHERE community_id = ${communityId} AND valid_until < ${now}`,
    tx.$executeRaw`
      DELETE FROM watch_member WHERE community_id = ${communityId} AND feature = ${choiceWatch} AND until < ${now}`,
  ]);
}
