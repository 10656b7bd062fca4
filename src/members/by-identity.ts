import type { IdentityIn } from "./newcomers.ts";

/**
 * Values by identity, in maps within maps: everything that is said is looked up here, and making one text of the
 * parts only to look it up takes several times as long.
 */
export class ByIdentity<Value> {
  readonly #communities = new Map<number, Map<string, Map<string, Value>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(communityId: number, platform: string, userId: string): Value | undefined {
    return this.#communities.get(communityId)?.get(platform)?.get(userId);
  }

  set({ communityId, platform, userId }: IdentityIn, value: Value): void {
    let platforms = this.#communities.get(communityId);
    if (!platforms) this.#communities.set(communityId, (platforms = new Map()));
    let users = platforms.get(platform);
    if (!users) platforms.set(platform, (users = new Map()));
    if (!users.has(userId)) this.#size += 1;
    users.set(userId, value);
  }

  clear(): void {
    this.#communities.clear();
    this.#size = 0;
  }
}
