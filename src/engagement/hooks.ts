import type { PersonHooks } from "../core/feature.ts";

/** Counts, comings and goings, and texts within the window. */
export const engagementPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    return {
      member_day: await tx.memberDay.findMany(of),
      member_first_day: await tx.memberFirstDay.findMany(of),
      reply_day: await tx.replyDay.findMany(of),
      passage: await tx.passage.findMany(of),
      message_text: await tx.messageText.findMany(of),
      member_standing: await tx.memberStanding.findMany(of),
      standing_change: await tx.standingChange.findMany(of),
    };
  },
  forget: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    await tx.memberDay.deleteMany(of);
    await tx.memberFirstDay.deleteMany(of);
    await tx.replyDay.deleteMany(of);
    await tx.messageText.deleteMany(of);
    await tx.memberStanding.deleteMany(of);
    await tx.standingChange.deleteMany(of);
    // that somebody came and went stays counted; who it was does not
    await tx.passage.updateMany({ ...of, data: { memberId: null } });
  },
  move: async (tx) => {
    // made again the next night
    await tx.$executeRaw`DELETE FROM member_standing USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      INSERT INTO standing_change (community_id, member_id, day, before, after)
      SELECT to_community, to_member, day, before, after FROM standing_change
        JOIN moving ON community_id = from_community AND member_id = from_member ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`DELETE FROM standing_change USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      WITH came AS (SELECT * FROM member_day JOIN moving ON community_id = from_community AND member_id = from_member),
      scored AS (SELECT to_member, day, array_agg(DISTINCT minute) AS minutes FROM came, unnest(scored_minutes) AS minute GROUP BY 1, 2)
      INSERT INTO member_day AS d (community_id, member_id, day, messages, replies, questions, hours, scored_minutes, settled_points)
      SELECT to_community, to_member, day, sum(messages), sum(replies), sum(questions), bit_or(hours),
        coalesce(scored.minutes[:35], '{}'), sum(settled_points)
      FROM came LEFT JOIN scored USING (to_member, day) GROUP BY 1, 2, 3, scored.minutes
      ON CONFLICT (community_id, member_id, day) DO UPDATE SET messages = d.messages + excluded.messages,
        replies = d.replies + excluded.replies, questions = d.questions + excluded.questions, hours = d.hours | excluded.hours,
        settled_points = d.settled_points + excluded.settled_points, scored_minutes = (SELECT coalesce(array_agg(m ORDER BY m), '{}')
          FROM (SELECT DISTINCT m FROM unnest(d.scored_minutes || excluded.scored_minutes) AS m ORDER BY m LIMIT 35) AS minutes)`;
    await tx.$executeRaw`DELETE FROM member_day USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      INSERT INTO member_first_day AS f (community_id, member_id, day)
      SELECT to_community, to_member, min(day) FROM member_first_day JOIN moving ON community_id = from_community
        AND member_id = from_member GROUP BY 1, 2
      ON CONFLICT (community_id, member_id) DO UPDATE SET day = least(f.day, excluded.day)`;
    await tx.$executeRaw`DELETE FROM member_first_day USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      INSERT INTO reply_day AS d (community_id, member_id, day, received, answers)
      SELECT to_community, to_member, day, sum(received), sum(answers) FROM reply_day JOIN moving
        ON community_id = from_community AND member_id = from_member GROUP BY 1, 2, 3
      ON CONFLICT (community_id, member_id, day) DO UPDATE
      SET received = d.received + excluded.received, answers = d.answers + excluded.answers`;
    await tx.$executeRaw`DELETE FROM reply_day USING moving WHERE community_id = from_community AND member_id = from_member`;
    for (const table of ["chat_hour", "event_seen"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community, chat_id = to_chat FROM moving_chat
        WHERE community_id = from_community AND chat_id = from_chat`);
    }
    for (const table of ["passage", "message_text"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} t SET community_id = c.to_community, chat_id = c.to_chat, member_id = m.to_member
        FROM ${table} o JOIN moving_chat c ON o.community_id = c.from_community AND o.chat_id = c.from_chat
        LEFT JOIN moving m ON m.from_community = o.community_id AND m.from_member = o.member_id
        WHERE t.community_id = o.community_id AND t.chat_id = o.chat_id AND t.identity = o.identity`);
    }
  },
};
