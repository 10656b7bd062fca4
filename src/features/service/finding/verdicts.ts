import type { Sample } from "./logistic.ts";
import type { Index } from "./search.ts";

/** What a member made known about a question of theirs, by a press or a word. */
export interface Verdict {
  question: string;
  /** the entry it is about */
  entry: string;
  /** right: the entry answers it; wrong: it does not; none: it was offered as the likeliest of three, and none of them does */
  says: "right" | "wrong" | "none";
  /** whose verdict it is */
  person: number;
}

/** Verdicts as samples for the two thresholds, and how many people they are from. */
export interface Heard {
  firsts: Sample[];
  threes: Sample[];
  people: number;
}

/** Fewer people than these change nothing. */
export const leastPeople = 10;
/** Verdicts of one person that count, the newest; more of theirs change nothing. */
export const mostOfOnePerson = 3;
/** A real question tells as much as so many that the base asks itself … */
const worth = 5;
/** … and all of them together at most half as much as all of those. */
const mostShare = 0.5;

/**
 * Asks the base as it is now what members have judged. Left out are questions that have become a
 * phrasing (they prove nothing), and verdicts about an entry that would no longer come first.
 * @param verdicts newest first
 * @param trials how much the base's own trials weigh together
 */
export function hear(index: Index, verdicts: readonly Verdict[], trials: number): Heard {
  const known = new Set(index.phrasings);
  const told = new Map<number, number>();
  const heard: Heard = { firsts: [], threes: [], people: 0 };
  for (const { question, entry, says, person } of verdicts) {
    if ((told.get(person) ?? 0) >= mostOfOnePerson || known.has(index.prepare(question))) continue;
    const { best, features, isDoubtful = false } = index.look(question);
    const isFirst = index.ids[best[0] ?? -1] === entry;
    if (best.length === 0 || (says !== "right" && !isFirst)) continue;
    told.set(person, (told.get(person) ?? 0) + 1);
    const isAmong = best.some((one) => index.ids[one] === entry);
    heard.firsts.push({ features, right: says === "right" && isFirst, weight: worth, isDoubtful });
    // of an answer that was wrong nobody knows whether the next two were right
    if (says !== "wrong") heard.threes.push({ features, right: says === "right" && isAmong, weight: worth });
  }
  heard.people = told.size;
  if (heard.people < leastPeople) return { firsts: [], threes: [], people: heard.people };
  const share = Math.min(1, (mostShare * trials) / (worth * heard.firsts.length));
  for (const sample of [...heard.firsts, ...heard.threes]) sample.weight = worth * share;
  return heard;
}
