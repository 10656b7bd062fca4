import type { Pool } from "pg";
import { crashPoint } from "../core/crash.ts";
import type { Database, Tx } from "../core/database/index.ts";
import type { ChatEvent } from "../core/event.ts";
import { Refusal } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { isAway, isConflict } from "./failures.ts";
import {
  actLimits,
  sceneColumns,
  sceneOf,
  takeWork,
  type ActLimits,
  type Scene,
  type TakenWork,
  type Work,
} from "./take.ts";

const leaseMs = 30_000;
/** How long a chat waits whose event met a database that is busy or away. */
const waitMs = 1_000;
/** Failures after which an event is set aside. */
const attemptsLimit = 3;
const conflictRetries = 5;

export interface ActorOptions {
  database: Database;
  /** Does everything for one event, inside the transaction. */
  perform(tx: Tx, work: TakenWork): Promise<void>;
  /** Says a refusal, after everything of the act was undone. */
  refuse(tx: Tx, work: TakenWork, refusal: Refusal<unknown>): Promise<void>;
  /** Tells the person that their event could not be handled; inside the transaction that sets it aside. */
  apologise(tx: Tx, work: TakenWork): Promise<void>;
  /** after a commit that may have left messages to send in this chat */
  onCommit(communityId: number, chatId: number): void;
  log: Log;
  /** names this process in leases */
  owner: string;
  delay(ms: number): Promise<void>;
  now(): Date;
  /** test worlds act only for their own communities */
  communities?: readonly number[];
  /** chats worked on at once */
  lanes?: number;
  limits?: Partial<ActLimits>;
}

interface Lane {
  communityId: number;
  chatId: number;
}

/** Events read of a chat at once. */
const readAtOnce = 50;

/** How a chat is given back: nothing left, to be looked at again after a moment, or with work left. */
type Release = "done" | "later" | "left";

/**
 * The Act lane: claims chats with waiting events and works each chat's events in order, one
 * transaction an event. An event that fails three times is set aside, visibly; the next goes on.
 *
 * A claim takes the chat's `waiting_since` away, and Record sets it again for whatever comes after:
 * so nothing that arrives while a chat is worked on can be overlooked when it is given back. A
 * lease that ran out belonged to a process that died at work.
 */
export class Actor {
  readonly #options: ActorOptions;
  #running = 0;
  #stopped = false;
  #wanted = false;
  #waiters: (() => void)[] = [];
  /** chats in this process's hands */
  readonly #held = new Set<number>();
  #claims: Promise<unknown> = Promise.resolve();

  constructor(options: ActorOptions) {
    this.#options = options;
  }

  /** There may be work: starts a worker if one is free. */
  wake(): void {
    if (this.#stopped) return;
    this.#wanted = true;
    if (this.#running >= (this.#options.lanes ?? 4)) return;
    this.#running++;
    void this.#work().finally(() => {
      this.#running--;
      if (this.#wanted && !this.#stopped) this.wake();
      else if (this.#running === 0) for (const done of this.#waiters.splice(0)) done();
    });
  }

  /** Resolves when nothing that is waiting now can be worked on. */
  async idle(): Promise<void> {
    this.wake();
    if (this.#running > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  /** Finishes the events being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#running > 0) await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  async #work(): Promise<void> {
    this.#wanted = false;
    try {
      for (let lane = await this.#claim(); lane && !this.#stopped; lane = await this.#claim()) {
        // there was one chat waiting, so there may be another: let a second worker look
        if (this.#running < (this.#options.lanes ?? 4)) this.wake();
        try {
          await this.#workLane(lane);
        } finally {
          this.#held.delete(lane.chatId);
        }
      }
    } catch (error) {
      this.#options.log.error({ err: error }, "acting on events failed; trying again");
      await this.#options.delay(1000);
      if (!this.#stopped) this.#wanted = true;
    }
  }

  /** One claim at a time, so that what is ours and not held was left by a former life or by a failure. */
  async #claim(): Promise<Lane | undefined> {
    const claim = this.#claims.then(() => this.#claimNext());
    this.#claims = claim.catch(() => {});
    return claim;
  }

  async #claimNext(): Promise<Lane | undefined> {
    const { rows } = await this.#options.database.pool.query<Lane>({
      name: "claim-lane",
      text: `UPDATE lane SET waiting_since = NULL, lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond'
             WHERE (community_id, chat_id) = (
               SELECT community_id, chat_id FROM lane
               WHERE (lease_until < now() OR lease_until IS NULL AND waiting_since IS NOT NULL
                   OR lease_owner = $1 AND chat_id <> ALL($4::int[]))
                 AND ($3::int[] IS NULL OR community_id = ANY($3))
               ORDER BY waiting_since LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING community_id AS "communityId", chat_id AS "chatId"`,
      values: [this.#options.owner, leaseMs, this.#options.communities ?? null, [...this.#held]],
    });
    const lane = rows[0];
    if (lane) this.#held.add(lane.chatId);
    return lane;
  }

  async #workLane(lane: Lane): Promise<void> {
    const { pool } = this.#options.database;
    let leasedAt = performance.now();
    for (;;) {
      const rows = await this.#waiting(pool, lane);
      for (const work of rows) {
        if (this.#stopped) return this.#release(lane, "left");
        if (performance.now() - leasedAt > leaseMs / 3) {
          await this.#extend(lane);
          leasedAt = performance.now();
        }
        // an event that must wait (the database is away) holds its chat: order is kept
        if (!(await this.#handle(work))) {
          await this.#release(lane, "later");
          return this.#wakeLater();
        }
      }
      if (rows.length < readAtOnce) return this.#release(lane, "done");
    }
  }

  async #waiting(pool: Pool, lane: Lane): Promise<Work[]> {
    const { rows } = await pool.query<Omit<Work, "id"> & { id: string }>({
      name: "lane-work",
      text: `SELECT community_id AS "communityId", chat_id AS "chatId", id, account, key, event FROM inbox
             WHERE community_id = $1 AND chat_id = $2 AND status = 'new' ORDER BY id LIMIT ${readAtOnce}`,
      values: [lane.communityId, lane.chatId],
    });
    return rows.map((row) => ({ ...row, id: BigInt(row.id), event: reviveEvent(row.event) }));
  }

  async #extend(lane: Lane): Promise<void> {
    await this.#options.database.pool.query(
      `UPDATE lane SET lease_until = now() + $4 * interval '1 millisecond'
       WHERE community_id = $1 AND chat_id = $2 AND lease_owner = $3`,
      [lane.communityId, lane.chatId, this.#options.owner, leaseMs],
    );
  }

  /** A chat that must wait is looked at again, whether or not anything new comes. */
  #wakeLater(): void {
    void this.#options.delay(waitMs + 50).then(() => this.wake());
  }

  async #release(lane: Lane, how: Release): Promise<void> {
    await this.#options.database.pool.query({
      name: "release-lane",
      text: `UPDATE lane SET lease_owner = NULL, lease_until = CASE WHEN $4 = 'later' THEN now() + $5 * interval '1 millisecond' END,
               waiting_since = CASE WHEN $4 = 'done' THEN waiting_since ELSE coalesce(waiting_since, now()) END
             WHERE community_id = $1 AND chat_id = $2 AND lease_owner = $3`,
      values: [lane.communityId, lane.chatId, this.#options.owner, how, waitMs],
    });
  }

  /** True when the event is over (done or dead); false when it must wait. */
  async #handle(work: Work): Promise<boolean> {
    const { log, onCommit, delay } = this.#options;
    for (let conflict = 0; ; conflict++) {
      try {
        await this.#attempt(work);
        crashPoint("after-effect");
        onCommit(work.communityId, work.chatId);
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
  async #attempt(work: Work): Promise<void> {
    const { perform, refuse } = this.#options;
    try {
      await this.#transact(work, perform);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.#transact(work, (tx, taken) => refuse(tx, taken, error));
    }
  }

  async #transact(work: Work, run: (tx: Tx, taken: TakenWork) => Promise<void>): Promise<void> {
    const { database, now } = this.#options;
    const limits = { ...actLimits, ...this.#options.limits };
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`acting took more than ${limits.actMs / 1000} s`)), limits.actMs);
    });
    const act = database.prisma.$transaction(
      async (tx) => {
        const taken = await takeWork(tx, work, now(), limits);
        if (!taken) return;
        await Promise.race([run(tx, taken), tooLong]);
        crashPoint("inside-effect");
      },
      { timeout: limits.actMs + 2000, maxWait: 10_000 },
    );
    try {
      await act;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Counts a failure; at the third the event is set aside and its sender told. True when it is over. */
  async #countFailure(work: Work, error: unknown): Promise<boolean> {
    const { database, apologise, onCommit } = this.#options;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const over = await database.prisma.$transaction(async (tx) => {
      const rows = await tx.$queryRaw<(Scene & { status: string })[]>`
        UPDATE inbox i SET attempts = attempts + 1, error = ${message.slice(0, 2000)},
          status = CASE WHEN attempts + 1 >= ${attemptsLimit} THEN 'dead' ELSE status END
        FROM community m JOIN chat c ON c.community_id = m.id
        WHERE i.community_id = ${work.communityId} AND i.chat_id = ${work.chatId} AND i.id = ${work.id} AND status = 'new'
          AND m.id = i.community_id AND c.id = i.chat_id
        RETURNING i.status, ${sceneColumns}`;
      const row = rows[0];
      if (row?.status === "dead") await apologise(tx, { ...work, ...sceneOf(work, row) });
      return row?.status !== "new";
    });
    if (over) onCommit(work.communityId, work.chatId);
    return over;
  }
}

/** An event as it comes back from JSON. */
function reviveEvent(event: ChatEvent): ChatEvent {
  return { ...event, at: new Date(event.at) };
}
