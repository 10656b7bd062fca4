import type { Tx } from "../core/database/index.ts";

/** A person's id on a platform, whatever the community. */
export interface PlatformId {
  platform: string;
  userId: string;
}

export const identityKey = ({ platform, userId }: PlatformId): string => `${platform}\n${userId}`;

export function parseIdentityKey(key: string): PlatformId {
  const [platform = "", userId = ""] = key.split("\n");
  return { platform, userId };
}

/** Sets of things that are one: each call joins two, `root` names the set. */
export class Together {
  readonly #parents = new Map<string, string>();

  root(one: string): string {
    let at = one;
    for (let parent = this.#parents.get(at); parent !== undefined; parent = this.#parents.get(at)) at = parent;
    return at;
  }

  join(one: string, other: string): void {
    const [a, b] = [this.root(one), this.root(other)];
    if (a !== b) this.#parents.set(a, b);
  }
}

/** Which platform identities are one human, by the links that stand. */
export async function linkedIdentities(tx: Pick<Tx, "identityLink">): Promise<Together> {
  const together = new Together();
  for (const link of await tx.identityLink.findMany({ where: { undoneAt: null } })) {
    const from = { platform: link.platform, userId: link.userId };
    together.join(identityKey(from), identityKey({ platform: link.platformTo, userId: link.userIdTo }));
  }
  return together;
}

/** Every platform identity of the human behind one of them, itself included. */
export async function identitiesOf(tx: Pick<Tx, "identityLink">, one: PlatformId): Promise<PlatformId[]> {
  const links = await tx.identityLink.findMany({ where: { undoneAt: null } });
  const together = await linkedIdentities(tx);
  const root = together.root(identityKey(one));
  const all = new Set([identityKey(one)]);
  for (const link of links) {
    const ends = [
      { platform: link.platform, userId: link.userId },
      { platform: link.platformTo, userId: link.userIdTo },
    ];
    for (const end of ends) if (together.root(identityKey(end)) === root) all.add(identityKey(end));
  }
  return [...all].map(parseIdentityKey);
}

/** The members an identity has, one for each community that still stands. */
export async function membersBehind(
  tx: Pick<Tx, "$queryRaw">,
  identities: readonly PlatformId[],
): Promise<{ communityId: number; memberId: number }[]> {
  return tx.$queryRaw`
    SELECT DISTINCT i.community_id AS "communityId", i.member_id AS "memberId"
    FROM unnest(${identities.map((one) => one.platform)}::text[], ${identities.map((one) => one.userId)}::text[])
      AS t(platform, user_id)
    JOIN identity i ON i.platform = t.platform AND i.platform_user_id = t.user_id
    JOIN community c ON c.id = i.community_id AND c.joined_into_id IS NULL ORDER BY 1, 2`;
}
