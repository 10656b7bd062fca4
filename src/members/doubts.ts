import type { Tx } from "../core/database/index.ts";
import type { Role } from "../core/context.ts";
import { roles } from "../core/context.ts";

/** Somebody under a new id, and the member they may be. */
export interface Doubt {
  id: number;
  platform: string;
  platformUserId: string;
  /** how the new one is called */
  name: string;
  memberId: number;
  memberName: string;
  /** what the member may do; only an owner decides about somebody with a role */
  role: Role | null;
  /** they were found again, and only their role waits */
  isMatched: boolean;
}

/** What waits for an operator, the oldest first. */
export async function doubtsOf(tx: Pick<Tx, "$queryRaw">, communityId: number, id?: number): Promise<Doubt[]> {
  return tx.$queryRaw<Doubt[]>`
    SELECT d.id, d.platform, d.platform_user_id AS "platformUserId", d.name, person.id AS "memberId", person.name AS "memberName",
      (i.member_id IS NOT NULL AND coalesce(own.merged_into_id, own.id) = person.id) IS TRUE AS "isMatched",
      (SELECT r.role FROM member_role r JOIN member o ON o.community_id = r.community_id AND o.id = r.member_id
        WHERE r.community_id = d.community_id AND coalesce(o.merged_into_id, o.id) = person.id
        ORDER BY array_position(${roles}::text[], r.role) DESC LIMIT 1) AS role
    FROM identity_doubt d JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
    JOIN member person ON person.community_id = m.community_id AND person.id = coalesce(m.merged_into_id, m.id)
    LEFT JOIN identity i ON i.community_id = d.community_id AND i.platform = d.platform AND i.platform_user_id = d.platform_user_id
    LEFT JOIN member own ON own.community_id = i.community_id AND own.id = i.member_id
    WHERE d.community_id = ${communityId} AND (${id ?? null}::int IS NULL OR d.id = ${id ?? null}) ORDER BY d.at, d.id`;
}

/**
 * The new one is the member. Returns whether the books have to be brought together: they had spoken
 * under the new id already, so two members are one person now.
 */
export async function confirmDoubt(tx: Tx, communityId: number, doubt: Doubt, now: Date): Promise<boolean> {
  const { platform, platformUserId, memberId } = doubt;
  const key = { communityId, platform, platformUserId };
  const known = await tx.identity.findUnique({ where: { communityId_platform_platformUserId: key } });
  await tx.identityDoubt.deleteMany({ where: key });
  if (!known) {
    await tx.identity.create({ data: { ...key, memberId, name: doubt.name, namedAt: now } });
    return false;
  }
  await tx.identity.update({ where: { communityId_platform_platformUserId: key }, data: { unconfirmedAt: null } });
  if (doubt.isMatched) return false;
  const old = await tx.$queryRaw<{ userId: string; platform: string }[]>`
    SELECT i.platform, i.platform_user_id AS "userId" FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.community_id = ${communityId} AND coalesce(m.merged_into_id, m.id) = ${memberId}
    ORDER BY (i.platform = ${platform}) DESC, i.named_at DESC LIMIT 1`;
  if (!old[0]) return false;
  await tx.identityLink.create({
    data: { platform, userId: platformUserId, platformTo: old[0].platform, userIdTo: old[0].userId, linkedAt: now },
  });
  return true;
}

/** The new one is somebody else: a member of their own from now on. What was done meanwhile stays whose it was. */
export async function denyDoubt(tx: Tx, communityId: number, doubt: Doubt, now: Date): Promise<void> {
  const { platform, platformUserId } = doubt;
  await tx.identityDoubt.deleteMany({ where: { communityId, id: doubt.id } });
  if (!doubt.isMatched) return;
  const { id } = await tx.member.create({ data: { communityId, name: doubt.name, createdAt: now } });
  const key = { communityId, platform, platformUserId };
  await tx.identity.update({
    where: { communityId_platform_platformUserId: key },
    data: { memberId: id, unconfirmedAt: null },
  });
}
