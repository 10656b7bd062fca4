import type { Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
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
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  await tx.$executeRaw`
    UPDATE confirmation SET event = NULL WHERE community_id = ${communityId} AND event IS NOT NULL AND valid_until < ${now}`;
  const over = { communityId, validUntil: { lt: before } };
  await tx.confirmation.deleteMany({ where: over });
  await tx.undoOffer.deleteMany({ where: over });
  await tx.choiceOffer.deleteMany({ where: { communityId, validUntil: { lt: now } } });
  await tx.watchMember.deleteMany({ where: { communityId, feature: choiceWatch, until: { lt: now } } });
}
