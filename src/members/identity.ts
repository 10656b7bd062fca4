import type { Tx } from "../core/database/index.ts";

/** A person's id on a platform, whatever the community. */
export interface PlatformId {
  platform: string;
  userId: string;
}

export const identityKey = ({ platform, userId }: PlatformId): string => `${platform}\n${userId}`;

function parseIdentityKey(key: string): PlatformId {
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

/** Both ends of every link that stands. */
async function standingLinks(tx: Pick<Tx, "identityLink">): Promise<[string, string][]> {
  const links = await tx.identityLink.findMany({ where: { undoneAt: null } });
  return links.map((link) => [
    identityKey({ platform: link.platform, userId: link.userId }),
    identityKey({ platform: link.platformTo, userId: link.userIdTo }),
  ]);
}

/** Which platform identities are one human, by the links that stand. */
export async function linkedIdentities(tx: Pick<Tx, "identityLink">): Promise<Together> {
  const together = new Together();
  for (const [one, other] of await standingLinks(tx)) together.join(one, other);
  return together;
}

/** Every platform identity of the human behind one of them, itself included. */
export async function identitiesOf(tx: Pick<Tx, "identityLink">, one: PlatformId): Promise<PlatformId[]> {
  const links = await standingLinks(tx);
  const together = new Together();
  for (const [from, to] of links) together.join(from, to);
  const own = identityKey(one);
  const all = [own, ...links.flat()].filter((key) => together.root(key) === together.root(own));
  return [...new Set(all)].map(parseIdentityKey);
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
