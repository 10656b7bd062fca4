import { crashPoint } from "../core/crash.ts";
import type { Database, Tx } from "../core/database/index.ts";
import { Refusal } from "../core/context.ts";
import { whatFailed } from "../core/errors.ts";
import { enqueuedIn, sendThrough, type NewOutbox, type SendsAtOnce } from "../core/outbox.ts";
import type { Log } from "../core/log.ts";
import { isAway, isConflict } from "./failures.ts";
import {
  actLimits,
  answerPlace,
  isKnownElsewhere,
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

/** Failures after which an event is set aside. */
const attemptsLimit = 3;
const conflictRetries = 5;

export interface ActsOptions {
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
  delay(ms: number): Promise<void>;
  now(): Date;
  limits?: Partial<ActLimits>;
}

/** Acts on events, one transaction each, until each is done or set aside. An event that fails three times is set aside, visibly. */
export class Acts {
  readonly #options: ActsOptions;

  constructor(options: ActsOptions) {
    this.#options = options;
  }

  /**
   * Acts at once on as many of the first events as a feature takes together. Returns how many that
   * were; 0 when it was not possible for whatever reason: they are then acted on one by one.
   */
  async together(events: readonly Work[]): Promise<number> {
    const { database, together, performCrowd, log, now, onCommit } = this.#options;
    const works = events.slice(0, together(events));
    if (works.length === 0) return 0;
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
  async handle(work: Work): Promise<boolean> {
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
        if (await this.#failed(work, error)) return true;
      }
    }
  }

  /**
   * Counts a failure; where the sender cannot even be told, the event is set aside without a word, and where the
   * failure cannot even be counted, at once: nothing that is wrong with one event may hold its chat for ever.
   */
  async #failed(work: Work, error: unknown): Promise<boolean> {
    const ways = [
      () => this.#countFailure(work, error, this.#options.apologise),
      () => this.#countFailure(work, error, async () => {}),
    ];
    for (const way of ways) {
      try {
        return await way();
      } catch (again) {
        if (isConflict(again) || isAway(again)) throw again;
        const about = { err: again, key: work.key, chat: work.chatId };
        this.#options.log.error(about, "an event's failure cannot be counted, or its sender told");
      }
    }
    await this.#setAside(work, error);
    return true;
  }

  /** The plainest way there is: it shares nothing with what has just failed. */
  async #setAside({ communityId, chatId, id }: Work, error: unknown): Promise<void> {
    await this.#options.database.pool.query(
      "UPDATE inbox SET status = 'dead', error = $4 WHERE community_id = $1 AND chat_id = $2 AND id = $3 AND status = 'new'",
      [communityId, chatId, id, messageOf(error)],
    );
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
  async #countFailure(work: Work, error: unknown, apologise: ActsOptions["apologise"]): Promise<boolean> {
    const { database, onCommit } = this.#options;
    const { messages, isOver } = await database.transact(async (tx) => {
      const rows = await tx.$queryRaw<(Scene & { status: string })[]>`
        UPDATE inbox i SET attempts = attempts + 1, error = ${messageOf(error)},
          status = CASE WHEN attempts + 1 >= ${attemptsLimit} THEN 'dead' ELSE status END
        FROM community m JOIN chat c ON c.community_id = m.id
        WHERE i.community_id = ${work.communityId} AND i.chat_id = ${work.chatId} AND i.id = ${work.id} AND status = 'new'
          AND m.id = i.community_id AND c.id = i.chat_id
        RETURNING i.status, ${sceneColumns(work)}`;
      const row = rows[0];
      if (row?.status === "dead")
        await apologise(tx, {
          ...withScene(work, row),
          person: await lockPersonOf(tx, work),
          isElsewhere: await isKnownElsewhere(tx, work),
        });
      return { messages: enqueuedIn(tx), isOver: row?.status !== "new" };
    });
    if (isOver) onCommit(messages);
    return isOver;
  }
}

/** What is kept of a failure. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${whatFailed(error)}` : String(error)).slice(0, 2000);

/** Undoes what was begun together. */
class OneByOne extends Error {
  override name = "OneByOne";
}
