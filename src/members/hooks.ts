import type { Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";

interface IdentityLink {
  id: number;
  platform: string;
  userId: string;
  platformTo: string;
  userIdTo: string;
  linkedAt: Date;
  undoneAt: Date | null;
}

/** Members' own tables, and the chats they are in. */
export const membersPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => ({
    member: await tx.member.findMany({ where: { communityId, id: { in: memberIds } } }),
    identity: await tx.identity.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    member_role: await tx.memberRole.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    identity_link: await linksOf(tx, communityId, memberIds),
    link_code: await tx.linkCode.findMany({
      where: { communityId, memberId: { in: memberIds } },
      omit: { hash: true },
    }),
    opt_out: await tx.optOut.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    member_tag: await tx.memberTag.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    birthday: await tx.birthday.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    identity_doubt: await tx.identityDoubt.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    roster: await tx.rosterEntry.findMany({
      where: { communityId, platformUserId: { in: await userIdsOf(tx, communityId, memberIds) } },
      omit: { signs: true },
    }),
  }),
  forget: async (tx, communityId, memberIds) => {
    await dropLinks(tx, communityId, memberIds);
    const of = { where: { communityId, memberId: { in: memberIds } } };
    const userIds = await userIdsOf(tx, communityId, memberIds);
    await tx.rosterEntry.deleteMany({ where: { communityId, platformUserId: { in: userIds } } });
    await tx.identityDoubt.deleteMany({ where: { communityId, platformUserId: { in: userIds } } });
    await tx.identityDoubt.deleteMany(of);
    await tx.identity.deleteMany(of);
    await tx.memberRole.deleteMany(of);
    await tx.linkCode.deleteMany(of);
    await tx.optOut.deleteMany(of);
    await tx.memberTag.deleteMany(of);
    await tx.birthday.deleteMany(of);
    await tx.memberRole.updateMany({ where: { communityId, givenBy: { in: memberIds } }, data: { givenBy: null } });
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
    for (const [table, columns] of ownTables) {
      await tx.$executeRawUnsafe(`INSERT INTO ${table} (community_id, member_id, ${columns})
        SELECT to_community, to_member, ${columns} FROM ${table} JOIN moving ON community_id = from_community
          AND member_id = from_member ORDER BY member_id ON CONFLICT DO NOTHING`);
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} USING moving WHERE community_id = from_community AND member_id = from_member`,
      );
    }
    // hashed with the salt of the community that was left: it is made anew when the group is next read
    await tx.$executeRaw`DELETE FROM roster WHERE community_id IN (SELECT from_community FROM moving)`;
    await tx.$executeRaw`DELETE FROM link_code WHERE community_id IN (SELECT from_community FROM moving)`;
    await tx.$executeRaw`
      DELETE FROM member USING moving WHERE community_id = from_community AND id = from_member AND from_member <> to_member`;
    await tx.$executeRaw`
      UPDATE member SET community_id = m.to_community, merged_into_id = into_moved.to_member
      FROM moving m LEFT JOIN member old ON old.community_id = m.from_community AND old.id = m.from_member
      LEFT JOIN moving into_moved ON into_moved.from_member = old.merged_into_id
      WHERE member.community_id = m.from_community AND member.id = m.from_member`;
  },
};

/** Tables whose rows go over as they are; what the person has there already stays. */
const ownTables = [
  ["opt_out", "choice, at"],
  ["member_tag", "tag, at"],
  ["birthday", "month, day"],
  ["identity_doubt", "platform, platform_user_id, name, at"],
] as const;

/** Links of these members go with the last community that knows one of their ends: elsewhere they still say who is who. */
async function dropLinks(tx: Tx, communityId: number, memberIds: number[]): Promise<void> {
  for (const link of await linksOf(tx, communityId, memberIds)) {
    const ends = [
      { platform: link.platform, platformUserId: link.userId },
      { platform: link.platformTo, platformUserId: link.userIdTo },
    ];
    const isKnownElsewhere = await tx.identity.findFirst({ where: { OR: ends, communityId: { not: communityId } } });
    if (!isKnownElsewhere) await tx.identityLink.delete({ where: { id: link.id } });
  }
}

async function userIdsOf(tx: Tx, communityId: number, memberIds: number[]): Promise<string[]> {
  const identities = await tx.identity.findMany({ where: { communityId, memberId: { in: memberIds } } });
  return identities.map((one) => one.platformUserId);
}

/** The links, undone ones too, of every identity that these members have. */
async function linksOf(tx: Tx, communityId: number, memberIds: number[]): Promise<IdentityLink[]> {
  return tx.$queryRaw`
    SELECT DISTINCT l.id, l.platform, l.user_id AS "userId", l.platform_to AS "platformTo", l.user_id_to AS "userIdTo",
      l.linked_at AS "linkedAt", l.undone_at AS "undoneAt"
    FROM identity_link l JOIN identity i ON i.community_id = ${communityId} AND i.member_id = ANY(${memberIds})
      AND (l.platform = i.platform AND l.user_id = i.platform_user_id
        OR l.platform_to = i.platform AND l.user_id_to = i.platform_user_id) ORDER BY l.id`;
}
