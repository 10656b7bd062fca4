import PQueue from "p-queue";
import type { PacingProfile } from "../bot.ts";
import { backoffMs, isFree, type Timers } from "./pacing.ts";

/** closed = sending; open = the platform does not answer, nothing goes; halfOpen = one message tries. */
export type Circuit = "closed" | "open" | "halfOpen" | "unauthorized";

/** Silences in a row that open the circuit. */
const FAILURES = 5;
/** Calls under way at once, all chats of a bot together. */
const PARALLEL = 30;
/** Two chats refused within this time: the limit is the bot's, not the chat's. */
const SAME_MOMENT_MS = 1_000;

export interface GateOptions {
  profile: PacingProfile;
  /** real milliseconds for each of the profile's; null = no pacing */
  scale: number | null;
  rng: () => number;
  timers: Timers;
  signal: AbortSignal;
  /** called whenever messages may go again, or no longer */
  onChange: () => void;
}

/** What all chats of one bot account pass through: its overall pace, and its circuit breaker. */
export class BotGate {
  readonly #queue: PQueue;
  readonly #options: GateOptions;
  readonly #waitScale: number;
  #circuit: Circuit = "closed";
  #failures = 0;
  #openings = 0;
  /** waits under way because of too many requests from all chats */
  #limits = 0;
  #lastLimit: { chat: string; at: number } | null = null;

  constructor(options: GateOptions) {
    this.#options = options;
    const { profile, scale } = options;
    this.#waitScale = scale ?? 1;
    const { count, windowMs } = profile.overall;
    const pace = scale === null ? {} : { intervalCap: count, interval: windowMs * scale, strict: true };
    this.#queue = new PQueue({ concurrency: PARALLEL, ...pace });
  }

  get circuit(): Circuit {
    return this.#circuit;
  }

  /** Nothing goes now, whatever waits. */
  get shut(): boolean {
    return this.#circuit === "open" || this.#circuit === "unauthorized" || this.#limits > 0;
  }

  /** What comes now would go at once. */
  get isFree(): boolean {
    return this.#circuit === "closed" && isFree(this.#queue);
  }

  /** Runs `work` when the bot may send, the most urgent first. Rejects when aborted. */
  async turn(priority: number, work: () => Promise<void>): Promise<void> {
    return this.#queue.add(work, { priority, signal: this.#options.signal });
  }

  /** The platform answered, whatever it said. */
  answered(): void {
    this.#failures = 0;
    this.#openings = 0;
    if (this.#circuit === "open" || this.#circuit === "halfOpen") this.#become("closed");
  }

  /** The platform did not answer. */
  silent(): void {
    this.#failures++;
    if (this.#circuit === "halfOpen" || (this.#circuit === "closed" && this.#failures >= FAILURES)) void this.#open();
  }

  /** Our token is refused: nothing goes until the program is started again with a good one. */
  unauthorized(): void {
    this.#become("unauthorized");
  }

  /** Too many requests from this chat; a second chat in the same moment means all of them. */
  limited(chat: string, waitMs: number): void {
    const now = this.#options.timers.now();
    const last = this.#lastLimit;
    this.#lastLimit = { chat, at: now };
    if (!last || last.chat === chat || now - last.at > SAME_MOMENT_MS * this.#waitScale) return;
    void this.#pause(waitMs);
  }

  async #pause(waitMs: number): Promise<void> {
    this.#limits++;
    this.#apply();
    await this.#options.timers.delay(waitMs, this.#options.signal);
    this.#limits--;
    this.#apply();
  }

  async #open(): Promise<void> {
    this.#become("open");
    const { rng, timers, signal } = this.#options;
    await timers.delay(backoffMs(++this.#openings, rng) * this.#waitScale, signal);
    if (this.#circuit === "open") this.#become("halfOpen");
  }

  #become(circuit: Circuit): void {
    if (this.#circuit === "unauthorized") return;
    this.#circuit = circuit;
    this.#apply();
  }

  #apply(): void {
    if (this.shut) {
      this.#queue.pause();
    } else {
      // a greater concurrency starts tasks at once: never before the pause is decided
      this.#queue.concurrency = this.#circuit === "halfOpen" ? 1 : PARALLEL;
      this.#queue.start();
    }
    this.#options.onChange();
  }
}
