import type { GroupSeen, OneGroupSeen } from "../../src/core/acquaintances.ts";
import type { Log } from "../../src/core/log.ts";
import { readGroup, readGroups } from "./roster.ts";
import { dirtyTypes, type Puppet } from "./wire.ts";

/** Puppets tell "ready" when they know their groups; some never do. */
export const readyWithinMs = 20_000;
/** Events wait for the groups to be read so long at most. */
export const readWithinMs = 5 * 60_000;
/** How often who is in the groups, and how they are called, is read anew. */
const rereadMs = 60 * 60_000;
/** A group where somebody came or went is read so long afterwards: one reading for a whole crowd. */
const settleMs = 30_000;

export interface GroupsOptions {
  puppet: Puppet;
  log: Log;
  /** Hands over what was read; resolves when the house knows it. */
  tell(groups: readonly GroupSeen[], whole: boolean): Promise<void>;
  /** Hands over one of them before the others are read; see `Acquaintances.meetOne`. */
  tellOne(seen: OneGroupSeen): Promise<ReadonlySet<string> | null>;
}

/** Keeps the house's knowledge of who is in the account's groups true. */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #changed = new Map<string, number>();
  readonly #known = new Set<string>();
  #members = new Set<string>();
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(options: GroupsOptions) {
    this.#options = options;
  }

  /** Whether this contact was in one of our groups when they were last read. */
  isMember(id: string): boolean {
    return this.#members.has(id);
  }

  /** The house keeps who is in these. */
  knows(ids: Iterable<string>): void {
    for (const id of ids) this.#known.add(id);
  }

  /** Words from a group. Who is in it is kept from the first on: after a login with other ids it would be a new one. */
  spoke(id: string, now: number): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#changed.set(id, now);
  }

  /**
   * Every group there is; after a login `onSettled` hears of each as soon as the house knows who in it is
   * who. Rejects when they cannot be read.
   */
  async readAll(
    self: string,
    now: number,
    onSettled?: (group: string, people: ReadonlySet<string>) => Promise<void>,
  ): Promise<void> {
    const whole = onSettled !== undefined;
    const groups = await readGroups(this.#options.puppet, self, async (seen) => {
      const settled = whole ? await this.#options.tellOne(seen) : null;
      if (settled) await onSettled?.(seen.group.id, settled);
    });
    this.#readAt = now;
    // what was heard during a login is recorded after it
    if (!whole) this.#changed.clear();
    this.#members = new Set(groups.flatMap((group) => group.members.map((member) => member.id)));
    await this.#options.tell(groups, whole);
  }

  /** Somebody came or went, or the group has another name. */
  changed(id: string, now: number): void {
    this.#changed.set(id, now);
    // puppets remember groups until they are told better
    for (const type of [dirtyTypes.room, dirtyTypes.roomMember]) {
      (async () => this.#options.puppet.dirtyPayload(type, id))().catch(() => {});
    }
  }

  /** Reads what is due, in the background. */
  tick(self: string, now: number): void {
    if (this.#reading) return;
    const due = [...this.#changed].filter(([, at]) => now - at >= settleMs).map(([id]) => id);
    if (due.length === 0 && now - this.#readAt < rereadMs) return;
    const work = due.length > 0 ? this.#readSome(due, self) : this.readAll(self, now);
    this.#reading = work
      .catch((error: unknown) => this.#options.log.warn({ err: error }, "WeChat: a group could not be read"))
      .finally(() => (this.#reading = null));
  }

  async idle(): Promise<void> {
    await this.#reading;
  }

  async #readSome(ids: readonly string[], self: string): Promise<void> {
    for (const id of ids) {
      this.#changed.delete(id);
      const group = await readGroup(this.#options.puppet, id, self);
      for (const member of group.members) this.#members.add(member.id);
      await this.#options.tell([group], false);
    }
  }
}
