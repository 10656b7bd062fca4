import type { Tx } from "../core/database/index.ts";

/**
 * Whoever a community knows by an id on one platform is known by the same id on another, as the
 * same member. For platforms of one owner whose ids are known to agree. Idempotent; an identity
 * that exists stays whose it is.
 */
export async function sameOn(tx: Pick<Tx, "$executeRaw">, communityId: number, from: string, to: string) {
  await tx.$executeRaw`
    INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, username, named_at)
    SELECT community_id, ${to}, platform_user_id, member_id, name, username, named_at FROM identity
    WHERE community_id = ${communityId} AND platform = ${from}
    ON CONFLICT DO NOTHING`;
}
