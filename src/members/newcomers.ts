import type { Pool, PoolClient } from "pg";
import { keyedHash } from "../core/vault.ts";
import type { PlatformId } from "./identity.ts";

/** A platform identity as it comes into a community for the first time. */
export interface IdentityIn extends PlatformId {
  communityId: number;
}

/** Identities as three lists, for `unnest`. */
export const keysOf = (people: readonly IdentityIn[]): [number[], string[], string[]] => [
  people.map((one) => one.communityId),
  people.map((one) => one.platform),
  people.map((one) => one.userId),
];

/** SQL: what the list of a community `c` has of an identity `t`. */
const saltedHash = "encode(sha256(convert_to(c.salt || E'\\n' || t.platform || E'\\n' || t.user_id, 'UTF8')), 'hex')";
/**
 * SQL: when the lists say that `t`, with its `community_id`, was forgotten: its own community's, and old lines of all.
 * Behind OFFSET the communities with old lines are found first, few or none: a hash takes longer than all else.
 */
export const forgottenBySalt = `
  SELECT o.at FROM community c JOIN forgotten o ON o.community_id = c.id AND o.hash = ${saltedHash}
  WHERE c.id = t.community_id
  UNION ALL SELECT o.at FROM (SELECT id, salt FROM community
    WHERE id IN (SELECT community_id FROM forgotten WHERE account IS NULL) OFFSET 0) c
  JOIN forgotten o ON o.community_id = c.id AND o.hash = ${saltedHash} WHERE o.account IS NULL`;

/** An account as the list of the forgotten names it in every community: nobody reads from it whose it is. */
export const accountHash = ({ platform, userId }: PlatformId): string =>
  keyedHash(`${platform}\n${userId}`, "forgotten account");

/**
 * Of identities in four lists, the fourth as `accountHash` writes them: those who were forgotten, and until when.
 * Behind a SELECT the planner does not see how long the lists are: else it would plan anew for every length.
 */
export const forgottenSql = `
  SELECT t.community_id AS "communityId", t.platform, t.user_id AS "userId", max(f.at) AS until
  FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::text[]), (SELECT $4::text[]))
    AS t(community_id, platform, user_id, account)
  CROSS JOIN LATERAL (SELECT at FROM forgotten WHERE account = t.account UNION ALL ${forgottenBySalt}) f
  GROUP BY 1, 2, 3`;

/**
 * Those of them who asked any community to be forgotten, and when: what happened until then is nobody's. Each is
 * looked up by key: under the installation's, and by their own community's salt, for the installation's may be
 * another by now. Lines without the former, of older programs and their lists, are tried one by one.
 */
export async function forgottenUntil(
  client: Pool | PoolClient,
  people: readonly IdentityIn[],
): Promise<{ identity: IdentityIn; until: Date }[]> {
  const { rows } = await client.query<IdentityIn & { until: Date }>({
    name: "forgotten",
    text: forgottenSql,
    values: [...keysOf(people), people.map(accountHash)],
  });
  return rows.map(({ until, ...identity }) => ({ identity, until }));
}

/**
 * New members join the person of a linked identity that is known in their community, so that they
 * are one from the start. Nothing else need be done: they have no rows yet, and as the newest they
 * name no person. Walks links over identities that are not known there, too. Idempotent.
 */
export async function joinLinked(client: PoolClient, people: readonly IdentityIn[]): Promise<void> {
  await client.query({ name: "join-linked", text: linkedSql, values: keysOf(people) });
}

const linkedSql = `
  WITH RECURSIVE edge AS (
    SELECT platform AS p, user_id AS u, platform_to AS q, user_id_to AS v FROM identity_link WHERE undone_at IS NULL
    UNION ALL SELECT platform_to, user_id_to, platform, user_id FROM identity_link WHERE undone_at IS NULL),
  reach(community_id, platform, user_id, p, u) AS (
    SELECT t.*, t.platform, t.user_id FROM unnest($1::int[], $2::text[], $3::text[]) AS t(community_id, platform, user_id)
    WHERE EXISTS (SELECT FROM edge WHERE edge.p = t.platform AND edge.u = t.user_id)
    UNION SELECT r.community_id, r.platform, r.user_id, e.q, e.v FROM reach r JOIN edge e ON e.p = r.p AND e.u = r.u),
  person AS (
    SELECT r.community_id, r.platform, r.user_id, min(coalesce(m.merged_into_id, m.id)) AS id FROM reach r
    JOIN identity i ON i.community_id = r.community_id AND i.platform = r.p AND i.platform_user_id = r.u
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id GROUP BY 1, 2, 3)
  UPDATE member m SET merged_into_id = person.id FROM person
  JOIN identity own ON own.community_id = person.community_id AND own.platform = person.platform
    AND own.platform_user_id = person.user_id
  WHERE m.community_id = own.community_id AND m.id = own.member_id AND m.id > person.id AND m.merged_into_id IS NULL`;
