import type { Pool } from "pg";
import type { Clock } from "../core/time.ts";
import { People, type PersonSeen } from "./people.ts";
import { Places, type Place, type PrivateChat } from "./places.ts";

export type { PersonSeen } from "./people.ts";
export { makeCommunity } from "./founding.ts";
export type { Place } from "./places.ts";

/**
 * Platform ids → our ids, asked of the database once and remembered in the process. What is
 * remembered may go stale when a community is joined to another: Record checks its places in the
 * statement that writes, and calls `forget` when one is gone.
 */
export class Directory {
  readonly #places: Places;
  readonly #people: People;

  constructor(pool: Pool, clock: Clock) {
    this.#places = new Places(pool, clock);
    this.#people = new People(pool);
  }

  forget(): void {
    this.#places.forget();
    this.#people.forget();
  }

  /** See `Places.known`. */
  knownGroup(...where: Parameters<Places["known"]>): Place | undefined {
    return this.#places.known(...where);
  }

  /** See `Places.group`. */
  group(...where: Parameters<Places["group"]>): Promise<Place> {
    return this.#places.group(...where);
  }

  /** See `Places.recall`. */
  recall(platform: string, ids: ReadonlySet<string>): Promise<void> {
    return this.#places.recall(platform, ids);
  }

  /** See `Places.privates`. */
  privates(chats: readonly PrivateChat[]): Promise<Place[]> {
    return this.#places.privates(chats);
  }

  /** See `Places.migrate`. */
  migrate(platform: string, from: string, to: string): Promise<void> {
    return this.#places.migrate(platform, from, to);
  }

  /** See `People.idsOf`. */
  people(seen: readonly PersonSeen[]): Promise<(number | null)[]> {
    return this.#people.idsOf(seen);
  }
}
