import { emptyWords } from "./empty-words.ts";

/** A message as topics see it. */
export interface Said {
  person: number;
  text: string;
}

/** What people talked about more than before. */
export interface Phrase {
  phrase: string;
  /** messages it stands in */
  messages: number;
  people: number;
  /** what members said about it, letter by letter, names masked; only where a model found the topic */
  quotes?: readonly string[];
}

/** A phrase that fewer people said is theirs, not the group's. */
export const leastPeople = 3;
/** G² beyond this comes by chance once in a thousand (chi square, one degree of freedom). */
const leastG2 = 10.83;
/** With fewer messages from before there is nothing to compare with. */
const leastBackground = 50;
/** A shorter phrase falls away where a longer one that holds it has so much of its messages. */
const swallowed = 0.6;
const longestText = 300;

interface Tally {
  messages: number;
  people: Set<number>;
  shown: string;
}

/**
 * The key phrases of some messages beside those from before: words, and pairs of neighbouring words, that
 * stand in a greater share of messages than before, by Dunning's log-likelihood ratio G² (T. Dunning,
 * "Accurate methods for the statistics of surprise and coincidence", Computational Linguistics 19, 1993),
 * the greatest first. `names`: how members are called, in lower case: whom people speak to is not what they
 * speak about. Where too little was said before, those that most people said.
 */
export function keyPhrases(
  now: readonly Said[],
  before: readonly Said[],
  { limit, names }: { limit: number; names: ReadonlySet<string> },
): Phrase[] {
  const tallies = tally(now);
  const past = tally(before);
  const isCompared = before.length >= leastBackground;
  const weighed = [...tallies].flatMap(([term, one]) => {
    if (one.people.size < leastPeople || names.has(term)) return [];
    const former = past.get(term)?.messages ?? 0;
    const g2 = logLikelihood(one.messages, now.length, former, before.length);
    const isMore = one.messages / now.length > former / Math.max(1, before.length);
    if (isCompared && (!isMore || g2 < leastG2)) return [];
    return [{ term, one, weight: isCompared ? g2 : one.people.size }];
  });
  weighed.sort((a, b) => b.weight - a.weight || b.term.length - a.term.length || (a.term < b.term ? -1 : 1));
  return withoutParts(weighed)
    .slice(0, limit)
    .map(({ one }) => ({ phrase: one.shown, messages: one.messages, people: one.people.size }));
}

/** Twice the logarithm of how much likelier two shares are than one share for both. */
function logLikelihood(a: number, ofA: number, b: number, ofB: number): number {
  const share = (a + b) / (ofA + ofB);
  const part = (seen: number, expected: number) => (seen === 0 ? 0 : seen * Math.log(seen / expected));
  return (
    2 *
    (part(a, ofA * share) + part(b, ofB * share) + part(ofA - a, ofA * (1 - share)) + part(ofB - b, ofB * (1 - share)))
  );
}

/** "milk" beside "milk tea" says nothing more where most of it is milk tea. */
function withoutParts<T extends { term: string; one: Tally }>(all: readonly T[]): T[] {
  const holds = (long: string, short: string) => long.length > short.length && ` ${long} `.includes(` ${short} `);
  return all.filter(
    ({ term, one }) =>
      !all.some((other) => holds(other.term, term) && other.one.messages >= swallowed * one.messages) &&
      !all.some((other) => holds(term, other.term) && one.messages < swallowed * other.one.messages),
  );
}

function tally(messages: readonly Said[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { person, text } of messages) {
    for (const [term, shown] of termsOf(text)) {
      const known = tallies.get(term) ?? { messages: 0, people: new Set<number>(), shown };
      known.messages += 1;
      known.people.add(person);
      tallies.set(term, known);
    }
  }
  return tallies;
}

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
const notWords = /https?:\/\/\S+|www\.\S+|[@＠]\S+|\[[^\]]*\]/gu;

/** The words and pairs of a text, each once, by the form in which they are compared; neighbours are joined by a space. */
function termsOf(text: string): Map<string, string> {
  const terms = new Map<string, string>();
  let last: { term: string; shown: string } | null = null;
  const plain = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(notWords, "。")
    .slice(0, longestText);
  for (const { segment, isWordLike } of segmenter.segment(plain)) {
    if (/^[ \t]+$/.test(segment)) continue; // English words with a space between them are neighbours
    const term = segment.toLowerCase();
    if (!isWordLike || !isTelling(term)) {
      last = null;
      continue;
    }
    terms.set(term, segment);
    if (last) {
      const isHan = /\p{Script=Han}/u.test(term);
      terms.set(`${last.term} ${term}`, isHan ? `${last.shown}${segment}` : `${last.shown} ${segment}`);
    }
    last = { term, shown: segment };
  }
  return terms;
}

/** Whether a word, in small letters, is about something. */
export const isTelling = (term: string): boolean =>
  !emptyWords.has(term) &&
  !/^[\p{N}.,:]+$/u.test(term) &&
  (/\p{Script=Han}/u.test(term) ? term.length >= 2 : term.length >= 3);
