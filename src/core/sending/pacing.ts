import PQueue from "p-queue";
import type { PacingProfile } from "../bot.ts";
import type { Line } from "../outbox.ts";

/** How waiting is done; tests bring their own. */
export interface Timers {
  /** milliseconds on a clock that never jumps */
  now(): number;
  /** Resolves after `ms`, or at once when the signal is aborted; never rejects. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Does `work` after `ms`, unless what it returns is called before. */
  after(ms: number, work: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  delay: (ms, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      // setTimeout's longest is 2^31 − 1 ms; whoever waits 24 days looks again
      const timer = setTimeout(done, Math.min(ms, 2_147_483_647));
      if (signal?.aborted) done();
      else signal?.addEventListener("abort", done, { once: true });
    }),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** Full jitter between 1 s and 60 s after the nth failure in a row (n from 1). */
export function backoffMs(failures: number, rng: () => number): number {
  return 1_000 + rng() * (Math.min(60_000, 1_000 * 2 ** failures) - 1_000);
}

/** Too many requests, and no word for how long: 5 s, doubled each time in a row, 5 minutes at most. */
export const silentLimitMs = (inARow: number): number => Math.min(300_000, 5_000 * 2 ** (inARow - 1));

export interface PaceOptions {
  profile: PacingProfile;
  chatKind: "group" | "private" | "channel";
  /** real milliseconds for each of the profile's; null = no pacing, still one message at a time */
  scale: number | null;
  rng: () => number;
  timers: Timers;
  /** messages that went there within the window before this process began */
  sentLately: number;
  /** ends all waiting */
  signal: AbortSignal;
}

/**
 * One chat's queues. Messages go one at a time, a gap apart. Into a group go `perGroup.count` in any
 * window; what somebody asked for may go a ninth beyond (Telegram allows 20 a minute, the profile
 * says 18). Every message counts against both, so the steady rate stays the profile's.
 */
export class ChatPace {
  readonly #all: PQueue;
  /** what nobody asked for passes here first */
  readonly #unasked: PQueue | null;
  readonly #presses = new PQueue({ concurrency: 1 });
  readonly #options: PaceOptions;
  /** lines with a turn waiting in `#all` */
  readonly #waiting = new Set<Line>();

  constructor(options: PaceOptions) {
    this.#options = options;
    const { profile, chatKind, scale } = options;
    this.#unasked = null;
    if (scale === null) {
      this.#all = new PQueue({ concurrency: 1 });
    } else if (chatKind === "private") {
      this.#all = slidingQueue(1, 1_000 * scale);
    } else {
      const { count, windowMs } = profile.perGroup;
      const reserve = Math.floor(count / 9);
      // a call leaves some time after its turn began: 2 % keep the platform's own count below the limit
      this.#all = slidingQueue(count + reserve, windowMs * scale * 1.02);
      this.#unasked = slidingQueue(count, windowMs * scale);
      for (let sent = 0; sent < Math.min(options.sentLately, count); sent++) {
        useUp(this.#all, options.signal);
        useUp(this.#unasked, options.signal);
      }
    }
  }

  /** Runs `work` when a message of this line may go; it ends when the next one may. Rejects when aborted. */
  async turn(line: Line, priority: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#options;
    if (line === "press") return this.#presses.add(work, { signal });
    const inTurn = (): Promise<void> => {
      this.#waiting.add(line);
      return this.#all.add(
        () => {
          this.#waiting.delete(line);
          if (line === "asked" && this.#unasked) useUp(this.#unasked, signal);
          return this.#apart(work);
        },
        { id: line, priority, signal },
      );
    };
    return line === "unasked" && this.#unasked ? this.#unasked.add(inTurn, { signal }) : inTurn();
  }

  /** What somebody asked for would go at once. */
  get isFree(): boolean {
    return isFree(this.#all);
  }

  /** A waiting turn has grown more urgent. */
  raise(line: Line, priority: number): void {
    if (this.#waiting.has(line)) this.#all.setPriority(line, priority);
  }

  /** The gap is from the beginning of one message to the beginning of the next. */
  async #apart(work: () => Promise<void>): Promise<void> {
    const { profile, scale, rng, timers, signal } = this.#options;
    const began = timers.now();
    await work();
    if (scale === null) return;
    const { min, max } = profile.gapMs;
    const gapMs = (min + rng() * (max - min)) * scale;
    const leftMs = gapMs - (timers.now() - began);
    if (leftMs > 0) await timers.delay(leftMs, signal);
  }
}

/** Whether a queue would start what comes now at once. */
export const isFree = (queue: PQueue): boolean =>
  queue.size === 0 && queue.pending < queue.concurrency && !queue.isPaused && !queue.isRateLimited;

/** A queue that starts at most `count` in any window, one at a time. */
function slidingQueue(count: number, windowMs: number): PQueue {
  return new PQueue({ concurrency: 1, intervalCap: count, interval: windowMs, strict: true });
}

/** Uses up one place in a queue's window. */
function useUp(queue: PQueue, signal: AbortSignal): void {
  queue.add(() => Promise.resolve(), { priority: Number.MAX_SAFE_INTEGER, signal }).catch(() => {});
}
