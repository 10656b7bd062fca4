import type { Role } from "../core/context.ts";
import { roles } from "../core/context.ts";
import type { MemberInfo, Who } from "../core/context.ts";
import type { Sender } from "../core/event.ts";
import { Prisma, type Tx } from "../core/database/index.ts";
import { anyOf } from "../core/person.ts";
import type { PlatformId } from "./identity.ts";

/** A member of an act, and the language they chose. */
export type Person = MemberInfo & { language: string | null };

export interface PersonRow {
  id: number;
  via: number;
  name: string;
  language: string | null;
  role: Role | null;
}

/**
 * The person behind a platform identity in a community, with their role, read and locked in the
 * transaction that acts: two acts about one person never overlap, and a role taken away works at once.
 * An identity that was only found again by its name has no role until an operator has confirmed it.
 */
export async function lockPerson(
  tx: Tx,
  communityId: number,
  platform: string,
  sender: Sender | null,
  now: Date,
): Promise<Person | null> {
  if (sender?.kind !== "person") return null;
  const { used, person } = lockingSql(communityId, platform, sender, now);
  const [row] = await tx.$queryRaw<PersonRow[]>`WITH ${used} ${person}`;
  return row ? personFrom(communityId, row) : null;
}

/**
 * The same for statements that do more at once: an expression that goes into their WITH, and a query with the
 * person's row, which locks when it is asked.
 */
export function lockingSql(communityId: number, platform: string, sender: Sender, now: Date) {
  const used = Prisma.sql`used AS (
      UPDATE identity SET used_at = greatest(used_at, ${now}) WHERE community_id = ${communityId} AND platform = ${platform}
        AND platform_user_id = ${sender.id} RETURNING member_id, unconfirmed_at)`;
  const person = Prisma.sql`
    SELECT person.id, m.id AS via, person.name, person.language, CASE WHEN used.unconfirmed_at IS NULL THEN (
        SELECT role FROM member_role r WHERE r.community_id = ${communityId}
          AND r.member_id = ${anyOf(communityId, Prisma.sql`person.id`)}
        ORDER BY array_position(${roles}::text[], r.role) DESC LIMIT 1) END AS role,
      pg_advisory_xact_lock(${memberLock}::int, person.id)::text
    FROM used JOIN member m ON m.community_id = ${communityId} AND m.id = used.member_id
    JOIN member person ON person.community_id = ${communityId} AND person.id = coalesce(m.merged_into_id, m.id)`;
  return { used, person };
}

/** The person of a row that `lockingSql` asked for. */
export const personFrom = (communityId: number, { id, via, name, role, language }: PersonRow): Person => ({
  communityId,
  id,
  via,
  name,
  role,
  language,
});

/**
 * The same for many identities of one platform at once, by the platform's user id; locked in
 * ascending order. Whoever is no person, or not known here, is missing.
 */
export async function lockPeople(
  tx: Tx,
  communityId: number,
  platform: string,
  senders: readonly Sender[],
  now: Date,
): Promise<Map<string, Person>> {
  const ids = senders.filter((sender) => sender.kind === "person").map((sender) => sender.id);
  const rows = await tx.$queryRaw<(PersonRow & { userId: string })[]>`
    WITH used AS (
      UPDATE identity SET used_at = greatest(used_at, ${now}) WHERE community_id = ${communityId} AND platform = ${platform}
        AND platform_user_id = ANY(${ids}::text[]) RETURNING member_id, platform_user_id),
    people AS MATERIALIZED (
      SELECT used.platform_user_id, person.id, m.id AS via, person.name, person.language
      FROM used JOIN member m ON m.community_id = ${communityId} AND m.id = used.member_id
      JOIN member person ON person.community_id = m.community_id AND person.id = coalesce(m.merged_into_id, m.id) ORDER BY person.id)
    SELECT p.platform_user_id AS "userId", p.id, p.via, p.name, p.language, r.role, pg_advisory_xact_lock(${memberLock}::int, p.id)::text
    FROM people p LEFT JOIN LATERAL (SELECT role FROM member_role r WHERE r.community_id = ${communityId} AND (r.member_id = p.id
      OR r.member_id IN (SELECT s.member_id FROM merged_member s WHERE s.community_id = ${communityId} AND s.person_id = p.id))
      ORDER BY array_position(${roles}::text[], r.role) DESC LIMIT 1) r ON true`;
  return new Map(
    rows.map(({ userId, id, via, name, role, language }) => [userId, { communityId, id, via, name, role, language }]),
  );
}

/** First key of the advisory locks on members; take several in ascending order of id. */
const memberLock = 7002;

/** Locks a second person until the act is over. Should two acts lock each other out, one is begun again. */
export async function lockOther(tx: Tx, memberId: number): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${memberLock}::int, ${memberId}::int)`;
}

/** The person a member belongs to; the member itself when it is nobody else's. */
export async function personBehind(tx: Tx, communityId: number, id: number): Promise<number> {
  const row = await tx.member.findUnique({ where: { communityId_id: { communityId, id } } });
  return row?.mergedIntoId ?? id;
}

/** Somebody known in a community, under the id and name of the person. */
export interface PersonKnown {
  id: number;
  name: string;
  role: Role | null;
}

/** The person a member id stands for: somebody merged into another is that other. null when there is none. */
export async function personOf(tx: Tx, communityId: number, id: number): Promise<PersonKnown | null> {
  const rows = await tx.$queryRaw<PersonKnown[]>`
    SELECT p.id, p.name, (
      SELECT role FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
      WHERE r.community_id = p.community_id AND coalesce(own.merged_into_id, own.id) = p.id
      ORDER BY array_position(${roles}::text[], r.role) DESC LIMIT 1) AS role
    FROM member m JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE m.community_id = ${communityId} AND m.id = ${id}`;
  return rows[0] ?? null;
}

/** One platform identity of a person; null for whoever is known from names alone. */
export async function identityOfPerson(tx: Tx, communityId: number, person: number): Promise<PlatformId | null> {
  const memberId = { in: await memberIdsOf(tx, communityId, person) };
  const found = await tx.identity.findFirst({ where: { communityId, memberId }, orderBy: { memberId: "asc" } });
  return found && { platform: found.platform, userId: found.platformUserId };
}

/** Every member id that stands for a person, their own first: rows about them may bear any of these. */
export async function memberIdsOf(tx: Tx, communityId: number, person: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM member WHERE community_id = ${communityId} AND (id = ${person} OR merged_into_id = ${person})
    ORDER BY id <> ${person}, id`;
  return rows.map(({ id }) => id);
}

/** Whether a person with this role may do what `who` may. */
export function may(role: Role | null, who: Who): boolean {
  if (who === "member") return true;
  return role !== null && roles.indexOf(role) >= roles.indexOf(who);
}
