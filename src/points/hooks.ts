import type { PersonHooks } from "../core/feature.ts";

/**
 * The ledger. Rows are never changed: those of a community that goes over are written again in the
 * new one, where an award with a key the person already has there (the same day's check-in)
 * collapses into it, and one closing row per member brings the old community's sum to nothing.
 */
export const pointsPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    ledger_entry: await tx.ledgerEntry.findMany({
      where: { communityId, memberId: { in: memberIds } },
      orderBy: { id: "asc" },
    }),
    points_total: await tx.pointsTotal.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    member_tier: await tx.memberTier.findMany({ where: { communityId, memberId: { in: memberIds } } }),
  }),
  // the books stay, under an id that leads to nobody; rankings leave out who has no name left
  forget: async (tx, communityId, memberIds) => {
    await tx.pointsTotal.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
    await tx.ledgerEntry.updateMany({
      where: { communityId, memberId: { in: memberIds }, note: { not: null } },
      data: { note: null },
    });
    await tx.memberTier.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
  },
  move: async (tx) => {
    await tx.$executeRaw`
      INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, note, at, day)
      SELECT to_community, to_member, key, delta, reason, note, at, day FROM ledger_entry
      JOIN moving ON community_id = from_community AND member_id = from_member ORDER BY id
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, at, day)
      SELECT from_community, from_member, 'moved:' || to_community, -sum(delta), 'moved', max(at), max(day) FROM ledger_entry
      JOIN moving ON community_id = from_community AND member_id = from_member GROUP BY 1, 2, 3 HAVING sum(delta) <> 0
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO member_tier (community_id, member_id, tier, since_day, warned_day, lowered_day)
      SELECT DISTINCT ON (to_member) to_community, to_member, tier, since_day, warned_day, lowered_day FROM member_tier
      JOIN moving ON community_id = from_community AND member_id = from_member ORDER BY to_member, tier DESC
      ON CONFLICT (community_id, member_id) DO UPDATE SET tier = greatest(member_tier.tier, excluded.tier)`;
    await tx.$executeRaw`DELETE FROM member_tier USING moving WHERE community_id = from_community`;
    await tx.$executeRaw`DELETE FROM points_total USING moving WHERE community_id = from_community`;
    await tx.$executeRaw`DELETE FROM points_total USING moving WHERE community_id = to_community AND member_id = to_member`;
    await tx.$executeRaw`
      INSERT INTO points_total (community_id, period, member_id, points)
      SELECT community_id, period, member_id, sum(delta) FROM ledger_entry,
        LATERAL (VALUES ('all'), (to_char(day, 'YYYY-MM')), (to_char(day, 'IYYY-"W"IW'))) AS p(period)
      WHERE (community_id, member_id) IN (SELECT to_community, to_member FROM moving) GROUP BY 1, 2, 3`;
  },
};
