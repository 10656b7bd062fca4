import { createHash } from "node:crypto";

/** Chance as features see it: seeded, so that a run can be repeated. */
export interface Rng {
  /** evenly in [0, 1) */
  next(): number;
  /** a whole number evenly in [0, below) */
  whole(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** a new array in random order (Fisher–Yates) */
  shuffle<T>(list: readonly T[]): T[];
}

/** The same seed gives the same sequence: SHA-256 in counter mode, 53 bits a number. */
export function seededRng(seed: string): Rng {
  let counter = 0;
  const next = () => {
    const digest = createHash("sha256").update(`${seed}\n${counter++}`).digest();
    return (digest.readUInt32BE(0) * 2 ** 21 + (digest.readUInt32BE(4) >>> 11)) / 2 ** 53;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    next,
    whole,
    pick: (from) => {
      if (from.length === 0) throw new RangeError("nothing to pick from");
      return from[whole(from.length)] as (typeof from)[number];
    },
    shuffle: (list) => {
      const shuffled = [...list];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = whole(last + 1);
        [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
      }
      return shuffled;
    },
  };
}
