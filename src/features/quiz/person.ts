import type { PersonHooks } from "../../core/feature.ts";

/** Tables of chats, which go over with them: what is live there ends, because its jobs stay behind. */
const ofChats = ["quiz_daily", "quiz_turn", "quiz"];

/** Tables of members; what a person has there already stays. */
const ofMembers = [
  [
    "quiz_answer",
    "quiz_id, position, nth, arrival, at, choices, text, is_given, is_right, taken_ms, score, paid, paid_day",
  ],
  ["quiz_sitting", "quiz_id, position, started_at, asked_at, finished_at"],
] as const;

/** A person's answers and exams. The books of points stay as they are. */
export const quizPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    quiz_answer: await tx.quizAnswer.findMany({
      where: { communityId, memberId: { in: memberIds } },
      orderBy: { at: "asc" },
    }),
    quiz_sitting: await tx.quizSitting.findMany({ where: { communityId, memberId: { in: memberIds } } }),
  }),
  // how hard a question is stays known; what was said, and by whom, does not
  forget: async (tx, communityId, memberIds) => {
    const where = { communityId, memberId: { in: memberIds } };
    await tx.quizAnswer.updateMany({ where, data: { text: "" } });
    await tx.quizSitting.deleteMany({ where });
  },
  move: async (tx) => {
    await tx.$executeRaw`
      UPDATE quiz SET status = 'over', slot = NULL, due_at = NULL WHERE community_id IN (SELECT from_community FROM moving_chat)
        AND status <> 'over'`;
    await tx.$executeRaw`
      DELETE FROM watch_chat USING moving_chat WHERE community_id = from_community AND chat_id = from_chat AND feature = 'quiz'`;
    for (const table of ofChats) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community, chat_id = to_chat FROM moving_chat
        WHERE community_id = from_community AND chat_id = from_chat`);
    }
    // a bank of a name that is there already keeps its questions under a name of its own
    await tx.$executeRaw`
      UPDATE quiz_bank b SET community_id = to_community, name = CASE WHEN EXISTS (SELECT FROM quiz_bank there
        WHERE there.community_id = to_community AND there.name = b.name) THEN b.name || '-' || b.id ELSE b.name END
      FROM (SELECT DISTINCT from_community, to_community FROM moving_chat) AS moved WHERE b.community_id = from_community`;
    await tx.$executeRaw`
      UPDATE quiz_question SET community_id = to_community FROM (SELECT DISTINCT from_community, to_community FROM moving_chat) AS moved
      WHERE community_id = from_community`;
    await tx.$executeRaw`DELETE FROM quiz_draft WHERE community_id IN (SELECT from_community FROM moving_chat)`;
    // seasons are the target's own
    await tx.$executeRaw`DELETE FROM quiz_season WHERE community_id IN (SELECT from_community FROM moving_chat)`;
    for (const [table, columns] of ofMembers) {
      await tx.$executeRawUnsafe(`INSERT INTO ${table} (community_id, member_id, ${columns})
        SELECT to_community, to_member, ${columns} FROM ${table} JOIN moving ON community_id = from_community
          AND member_id = from_member ON CONFLICT DO NOTHING`);
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} USING moving WHERE community_id = from_community AND member_id = from_member`,
      );
    }
  },
};
