import { crashPoint } from "../core/crash.ts";
import type { Database, Tx } from "../core/database/index.ts";
import { Refusal } from "../core/context.ts";
import { whatFailed } from "../core/errors.ts";
import type { HandedChat, Hands, Offer } from "../core/hands.ts";
import { enqueuedIn, sendThrough, type NewOutbox, type SendsAtOnce } from "../core/outbox.ts";
import type { Log } from "../core/log.ts";
import { isAway, isConflict } from "./failures.ts";
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
import {
  actLimits,
  answerPlace,
  lockPersonOf,
  sceneColumns,
  takeCrowd,
  takeWork,
  withScene,
  type ActLimits,
  type Scene,
  type TakenCrowd,
  type TakenWork,
  type Work,
} from "./take.ts";

/** A chat whose events are done is given back together with others, after this long at most, in ms. */
const returnMs = 20;
/** Failures after which an event is set aside. */
const attemptsLimit = 3;
const conflictRetries = 5;

export interface ActorOptions {
  database: Database;
  /** Does everything for one event, inside the transaction. */
  perform(tx: Tx, work: TakenWork): Promise<void>;
  /** How many events, from the first on, may be acted on together. */
  together(works: readonly Work[]): number;
  /** Does everything for several events at once; false when they had better come one by one. */
  performCrowd(tx: Tx, crowd: TakenCrowd): Promise<boolean>;
  /** Says a refusal, after everything of the act was undone. */
  refuse(tx: Tx, work: TakenWork, refusal: Refusal<unknown>): Promise<void>;
  /** Tells the person that their event could not be handled; inside the transaction that sets it aside. */
  apologise(tx: Tx, work: TakenWork): Promise<void>;
  /** what answers go through */
  sender: SendsAtOnce;
  /** after a commit, with the messages it left to send */
  onCommit(messages: readonly NewOutbox[]): void;
  log: Log;
  /** names this process in leases */
  owner: string;
  delay(ms: number): Promise<void>;
  now(): Date;
  /** test worlds act only for their own communities */
  communities?: readonly number[];
  /** chats worked on at once */
  lanes?: number;
  /** as many chats as may be worked on at once are: others had better help */
  onBusy?(): void;
  limits?: Partial<ActLimits>;
}

/**
 * The Act lane: claims chats with waiting events and works each chat's events in order, one
 * transaction an event. An event that fails three times is set aside, visibly; the next goes on.
 * A lease that ran out belonged to a process that died at work.
 */
export class Actor implements Hands {
  readonly #options: ActorOptions;
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
    this.#queue = createQueue({ ...options, pool: options.database.pool });
    this.#lanes = options.lanes ?? 4;
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
    if (this.#isExchanging) return;
    this.#isExchanging = true;
    void this.#exchange().finally(() => {
      this.#isExchanging = false;
      if (this.#isDue()) this.wake();
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
      const wanted = this.#wanted && !this.#stopped;
      this.#wanted = false;
      const returns = this.#returns.splice(0);
      try {
        const again = wanted ? await this.#claim(returns) : await this.#queue.giveBack(returns);
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

  /** Gives chats back and claims as many as there are free hands. True when there may be more to do. */
  async #claim(returns: readonly Return[]): Promise<boolean> {
    const free = this.#lanes - this.#held.size + returns.length;
    // what is on its way to us bears our name, too: whoever ends the last offer wakes us
    const isLost = this.#isLost && this.#offers === 0;
    const { claimed, again } = await this.#queue.exchange(returns, { free, held: [...this.#held], isLost });
    if (isLost && claimed.length < free) this.#isLost = false;
    for (const lane of claimed) void this.#workLane(lane);
    if (free > 0 && claimed.length === free) this.#options.onBusy?.();
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
      const over = await this.#handleTogether(works);
      for (const work of works.slice(over)) {
        if (this.#stopped) return "left";
        if (performance.now() - leasedAt > renewMs) {
          await this.#queue.renew(lane);
          leasedAt = performance.now();
        }
        // an event that must wait (the database is away) holds its chat: order is kept
        if (!(await this.#handle(work))) return "later";
      }
      if (works.length < readAtOnce) return "done";
    }
  }

  #wakeSoon(): void {
    if (this.#soon) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.wake();
    }, returnMs);
  }

  /** A chat that must wait is looked at again, whether or not anything new comes. */
  #wakeLater(): void {
    void this.#options.delay(waitMs + 50).then(() => this.wake());
  }

  /**
   * Acts at once on as many of the first events as a feature takes together. Returns how many that
   * were; 0 when it was not possible for whatever reason: they are then acted on one by one.
   */
  async #handleTogether(events: readonly Work[]): Promise<number> {
    const { database, together, performCrowd, log, now, onCommit } = this.#options;
    const works = events.slice(0, together(events));
    if (works.length === 0 || this.#stopped) return 0;
    const limits = { ...actLimits, ...this.#options.limits };
    let messages: readonly NewOutbox[];
    try {
      messages = await database.transact(
        async (tx) => {
          const crowd = await takeCrowd(tx, works, now(), limits);
          if (!crowd || !(await performCrowd(tx, crowd))) throw new OneByOne();
          crashPoint("inside-effect");
          return enqueuedIn(tx);
        },
        { timeout: limits.actMs + 2000, maxWait: 10_000 },
      );
    } catch (error) {
      if (!(error instanceof OneByOne))
        log.warn({ err: error, events: works.length }, "acting on events together failed");
      return 0;
    }
    crashPoint("after-effect");
    onCommit(messages);
    return works.length;
  }

  /** True when the event is over (done or dead); false when it must wait. */
  async #handle(work: Work): Promise<boolean> {
    const { log, onCommit, delay } = this.#options;
    for (let conflict = 0; ; conflict++) {
      try {
        const messages = await this.#attempt(work);
        crashPoint("after-effect");
        onCommit(messages);
        return true;
      } catch (error) {
        if (isConflict(error) && conflict < conflictRetries) {
          await delay(10 * 2 ** conflict * (1 + Math.random()));
          continue;
        }
        if (isConflict(error) || isAway(error)) {
          log.warn({ err: error, key: work.key }, "an event waits: the database is busy or away");
          return false;
        }
        log.error({ err: error, key: work.key, chat: work.chatId }, "acting on an event failed");
        if (await this.#countFailure(work, error)) return true;
      }
    }
  }

  /** Acts; when the act is refused, everything it did is undone and only the refusal is said. */
  async #attempt(work: Work): Promise<readonly NewOutbox[]> {
    const { perform, refuse } = this.#options;
    try {
      return await this.#transact(work, perform);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#transact(work, (tx, taken) => refuse(tx, taken, error));
    }
  }

  /** Returns the messages that are to be sent now. */
  async #transact(work: Work, run: (tx: Tx, taken: TakenWork) => Promise<void>): Promise<readonly NewOutbox[]> {
    const { database, now, sender } = this.#options;
    const limits = { ...actLimits, ...this.#options.limits };
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`acting took more than ${limits.actMs / 1000} s`)), limits.actMs);
    });
    const act = database.transact(
      async (tx) => {
        const taken = await takeWork(tx, work, now(), limits);
        if (!taken) return [];
        const place = answerPlace(taken);
        if (place) sendThrough(tx, sender, place);
        await Promise.race([run(tx, taken), tooLong]);
        crashPoint("inside-effect");
        return enqueuedIn(tx);
      },
      { timeout: limits.actMs + 2000, maxWait: 10_000 },
    );
    try {
      return await act;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Counts a failure; at the third the event is set aside and its sender told. True when it is over. */
  async #countFailure(work: Work, error: unknown): Promise<boolean> {
    const { database, apologise, onCommit } = this.#options;
    const message = error instanceof Error ? `${error.name}: ${whatFailed(error)}` : String(error);
    const { messages, isOver } = await database.transact(async (tx) => {
      const rows = await tx.$queryRaw<(Scene & { status: string })[]>`
        UPDATE inbox i SET attempts = attempts + 1, error = ${message.slice(0, 2000)},
          status = CASE WHEN attempts + 1 >= ${attemptsLimit} THEN 'dead' ELSE status END
        FROM community m JOIN chat c ON c.community_id = m.id
        WHERE i.community_id = ${work.communityId} AND i.chat_id = ${work.chatId} AND i.id = ${work.id} AND status = 'new'
          AND m.id = i.community_id AND c.id = i.chat_id
        RETURNING i.status, ${sceneColumns(work)}`;
      const row = rows[0];
      if (row?.status === "dead")
        await apologise(tx, { ...withScene(work, row), person: await lockPersonOf(tx, work) });
      return { messages: enqueuedIn(tx), isOver: row?.status !== "new" };
    });
    if (isOver) onCommit(messages);
    return isOver;
  }
}

/** Undoes what was begun together. */
class OneByOne extends Error {
  override name = "OneByOne";
}
