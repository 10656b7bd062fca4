import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "../../src/core/folder.ts";
import type { Clock } from "../../src/core/time.ts";

/** The playground's own clock: the machine's, moved forward as far as its people let time pass. */
export class PlayClock implements Clock {
  readonly #file: string;
  #aheadMs: number;

  /** @param file where the clock's lead is kept from one run to the next */
  constructor(file: string) {
    this.#file = file;
    this.#aheadMs = existsSync(file) ? Number(readFileSync(file, "utf8")) || 0 : 0;
  }

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  /** Lets time pass; it never goes back. */
  pass(ms: number): void {
    this.#aheadMs += Math.max(ms, 0);
    makeFolder(path.dirname(this.#file));
    writeFileSync(this.#file, String(this.#aheadMs));
  }
}

/** A clock that stands where it is put. */
export class StillClock implements Clock {
  #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  now(): Date {
    return this.#now;
  }

  set(now: Date): void {
    this.#now = now;
  }
}
