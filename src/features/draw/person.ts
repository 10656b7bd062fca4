import type { PersonHooks } from "../../core/feature.ts";

/**
 * What is kept of people in draws. Entries, wins and plays stay when somebody is erased: receipts
 * must still verify, and promotions keep their records two years. The member id in them becomes a
 * pseudonym with the member's own; no table here holds a name.
 */
export const drawPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    return {
      draw_entry: await tx.drawEntry.findMany(of),
      draw_winner: await tx.drawWinner.findMany(of),
      draw_witness: await tx.drawWitness.findMany(of),
      draw_draft: await tx.drawDraft.findMany(of),
      draw_streak: await tx.drawStreak.findMany(of),
      instant_play: await tx.instantPlay.findMany(of),
    };
  },
  forget: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    await tx.drawDraft.deleteMany(of);
    await tx.drawStreak.deleteMany(of);
    await tx.drawEntry.updateMany({ ...of, data: { named: false } });
    // a witness's word stands in the draw's public value, without who said it; until that is made it is needed
    await tx.$executeRaw`
      UPDATE draw_witness w SET word = '' WHERE w.community_id = ${communityId} AND w.member_id = ANY(${memberIds}::int[])
        AND NOT EXISTS (SELECT FROM draw d WHERE d.community_id = w.community_id AND d.id = w.draw_id AND d.state = 'frozen')`;
    // a code that was handed over is theirs; nobody needs it here any more
    const won = await tx.drawWinner.findMany(of);
    for (const { drawId, rank } of won) await tx.drawCode.deleteMany({ where: { communityId, drawId, rank } });
  },
  // numbers of draws are unique over all communities, so they keep theirs. Whoever entered on both
  // sides of a join (a draw belongs to one chat) cannot be: an entry goes over with its draw.
  move: async (tx) => {
    for (const table of ["draw", "draw_plan", "instant_draw"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community, chat_id = to_chat FROM moving_chat
        WHERE community_id = from_community AND chat_id = from_chat`);
    }
    for (const table of ["draw_entry", "draw_winner", "draw_witness", "instant_play"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community, member_id = to_member FROM moving
        WHERE community_id = from_community AND member_id = from_member`);
    }
    await tx.$executeRaw`
      UPDATE instant_play SET chat_id = to_chat FROM moving_chat WHERE community_id = to_community AND chat_id = from_chat`;
    // what is left bears a member of nobody: an erased one, who does not move
    for (const table of ["draw_entry", "draw_winner", "draw_witness", "draw_code", "instant_play"]) {
      await tx.$executeRawUnsafe(`UPDATE ${table} SET community_id = to_community FROM
        (SELECT DISTINCT from_community, to_community FROM moving_chat) m WHERE community_id = from_community`);
    }
    await tx.$executeRaw`DELETE FROM draw_draft USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      INSERT INTO draw_streak AS s (community_id, member_id, day, streak)
      SELECT DISTINCT ON (to_member) to_community, to_member, day, streak FROM draw_streak
      JOIN moving ON community_id = from_community AND member_id = from_member ORDER BY to_member, day DESC
      ON CONFLICT (community_id, member_id) DO UPDATE SET day = excluded.day, streak = excluded.streak WHERE s.day < excluded.day`;
    await tx.$executeRaw`DELETE FROM draw_streak USING moving WHERE community_id = from_community AND member_id = from_member`;
    await wakeMoved(tx);
  },
};

/** Jobs do not go over with their community: what is still to be done for its draws is asked for anew. */
async function wakeMoved(tx: Parameters<PersonHooks["move"]>[0]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO job (community_id, key, name, payload, run_at, created_at)
    SELECT d.community_id, 'draw:' || d.id || ':moved:' || m.from_community, 'draw.look', jsonb_build_object('drawId', d.id), now(), now()
    FROM draw d JOIN (SELECT DISTINCT from_community, to_community FROM moving_chat) m ON m.to_community = d.community_id
    WHERE d.state IN ('open', 'frozen', 'settled') ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO job (community_id, key, name, payload, run_at, created_at)
    SELECT i.community_id, 'instant:' || i.draw_id || ':' || i.number || ':moved:' || m.from_community, 'instant.reveal',
      jsonb_build_object('drawId', i.draw_id, 'number', i.number, 'round', i.round), now(), now()
    FROM instant_play i JOIN (SELECT DISTINCT from_community, to_community FROM moving_chat) m ON m.to_community = i.community_id
    WHERE i.settled_at IS NULL AND i.round IS NOT NULL ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO job (community_id, key, name, payload, run_at, created_at)
    SELECT p.community_id, 'draw:plan:' || p.id || ':moved:' || m.from_community, 'draw.plan', jsonb_build_object('planId', p.id),
      p.due_at, now()
    FROM draw_plan p JOIN (SELECT DISTINCT from_community, to_community FROM moving_chat) m ON m.to_community = p.community_id
    WHERE p.ended_at IS NULL ON CONFLICT DO NOTHING`;
}
