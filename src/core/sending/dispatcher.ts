import { setMaxListeners } from "node:events";
import { Places } from "./ahead.ts";
import type { Bot } from "../bot.ts";
import { createClaims, type ChatKey, type Claims } from "./claims.ts";
import { lineOf, type AnswerPlace, type Line, type NewOutbox, type Reservation, type SendsAtOnce } from "../outbox.ts";
import { Courier } from "./courier.ts";
import type { Database } from "../database/index.ts";
import type { Circuit } from "./gate.ts";
import { Lanes, type Lane } from "./lanes.ts";
import type { Manners } from "./manners.ts";
import { systemTimers, type Timers } from "./pacing.ts";
import type { SendLog } from "./settle.ts";
import type { Clock } from "../time.ts";
import { together } from "../together.ts";

export interface DispatcherOptions {
  database: Database;
  /** The bot that answers in a chat, or none: its messages wait then. */
  findBot: (platform: string, account: string) => Bot | undefined;
  clock: Clock;
  /** true: the bots' own profiles; a number: real milliseconds for each of theirs; false: as fast as possible */
  pacing: boolean | number;
  log: SendLog;
  /** unique among living processes, and the same again after a restart */
  owner: string;
  /** 0 ≤ x < 1 */
  rng: () => number;
  /** only these communities' messages */
  communities?: number[];
  timers?: Timers;
  /** when what nobody asked for may go; absent: at any time */
  manners?: Manners;
  /** how often other processes' messages are looked for */
  pollMs?: number;
  /** Hears how long each call took, however it ended, in ms. */
  onCall?(ms: number): void;
  /** A chat refuses us ("blocked", "not found"); its waiting messages have been given up. */
  onUnreachable?(chat: ChatKey, reason: string): Promise<void>;
  /** A chat has a new platform id: must be stored when this resolves. */
  onMigrated(chat: ChatKey, newAddress: string): Promise<void>;
}

export interface DispatcherStats {
  /** as of the newest look, at most `pollMs` ago */
  pending: number;
  sent: number;
  /** refusals for too many requests (`send_rate_limited_total`) */
  rateLimited: number;
  /** may have been sent; never repeated */
  unknown: number;
  /** past their deadline */
  dropped: number;
  /** refused for good */
  failed: number;
  /** answers that went as part of another message */
  merged: number;
  /** the worst of all bots */
  circuit: Circuit;
}

/** Sends what the outbox holds. Many may work on one database; no message is claimed by two. */
export interface Dispatcher extends SendsAtOnce {
  /** Takes up what an earlier life of this owner left, and begins. */
  start(): Promise<void>;
  /** These messages were committed, or some that nobody names: they go at once as far as pace allows. */
  wake(rows?: readonly NewOutbox[]): void;
  /**
   * Resolves when nothing sendable is pending: all that is left waits for its time, for a refused or
   * silent platform, or for a bot that is not here. With pacing on it waits for the pace.
   */
  drain(): Promise<void>;
  /** Takes nothing more, and lets what is under way finish, 6 s at most. */
  stop(): Promise<void>;
  stats(): DispatcherStats;
}

/** Of the 10 s that a stop may take in all; the rest is for the database. */
const STOP_LIMIT_MS = 6_000;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new Sender(options);
}

class Sender implements Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #timers: Timers;
  /** null: no pacing */
  readonly #scale: number | null;
  readonly #claims: Claims;
  readonly #courier: Courier;
  readonly #look: (chat: ChatKey | null) => Promise<void>;
  readonly #lanes: Lanes;
  readonly #places: Places;
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<unknown>>();
  readonly #counts = { sent: 0, rateLimited: 0, unknown: 0, dropped: 0, failed: 0, merged: 0 };
  /** what an earlier life left has been taken up: what bears this owner's name from now on is this life's */
  #isOpen = false;
  #watchers: (() => void)[] = [];
  #polling: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | null = null;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    this.#scale = options.pacing === false ? null : Number(options.pacing);
    // every waiting turn listens
    setMaxListeners(0, this.#stopping.signal);
    this.#claims = createClaims(options);
    const shared = {
      ...options,
      claims: this.#claims,
      scale: this.#scale,
      timers: this.#timers,
      signal: this.#stopping.signal,
    };
    this.#courier = new Courier({ ...shared, counts: this.#counts });
    this.#lanes = new Lanes({
      ...shared,
      onChange: () => this.#changed(),
    });
    this.#places = new Places({ ...shared, lanes: this.#lanes, held: this.#courier.held });
    this.#look = together(async (chats) => {
      await this.#lookAt(chats.includes(null) ? null : (chats as ChatKey[]));
      return chats.map(() => undefined);
    });
  }

  async start(): Promise<void> {
    await this.#tidy(true);
    this.#polling = this.#poll();
  }

  reserve(place: AnswerPlace, rows: readonly NewOutbox[]): Reservation | null {
    return this.#isOpen && !this.#stopping.signal.aborted ? this.#places.reserve(place, rows) : null;
  }

  wake(rows?: readonly NewOutbox[]): void {
    // until it is open nothing need be told: the look that opens it finds all
    if (!this.#isOpen || this.#stopping.signal.aborted) return;
    if (!rows) return this.#lookLater([null]);
    for (const row of rows) {
      const lane = this.#places.laneOf(row);
      if (lane) this.#turn(lane, "asked", row.priority);
    }
    // what is not due yet is found by the poll
    const due = rows
      .filter((row) => !row.notBeforeAt && !this.#places.laneOf(row))
      .toSorted((one, other) => other.priority - one.priority);
    if (!due.every((row) => this.#lanes.get(row))) return this.#lookLater(due);
    for (const row of due) {
      const lane = this.#lanes.get(row);
      if (!lane) continue;
      const line = lineOf(row);
      lane.waiting.set(line, (lane.waiting.get(line) ?? 0) + 1);
      this.#turn(lane, line, row.priority);
    }
  }

  #lookLater(chats: readonly (ChatKey | null)[]): void {
    // the next poll looks again, and tells if it fails too
    for (const chat of chats) this.#underway(this.#look(chat)).catch(() => {});
  }

  async drain(): Promise<void> {
    await this.#tidy(false);
    while (this.#busy() && !this.#stopping.signal.aborted) {
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#changed();
    const limit = new AbortController();
    const finish = async (): Promise<void> => {
      await Promise.all([...this.#work, this.#polling]);
      limit.abort();
    };
    await Promise.race([finish(), this.#timers.delay(STOP_LIMIT_MS, limit.signal)]);
  }

  stats(): DispatcherStats {
    return { ...this.#counts, pending: this.#lanes.pending(), circuit: this.#lanes.circuit() };
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#timers.delay(this.#options.pollMs ?? 1_000, signal);
      if (!signal.aborted) await this.#tidy(false).catch(() => {});
    }
  }

  /** Dead hands, passed deadlines, and whatever is ready anywhere. */
  async #tidy(atStart: boolean): Promise<void> {
    try {
      const { unknown, dropped } = await this.#claims.tidy(atStart, [...this.#courier.held]);
      this.#isOpen = true;
      this.#counts.unknown += unknown;
      this.#counts.dropped += dropped;
      await this.#look(null);
      this.#lanes.sweep();
    } catch (error) {
      this.#options.log.warn({ error: String(error) }, "the outbox could not be read");
      throw error;
    }
  }

  async #lookAt(chats: ChatKey[] | null): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const ready = await this.#claims.ready(chats);
    if (!chats) for (const lane of this.#lanes.all()) lane.waiting.clear();
    await this.#lanes.open(ready);
    for (const row of ready) {
      const lane = this.#lanes.get(row);
      if (!lane) continue;
      lane.waiting.set(row.line, row.waiting);
      if (row.line === "asked") lane.joinable = row.joinable;
      this.#turn(lane, row.line, row.priority);
    }
  }

  /** Gives a line of a chat its next turn: the chat's pace first, then the bot's, then the choice of the message. */
  #turn(lane: Lane, line: Line, priority: number): void {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    if (lane.turns.has(line)) return lane.pace.raise(line, priority);
    lane.turns.add(line);
    lane.usedAt = this.#timers.now();
    const turn = lane.pace.turn(line, priority, async () => {
      let pauseMs = 0;
      try {
        pauseMs = await this.#send(lane, line, priority);
      } finally {
        lane.turns.delete(line);
      }
      if (pauseMs > 0) lane.pauses++;
      if (lane.waiting.get(line) || (line === "asked" && lane.ahead?.claimed)) this.#turn(lane, line, priority);
      this.#changed();
      if (pauseMs === 0) return;
      await this.#timers.delay(pauseMs, signal);
      lane.pauses--;
    });
    turn.catch((error: unknown) => {
      if (!signal.aborted) this.#options.log.warn({ error: String(error) }, "a turn to send came to nothing");
      this.#changed();
    });
  }

  /** Sends what a line has next, when the bot may. Returns how long the chat must pause, in ms. */
  async #send(lane: Lane, line: Line, priority: number): Promise<number> {
    const inTurn = (work: () => Promise<void>): Promise<void> => lane.gate.turn(priority, () => this.#underway(work()));
    if (line === "press") return this.#courier.sendPresses(lane, inTurn);
    let pauseMs = 0;
    await inTurn(async () => {
      pauseMs = await this.#courier.sendNext(lane, line);
    });
    return pauseMs;
  }

  async #underway<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    try {
      return await work;
    } finally {
      this.#work.delete(work);
      this.#changed();
    }
  }

  #busy(): boolean {
    if (this.#work.size > 0) return true;
    for (const lane of this.#lanes.all()) if (lane.turns.size > 0 && lane.pauses === 0 && !lane.gate.shut) return true;
    return false;
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const resolve of watchers) resolve();
  }
}
