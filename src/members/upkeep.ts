import type { Tx } from "../core/database/index.ts";

/** Takes away what only counted for minutes: codes of links. */
export async function pruneMembers(tx: Tx, communityId: number, now: Date): Promise<void> {
  await tx.linkCode.deleteMany({ where: { communityId, expiresAt: { lte: now } } });
}
