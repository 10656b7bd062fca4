import type { Tx } from "../core/database/index.ts";

/** Takes away what only counted for minutes: codes of links and requests to be forgotten that were not confirmed. */
export async function pruneMembers(tx: Tx, communityId: number, now: Date): Promise<void> {
  await tx.linkCode.deleteMany({ where: { communityId, expiresAt: { lte: now } } });
  await tx.forgetRequest.deleteMany({ where: { communityId, at: { lt: new Date(now.getTime() - 60_000) } } });
}
