import { createHash, createHmac } from "node:crypto";
import type { Tx } from "../core/database/index.ts";
import { text } from "../core/text.ts";
import { Refusal } from "../core/context.ts";
import { dayMs } from "../core/time.ts";
import { identityKey, linkedIdentities, membersBehind, type PlatformId } from "./identity.ts";
import { lockCommunity } from "./join.ts";

/** How long a code may be used. */
export const codeMinutes = 10;
/** How long a link can be taken back. */
export const undoDays = 30;

/** Without 0/O, 1/I/L, U: a code is read from one phone and typed into another. */
const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 10;

const words = {
  unknownCode: text({
    zh: `这个绑定码不对，或者已经用过、过期了（${codeMinutes} 分钟内有效）。请在另一边重新发送 绑定。`,
    en: `This code is wrong, used or too old (it works for ${codeMinutes} minutes). Send /link there again for a new one.`,
  }),
  samePlatform: text({
    zh: "绑定码要在另一个平台上使用，不是在这里。",
    en: "Use the code on your other platform, not here.",
  }),
  already: text({ zh: "这两个账号已经绑定过了。", en: "These two accounts are already one." }),
};

/** Identities one of which is in a community, and the member it has there. */
interface Owner extends PlatformId {
  communityId: number;
  memberId: number;
}

/** A new one-time code for the identity; an older unused one stops working. `seed` must be secret. */
export async function createCode(tx: Tx, owner: Owner, seed: string, now: Date): Promise<string> {
  const bytes = createHmac("sha256", seed)
    .update(`link\n${identityKey(owner)}\n${now.getTime()}`)
    .digest();
  const code = [...bytes.subarray(0, codeLength)].map((byte) => letters[byte % letters.length]).join("");
  await tx.linkCode.deleteMany({ where: { platform: owner.platform, userId: owner.userId, usedAt: null } });
  const expiresAt = new Date(now.getTime() + codeMinutes * 60_000);
  await tx.linkCode.create({ data: { ...owner, hash: hashOf(code), expiresAt } });
  return code;
}

const hashOf = (code: string) => createHash("sha256").update(`link code\n${code}`).digest("hex");

/** What people type for a code, as it was made: spaces and dashes left out, capital letters. */
export const readCode = (typed: string): string => typed.replace(/[\s-]/g, "").toUpperCase();

/**
 * Uses a code up and links its identity with this one. Returns the link's id; what follows from it
 * in each community is `regroup`'s.
 * @throws Refusal when the code is unknown, used or too old, or was made on this very platform
 */
export async function useCode(tx: Tx, code: string, by: PlatformId, now: Date): Promise<number> {
  const [found] = await tx.linkCode.findMany({ where: { hash: hashOf(code), usedAt: null, expiresAt: { gt: now } } });
  if (!found) throw new Refusal(words.unknownCode);
  if (found.platform === by.platform) throw new Refusal(words.samePlatform);
  const together = await linkedIdentities(tx);
  if (together.root(identityKey(found)) === together.root(identityKey(by))) throw new Refusal(words.already);
  const used = await tx.linkCode.updateMany({ where: { hash: found.hash, usedAt: null }, data: { usedAt: now } });
  if (used.count === 0) throw new Refusal(words.unknownCode);
  const link = await tx.identityLink.create({
    data: {
      platform: found.platform,
      userId: found.userId,
      platformTo: by.platform,
      userIdTo: by.userId,
      linkedAt: now,
    },
  });
  return link.id;
}

/** Takes the newest link of these identities back, if it is not too old. Its id, or null. */
export async function undoLink(tx: Tx, identities: readonly PlatformId[], now: Date): Promise<number | null> {
  const ends = identities.flatMap(({ platform, userId }) => [
    { platform, userId },
    { platformTo: platform, userIdTo: userId },
  ]);
  const since = new Date(now.getTime() - undoDays * dayMs);
  const link = await tx.identityLink.findFirst({
    where: { OR: ends, undoneAt: null, linkedAt: { gte: since } },
    orderBy: { id: "desc" },
  });
  if (!link) return null;
  await tx.identityLink.update({ where: { id: link.id }, data: { undoneAt: now } });
  return link.id;
}

/** The communities where any of these identities is known; nobody else acts there until the transaction is over. */
export async function lockCommunitiesOf(tx: Tx, identities: readonly PlatformId[]): Promise<number[]> {
  const members = await membersBehind(tx, identities);
  const ids = [...new Set(members.map((one) => one.communityId))].sort((a, b) => a - b);
  for (const id of ids) await lockCommunity(tx, id);
  return ids;
}
