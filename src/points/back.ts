import type { Tx } from "../core/database/index.ts";
import type { Day } from "../core/time.ts";
import { writeChanges } from "./ledger.ts";

/** Points that somebody was given and is to give back. */
export interface GivenBack {
  memberId: number;
  points: number;
  /** makes it once */
  key: string;
}

/**
 * Takes points back from any number of people, as far as they are not spent: nobody has less than nothing
 * afterwards. Two statements, however many there are; the caller sees to it that nobody spends meanwhile
 * (`lockCommunity`).
 */
export async function takeBack(
  tx: Tx,
  communityId: number,
  given: readonly GivenBack[],
  { at, day, ...why }: { at: Date; day: Day; reason: string; note: string },
): Promise<void> {
  const ids = given.map(({ memberId }) => memberId);
  const rows = await tx.$queryRaw<{ memberId: number; person: number; points: number }[]>`
    SELECT m.id AS "memberId", coalesce(m.merged_into_id, m.id) AS person, coalesce(p.points, 0) AS points FROM member m
    LEFT JOIN points_total p ON p.community_id = m.community_id AND p.period = 'all' AND p.member_id = coalesce(m.merged_into_id, m.id)
    WHERE m.community_id = ${communityId} AND m.id = ANY(${ids}::int[])`;
  const personOf = new Map(rows.map(({ memberId, person }) => [memberId, person]));
  const left = new Map(rows.map(({ person, points }) => [person, points]));
  const changes = given.flatMap(({ memberId, points, key }) => {
    const person = personOf.get(memberId) ?? memberId;
    const taken = Math.min(points, Math.max(left.get(person) ?? 0, 0));
    left.set(person, (left.get(person) ?? 0) - taken);
    return taken > 0 ? [{ memberId, delta: -taken, key, ...why }] : [];
  });
  if (changes.length > 0) await writeChanges(tx, communityId, changes, { at, day });
}
