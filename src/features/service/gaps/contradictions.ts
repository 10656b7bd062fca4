import { sameWords } from "../answering/rules.ts";
import type { StoredEntry } from "../knowledge/entries.ts";

/** Two entries that answer one question differently to the same people, now or at some time to come. */
export interface Contradiction {
  /** the older one */
  one: StoredEntry;
  other: StoredEntry;
  /** the wording both have */
  wording: string;
}

/** Live entries that contradict one another, by wordings that are the same but for signs and spaces. Linear in the wordings. */
export function contradictions(entries: readonly StoredEntry[], now: Date): Contradiction[] {
  const byWording = new Map<string, StoredEntry[]>();
  const found = new Map<string, Contradiction>();
  for (const other of entries) {
    for (const wording of [other.question, ...other.alternatives]) {
      const key = sameWords(wording);
      const before = byWording.get(key) ?? [];
      for (const one of before) {
        const pair = `${one.id}:${other.id}`;
        if (!found.has(pair) && contradict(one, other, now)) found.set(pair, { one, other, wording });
      }
      byWording.set(key, [...before, other]);
    }
  }
  return [...found.values()];
}

function contradict(one: StoredEntry, other: StoredEntry, now: Date): boolean {
  const begins = Math.max(
    now.getTime(),
    one.validFrom?.getTime() ?? -Infinity,
    other.validFrom?.getTime() ?? -Infinity,
  );
  const ends = Math.min(one.validUntil?.getTime() ?? Infinity, other.validUntil?.getTime() ?? Infinity);
  const isToOthers = one.audience !== other.audience;
  return one.id !== other.id && begins < ends && !isToOthers && sameWords(one.answer) !== sameWords(other.answer);
}
