import { createHash, randomInt } from "node:crypto";
import type { Database, Tx } from "../core/database/index.ts";

/** How long a claim code holds. */
const validMs = 15 * 60_000;
/** No letters that are read as others; 10 of them are 49 bits. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWX";
const codeLength = 10;

/** A code that makes whoever says it the first owner. */
export interface IssuedCode {
  community: string;
  code: string;
}

/**
 * Makes a new claim code for every community that has chats and no owner; an older code stops
 * working. With `onlyNew` only for those that never had one. Only hashes are stored.
 */
export async function issueClaimCodes(
  database: Database,
  options: { now: Date; onlyNew: boolean; communities?: readonly number[] },
): Promise<IssuedCode[]> {
  const { rows } = await database.pool.query<{ id: number; name: string }>(
    `SELECT c.id, c.name FROM community c WHERE c.joined_into_id IS NULL
       AND ($2::int[] IS NULL OR c.id = ANY($2))
       AND EXISTS (SELECT 1 FROM chat h WHERE h.community_id = c.id AND h.account IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM member_role r WHERE r.community_id = c.id AND r.role = 'owner')
       AND NOT ($1 AND EXISTS (SELECT 1 FROM claim_code k WHERE k.community_id = c.id)) ORDER BY c.name`,
    [options.onlyNew, options.communities ?? null],
  );
  const issued: IssuedCode[] = [];
  for (const { id, name } of rows) {
    const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join("");
    const fresh = { codeHash: hashOf(id, code), validUntil: new Date(options.now.getTime() + validMs), usedAt: null };
    await database.prisma.claimCode.upsert({
      where: { communityId: id },
      create: { communityId: id, ...fresh },
      update: fresh,
    });
    issued.push({ community: name, code });
  }
  return issued;
}

/** Uses the community's code up. False when it is not this one, is over or used, or an owner exists. */
export async function useClaimCode(tx: Tx, communityId: number, code: string, now: Date): Promise<boolean> {
  const used = await tx.$executeRaw`
    UPDATE claim_code SET used_at = ${now} WHERE community_id = ${communityId} AND used_at IS NULL AND valid_until > ${now}
      AND code_hash = ${hashOf(communityId, code.trim().toUpperCase())}`;
  if (used === 0) return false;
  return (await tx.memberRole.count({ where: { communityId, role: "owner" } })) === 0;
}

function hashOf(communityId: number, code: string): string {
  return createHash("sha256").update(`${communityId}\n${code}`).digest("hex");
}
