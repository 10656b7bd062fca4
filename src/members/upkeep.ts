import type { Tx } from "../core/database/index.ts";

/** Takes away what only counted for minutes: codes of links. */
export async function pruneMembers(tx: Tx, communityId: number, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM link_code WHERE community_id = ${communityId} AND expires_at <= ${now}`;
}
