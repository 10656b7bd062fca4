import type { PersonHooks } from "../core/feature.ts";

/** Members' own tables, and the chats they are in. */
export const membersPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    member: await tx.member.findMany({ where: { communityId, id: { in: memberIds } } }),
    identity: await tx.identity.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    member_role: await tx.memberRole.findMany({ where: { communityId, memberId: { in: memberIds } } }),
  }),
  forget: async (tx, communityId, memberIds) => {
    await tx.identity.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
    await tx.memberRole.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
    await tx.member.updateMany({ where: { communityId, id: { in: memberIds } }, data: { name: "", language: null } });
  },
  move: async (tx) => {
    await tx.$executeRaw`
      DELETE FROM identity i USING moving, identity there WHERE i.community_id = from_community AND i.member_id = from_member
        AND there.community_id = to_community AND there.platform = i.platform AND there.platform_user_id = i.platform_user_id`;
    await tx.$executeRaw`
      UPDATE identity SET community_id = to_community, member_id = to_member FROM moving
      WHERE community_id = from_community AND member_id = from_member`;
    // a role in the community that goes over is a role there, unless the person has one there already
    await tx.$executeRaw`
      INSERT INTO member_role (community_id, member_id, role, given_at, given_by)
      SELECT DISTINCT ON (to_member) to_community, to_member, role, given_at, given_by FROM member_role JOIN moving
        ON community_id = from_community AND member_id = from_member ORDER BY to_member, given_at
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`DELETE FROM member_role USING moving WHERE community_id = from_community AND member_id = from_member`;
    await tx.$executeRaw`
      DELETE FROM member USING moving WHERE community_id = from_community AND id = from_member AND from_member <> to_member`;
    await tx.$executeRaw`
      UPDATE member SET community_id = m.to_community, merged_into_id = into_moved.to_member
      FROM moving m LEFT JOIN member old ON old.community_id = m.from_community AND old.id = m.from_member
      LEFT JOIN moving into_moved ON into_moved.from_member = old.merged_into_id
      WHERE member.community_id = m.from_community AND member.id = m.from_member`;
  },
};
