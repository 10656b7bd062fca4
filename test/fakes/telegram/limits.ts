/**
 * Telegram's published limits (https://core.telegram.org/bots/faq), as sliding windows: 30 messages
 * a second in all, 20 a minute into one group, one a second into one chat. "Short bursts" of the
 * last are tolerated: here five within five seconds.
 */
const overallLimit = { count: 30, windowMs: 1_000 };
const groupLimit = { count: 20, windowMs: 60_000 };
const chatLimit = { count: 5, windowMs: 5_000 };

/** The last `count` times something happened; full and young = no more now. */
class Window {
  private readonly times: number[] = [];
  private next = 0;
  private readonly count: number;
  private readonly windowMs: number;

  constructor(limit: { count: number; windowMs: number }) {
    this.count = limit.count;
    this.windowMs = limit.windowMs;
  }

  /** 0 = may happen now */
  waitMs(now: number): number {
    const oldest = this.times.length < this.count ? undefined : this.times[this.next];
    return oldest === undefined ? 0 : Math.max(0, oldest + this.windowMs - now);
  }

  happened(now: number): void {
    this.times[this.next] = now;
    this.next = (this.next + 1) % this.count;
  }
}

/** Counts what was sent and says how long a sender has to wait. */
export class Limits {
  /** false: nothing is refused, and nothing counted */
  enforced = false;
  /** calls answered 429 because they came too fast */
  violations = 0;
  private readonly overall = new Window(overallLimit);
  private readonly chats = new Map<number, Window[]>();

  /** Takes one message into account. @returns seconds to wait, 0 = taken */
  take(chatId: number, isGroup: boolean, now: number): number {
    if (!this.enforced) return 0;
    let windows = this.chats.get(chatId);
    if (!windows) {
      windows = [this.overall, new Window(chatLimit), ...(isGroup ? [new Window(groupLimit)] : [])];
      this.chats.set(chatId, windows);
    }
    const waitMs = Math.max(...windows.map((window) => window.waitMs(now)));
    if (waitMs > 0) {
      this.violations += 1;
      return Math.ceil(waitMs / 1000);
    }
    for (const window of windows) window.happened(now);
    return 0;
  }
}
