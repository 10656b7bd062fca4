import { setImmediate } from "node:timers/promises";

/** Work over a long list, written once for both ways of doing it: after each `yield` others may have a turn. */
export type Steps<T> = Generator<undefined, T>;

/** Entries whose hashing or reading takes a few milliseconds: what is done between two yields. */
export const slice = 4_000;

/** Does it all at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does it with turns for whoever else waits for the processor. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

/** The list in order, as Array.toSorted has it: short runs are sorted, then merged two by two. */
export function* sorted<T>(list: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < list.length; at += slice) {
    runs.push(list.slice(at, at + slice).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* merged(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* merged<T>(left: readonly T[], right: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const both: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    both.push(compare(left[l]!, right[r]!) <= 0 ? left[l++]! : right[r++]!);
    if (both.length % slice === 0) yield;
  }
  return both.concat(left.slice(l), right.slice(r));
}
