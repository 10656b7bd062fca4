import type { Hours } from "../../../bots/wechat/connection.ts";

/** A clock that moves only when a test says so; what is due happens second by second. */
export class StillHours implements Hours {
  #now = Date.UTC(2026, 2, 1, 1);
  readonly #due = new Set<{ ms: number; at: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  every(ms: number, run: () => void): () => void {
    const one = { ms, at: this.#now + ms, run };
    this.#due.add(one);
    return () => void this.#due.delete(one);
  }

  /** Lets time pass; whatever it sets off has its turn between two seconds. */
  async pass(ms: number, until: () => boolean = () => false): Promise<void> {
    for (const end = this.#now + ms; this.#now < end && !until();) {
      this.#now += 1_000;
      for (const one of this.#due) {
        if (one.at > this.#now) continue;
        one.at += one.ms;
        one.run();
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
