import type { Tx } from "../core/database/index.ts";
import { groupBy } from "../core/group.ts";
import { identityKey, linkedIdentities } from "./identity.ts";

/**
 * Makes `member.merged_into_id` of a community what the links that stand say: members whose
 * identities are linked are one person, called by the longest known of them (the lowest id). It
 * follows from the links alone, so it does not matter in which order they came. Returns every
 * member whose person changed, and all who are or were that person; empty when nothing changed.
 */
export async function regroup(tx: Tx, communityId: number): Promise<number[]> {
  const members = await tx.$queryRaw<
    { platform: string; userId: string; memberId: number; mergedIntoId: number | null }[]
  >`
    SELECT i.platform, i.platform_user_id AS "userId", m.id AS "memberId", m.merged_into_id AS "mergedIntoId"
    FROM member m JOIN identity i ON i.community_id = m.community_id AND i.member_id = m.id
    WHERE m.community_id = ${communityId} AND (m.id IN (SELECT member_id FROM merged_member s WHERE s.community_id = m.community_id) OR EXISTS (SELECT FROM identity_link l
      WHERE l.undone_at IS NULL AND (l.platform = i.platform AND l.user_id = i.platform_user_id
        OR l.platform_to = i.platform AND l.user_id_to = i.platform_user_id))) ORDER BY m.id`;
  const together = await linkedIdentities(tx);
  // a member may have several identities: they are one human as well
  for (const member of members) together.join(identityKey(member), `member\n${member.memberId}`);
  const before = new Map(members.map((one) => [one.memberId, one.mergedIntoId]));
  const after = new Map<number, number | null>();
  for (const group of groupBy(members, (one) => together.root(identityKey(one))).values()) {
    const person = Math.min(...group.map((one) => one.memberId));
    for (const { memberId } of group) after.set(memberId, memberId === person ? null : person);
  }
  const changed = [...after].filter(([id, into]) => before.get(id) !== into);
  for (const [id, mergedIntoId] of changed) {
    await tx.member.update({ where: { communityId_id: { communityId, id } }, data: { mergedIntoId } });
  }
  const people = new Set(changed.flatMap(([id, into]) => [before.get(id) ?? id, into ?? id]));
  const inPerson = (id: number, into: number | null | undefined) =>
    people.has(id) || (into != null && people.has(into));
  return [...after.keys()].filter((id) => inPerson(id, after.get(id)) || inPerson(id, before.get(id)));
}
