import type { HandedChat, Hands, Offer } from "../core/hands.ts";
import { Acts, type ActsOptions } from "./acts.ts";
import {
  claimedLane,
  createQueue,
  leaseMs,
  readAtOnce,
  renewMs,
  waitMs,
  type ClaimedLane,
  type Queue,
  type Return,
} from "./queue.ts";

/** A chat whose events are done is given back together with others, after this long at most, in ms. */
const returnMs = 20;

export interface ActorOptions extends ActsOptions {
  /** names this process in leases */
  owner: string;
  /** test worlds act only for their own communities */
  communities?: readonly number[];
  /** chats worked on at once */
  lanes?: number;
  /** as many chats as may be worked on at once are: others had better help */
  onBusy?(): void;
}

/**
 * The Act lane: claims chats with waiting events and works each chat's events in order, one
 * transaction an event. An event that fails three times is set aside, visibly; the next goes on.
 * A lease that ran out belonged to a process that died at work.
 */
export class Actor implements Hands {
  readonly #options: ActorOptions;
  readonly #acts: Acts;
  readonly #queue: Queue;
  readonly #lanes: number;
  #stopped = false;
  #wanted = false;
  #isExchanging = false;
  #waiters: (() => void)[] = [];
  /** something may bear this process's name that it does not hold: left by a former life, or by a failure */
  #isLost = true;
  /** offers whose end is not known: what bears this process's name may be on its way to it */
  #offers = 0;
  /** chats handed over while the answer that they were given back was on its way */
  #handed: ClaimedLane[] = [];
  /** chats in this process's hands */
  readonly #held = new Set<number>();
  #soon: NodeJS.Timeout | undefined;
  /** chats to be given back with the next exchange */
  #returns: Return[] = [];

  constructor(options: ActorOptions) {
    this.#options = options;
    this.#acts = new Acts(options);
    this.#queue = createQueue({ ...options, pool: options.database.quick });
    this.#lanes = options.lanes ?? 8;
  }

  /** Begins; takes up what an earlier life of this owner left. */
  start(): void {
    this.#isLost = true;
    this.wake();
  }

  offer(): Offer | null {
    const free = this.#lanes - this.#held.size + this.#returns.length;
    if (this.#stopped || this.#isLost || this.#wanted || this.#offers > 0 || free <= 0) return null;
    this.#offers++;
    return { owner: this.#options.owner, leaseMs, free, end: (chats) => this.#endOffer(chats) };
  }

  #endOffer(chats: readonly HandedChat[] | null): void {
    this.#offers--;
    if (!chats) this.#isLost = true;
    this.#handed.push(...(chats ?? []).map(claimedLane));
    this.#workHanded();
    if (this.#isLost || this.#waiters.length > 0) this.wake();
  }

  #workHanded(): void {
    const isStill = (lane: ClaimedLane) => this.#held.has(lane.chatId);
    const ready = this.#handed.filter((lane) => !isStill(lane));
    this.#handed = this.#handed.filter(isStill);
    for (const lane of ready) void this.#workLane(lane);
  }

  /** There may be work: as many chats are claimed as may be worked on at once. */
  wake(): void {
    this.#wanted = true;
    this.#begin();
  }

  #begin(): void {
    if (this.#isExchanging) return;
    this.#isExchanging = true;
    void this.#exchange().finally(() => {
      this.#isExchanging = false;
      if (this.#isDue()) this.#begin();
      else if (this.#isAtRest()) for (const done of this.#waiters.splice(0)) done();
    });
  }

  #isDue(): boolean {
    return this.#returns.length > 0 || (this.#wanted && !this.#stopped && this.#held.size < this.#lanes);
  }

  /** Resolves when nothing that is waiting now can be worked on. */
  async idle(): Promise<void> {
    this.wake();
    await this.#rest();
  }

  /** Finishes the events being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#rest();
  }

  #isAtRest(): boolean {
    return this.#held.size === 0 && this.#offers === 0;
  }

  async #rest(): Promise<void> {
    if (this.#isExchanging || !this.#isAtRest()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Gives back what is done and claims what waits, one statement at a time, until there is neither. */
  async #exchange(): Promise<void> {
    while (this.#isDue()) {
      const returns = this.#returns.splice(0);
      const free = this.#stopped || !this.#wanted ? 0 : this.#lanes - this.#held.size + returns.length;
      if (free > 0) this.#wanted = false;
      try {
        const again = free > 0 ? await this.#claim(returns, free) : await this.#queue.giveBack(returns);
        this.#release(returns);
        // from the moment it was given back, or we would come before its time
        if (returns.some(({ how }) => how === "later")) this.#wakeLater();
        if (again) this.#wanted = true;
      } catch (error) {
        this.#options.log.error({ err: error }, "acting on events failed; trying again");
        await this.#options.delay(waitMs);
        // what cannot be given back is ours by name, and found again as soon as we do not hold it
        this.#release(returns);
        this.#isLost = true;
        this.#wanted = true;
      }
    }
  }

  #release(returns: readonly Return[]): void {
    for (const { lane } of returns) this.#held.delete(lane.chatId);
    this.#workHanded();
  }

  /** Gives chats back and claims at most `free` others. True when there may be more to do. */
  async #claim(returns: readonly Return[], free: number): Promise<boolean> {
    // what is on its way to us bears our name, too: whoever ends the last offer wakes us
    const isLost = this.#isLost && this.#offers === 0;
    const { claimed, again } = await this.#queue.exchange(returns, { free, held: [...this.#held], isLost });
    if (isLost && claimed.length < free) this.#isLost = false;
    for (const lane of claimed) void this.#workLane(lane);
    if (claimed.length === free) this.#options.onBusy?.();
    return again || claimed.length === free;
  }

  async #workLane(lane: ClaimedLane): Promise<void> {
    this.#held.add(lane.chatId);
    try {
      const how = await this.#workThrough(lane);
      this.#returns.push({ lane, how });
      // nothing waits for it: whatever comes meanwhile wakes us
      if (how === "done" && !this.#wanted && this.#waiters.length === 0) return this.#wakeSoon();
    } catch (error) {
      this.#options.log.error({ err: error, chat: lane.chatId }, "acting on a chat's events failed; trying again");
      await this.#options.delay(waitMs);
      this.#returns.push({ lane, how: "left" });
    }
    this.wake();
  }

  async #workThrough(lane: ClaimedLane): Promise<Return["how"]> {
    let leasedAt = performance.now();
    for (let works = lane.events; ; works = await this.#queue.more(lane)) {
      const over = this.#stopped ? 0 : await this.#acts.together(works);
      for (const work of works.slice(over)) {
        if (this.#stopped) return "left";
        if (performance.now() - leasedAt > renewMs) {
          await this.#queue.renew(lane);
          leasedAt = performance.now();
        }
        // an event that must wait (the database is away) holds its chat: order is kept
        if (!(await this.#acts.handle(work))) return "later";
      }
      if (works.length < readAtOnce) return "done";
    }
  }

  #wakeSoon(): void {
    if (this.#soon) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#begin();
    }, returnMs);
  }

  /** A chat that must wait is looked at again, whether or not anything new comes. */
  #wakeLater(): void {
    void this.#options.delay(waitMs + 50).then(() => this.wake());
  }
}
