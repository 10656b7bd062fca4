import type { PersonHooks } from "../../core/feature.ts";

/** Tables whose rows bear a chat and a member, and go over with both. */
const ofChats = ["faq_question", "ticket", "llm_call"] as const;

/** What is kept of people who ask, answer and write entries. */
export const servicePerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    return {
      faq_question: await tx.faqQuestion.findMany(of),
      ticket: await tx.ticket.findMany(of),
      ticket_turn: await tx.ticketTurn.findMany(of),
      faq_revision: await tx.faqRevision.findMany(of),
      llm_call: await tx.llmCall.findMany(of),
    };
  },
  // entries as they stand are the shop's words and remain; drafts a person wrote of them on the way do not
  forget: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    const tickets = await tx.ticket.findMany({ ...of, select: { id: true } });
    await tx.ticketTurn.deleteMany({ where: { communityId, ticketId: { in: tickets.map((ticket) => ticket.id) } } });
    await tx.ticketTurn.deleteMany(of);
    await tx.ticket.deleteMany(of);
    await tx.faqQuestion.deleteMany(of);
    await tx.llmCall.deleteMany(of);
    await tx.faqRevision.updateMany({ ...of, data: { memberId: null, content: {} } });
    await tx.ticket.updateMany({
      where: { communityId, answeredById: { in: memberIds } },
      data: { answeredById: null },
    });
    await tx.ticket.updateMany({ where: { communityId, takenById: { in: memberIds } }, data: { takenById: null } });
  },
  // numbers are unique over all communities, so entries and tickets keep theirs
  move: async (tx) => {
    for (const staff of ["answered_by_id", "taken_by_id"]) {
      await tx.$executeRawUnsafe(`UPDATE ticket t SET ${staff} = m.to_member FROM moving m
        WHERE m.from_community = t.community_id AND m.from_member = t.${staff}`);
    }
    for (const table of ofChats) {
      await tx.$executeRawUnsafe(`UPDATE ${table} t SET community_id = c.to_community, chat_id = c.to_chat, member_id = m.to_member
        FROM moving_chat c, moving m WHERE t.community_id = c.from_community AND t.chat_id = c.from_chat
          AND m.from_community = t.community_id AND m.from_member = t.member_id`);
    }
    await tx.$executeRaw`
      UPDATE ticket_turn t SET community_id = m.to_community, member_id = m.to_member,
        chat_id = (SELECT c.to_chat FROM moving_chat c WHERE c.from_community = t.community_id AND c.from_chat = t.chat_id)
      FROM moving m WHERE t.community_id = m.from_community AND t.member_id = m.from_member`;
    await tx.$executeRaw`
      UPDATE faq_revision r SET member_id = m.to_member FROM moving m
      WHERE r.community_id = m.from_community AND r.member_id = m.from_member`;
    for (const table of ["faq_entry", "faq_revision"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} t SET community_id = c.to_community
        FROM (SELECT DISTINCT from_community, to_community FROM moving_chat) c WHERE t.community_id = c.from_community`);
    }
    await tx.$executeRaw`
      INSERT INTO faq_version AS v (community_id) SELECT DISTINCT to_community FROM moving_chat
      ON CONFLICT (community_id) DO UPDATE SET version = v.version + 1`;
    // vectors are made anew where the entries are now
    for (const table of ["faq_version", "ticket_desk", "faq_vector"]) {
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE community_id IN
        (SELECT from_community FROM moving_chat WHERE from_community <> to_community)`);
    }
  },
};
