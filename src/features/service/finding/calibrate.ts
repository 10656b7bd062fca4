import { chatter } from "./chatter.ts";
import type { MeaningCalibration } from "./meaning.ts";
import { fitLogistic, type Logistic, probability, type Sample } from "./logistic.ts";
import { seeded } from "./numbers.ts";
import type { Held, Index } from "./search.ts";
import { chunks } from "./terms.ts";
import { hear, type Verdict } from "./verdicts.ts";

/** What the people who run it want of the answers; every value is a share, 0…1. */
export interface Wish {
  /** of the answers posted, how many are to be right */
  precision: number;
  /** of the answers posted to talk that did not ask for one: a wrong one is worse there than none */
  unaskedPrecision: number;
  /** of the "did you mean" lists, how many are to hold the right entry */
  suggestPrecision: number;
  /** of the questions asked, how many the base has no entry for: the thresholds hang on it */
  outOfScope: number;
}

/** When to answer, when to ask back, when to be silent; plain data, valid for the index it was learnt from. */
export interface Calibration {
  /** confidence from which the best entry is posted; 1 (which none reaches) when the base cannot promise the precision */
  answerAt: number;
  /** confidence from which the best entry is posted to talk that did not ask for it; absent in what was learnt before there was this */
  unaskedAt?: number;
  /** confidence from which up to three entries are offered; 1 when none may be */
  suggestAt: number;
  /** share right among the answers posted, as the base's own phrasings have it */
  expectedPrecision: number;
  /** share of in-scope questions answered, and rightly, as the base's own phrasings have it */
  expectedCoverage: number;
  /** own phrasings and pseudo-questions it was learnt from */
  samples: number;
  /** members' verdicts that were learnt from, and what they changed; absent = none yet */
  heard?: { verdicts: number; people: number; movedBy: number };
  /** the same by words and meaning together; absent = there is no embedding model, or too little to learn from */
  meaning?: MeaningCalibration;
  /** is the best entry the right one? */
  right: Logistic;
  /** is the right one among the best three? */
  amongThree: Logistic;
}

export const usualWish: Wish = { precision: 0.85, unaskedPrecision: 0.95, suggestPrecision: 0.7, outOfScope: 0.4 };

const mostPhrasings = 600;
const fewQuestions = 300;
const pseudoQuestions = 400;
/** a base of a few entries finds all its own questions, and still must not post what is twice as likely wrong as right */
const leastConfidence = 1 / 3;
/** each part of a phrasing stays in a pseudo-question with this chance; ½ was measured to be too optimistic */
const keep = 0.35;

/** the entry of a question that none answers */
const nowhere = -1;

/** members' verdicts move a threshold at most so far from where the base alone has it */
const farthest = 0.1;

/** A question that the base has an entry for, or has none for. */
interface Scoped {
  inScope: boolean;
}

interface Trial extends Scoped {
  features: readonly number[];
  first: boolean;
  amongThree: boolean;
}

/**
 * Learns the thresholds from the knowledge base itself: each phrasing is asked with itself left out
 * (its entry should be found) and with its whole entry left out (nothing should be). A base with few
 * phrasings is asked mutilated ones besides, in the same two ways, and everyday chatter; and so is a base
 * with answers, whose phrasings often are different questions with one answer. The same base gives the
 * same result, always. Takes about two thousand searches: seconds, for a base of 10,000 entries.
 *
 * What members said of answers and lists then moves the thresholds, within bounds that a few people
 * cannot bend (verdicts.ts); the confidence itself is the base's own.
 * @param verdicts newest first
 */
export function calibrate(index: Index, wish: Wish = usualWish, verdicts: readonly Verdict[] = []): Calibration {
  const trials = askItself(index);
  const weigh = weigher(trials, wish.outOfScope);
  const samples = (label: (trial: Trial) => boolean): Sample[] =>
    trials.map((trial) => ({ features: trial.features, right: label(trial), weight: weigh(trial) }));
  const own = { firsts: samples((trial) => trial.first), threes: samples((trial) => trial.amongThree) };
  const right = fitLogistic(own.firsts);
  const amongThree = fitLogistic(own.threes);

  const heard = hear(index, verdicts, trials.length);
  const firsts = [...own.firsts, ...heard.firsts];
  const alone = threshold(right, own.firsts, wish.precision);
  const answerAt = near(alone, threshold(right, firsts, wish.precision));
  const offered = threshold(amongThree, own.threes, wish.suggestPrecision);
  const answered = above(answerAt, right, firsts);
  const inScope = above(answerAt, right, own.firsts).right / Math.max(1, (1 - wish.outOfScope) * trials.length);
  const unasked = threshold(right, own.firsts, wish.unaskedPrecision);
  const told = { verdicts: heard.firsts.length, people: heard.people, movedBy: answerAt - alone };

  return {
    answerAt,
    unaskedAt: Math.max(answerAt, Math.min(1, unasked + told.movedBy)),
    suggestAt: near(offered, threshold(amongThree, [...own.threes, ...heard.threes], wish.suggestPrecision)),
    expectedPrecision: answered.all > 0 ? answered.right / answered.all : 0,
    expectedCoverage: inScope,
    samples: trials.length,
    ...(told.verdicts > 0 ? { heard: told } : {}),
    right,
    amongThree,
  };
}

/** Never farther from the first than `farthest`; a base that promises nothing goes on promising nothing. */
const near = (alone: number, wanted: number) =>
  alone === 1 ? 1 : Math.min(alone + farthest, Math.max(alone - farthest, leastConfidence, wanted));

function askItself(index: Index): Trial[] {
  const random = seeded(2026);
  const trials: Trial[] = [];
  const ask = (question: string, entry: number, inScope: boolean, held?: Held) => {
    const { best, features } = index.look(question, held);
    trials.push({
      features,
      inScope,
      first: inScope && best[0] === entry,
      amongThree: inScope && best.includes(entry),
    });
  };

  const counts = new Map<number, number>();
  for (const entry of index.owners) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  let questions = 0;
  for (const phrasing of sample(index.phrasings.length, mostPhrasings, random)) {
    const text = index.phrasings[phrasing] ?? "";
    const entry = index.owners[phrasing] ?? 0;
    if ((counts.get(entry) ?? 0) === 1) continue; // nothing would be left to find it by
    ask(text, entry, true, { entry, phrasing });
    ask(text, entry, false, { entry });
    questions++;
  }
  const enough = questions >= fewQuestions && index.answers.every((answer) => answer === "");
  if (enough || index.phrasings.length === 0) return trials;

  for (const sentence of chatter) ask(sentence, nowhere, false);
  for (let i = 0; i < pseudoQuestions; i++) {
    const phrasing = Math.floor(random() * index.phrasings.length);
    const entry = index.owners[phrasing] ?? 0;
    const text = mutilate(index.phrasings[phrasing] ?? "", index.answers[entry] ?? "", random);
    ask(text, entry, true);
    ask(text, entry, false, { entry });
  }
  return trials;
}

/** A part of the phrasing and one word of the answer: how somebody asks who puts it differently. */
function mutilate(phrasing: string, answer: string, random: () => number): string {
  const parts = chunks(phrasing);
  const kept = parts.filter(() => random() < keep);
  if (kept.length === 0) kept.push(...pick(parts, random));
  return [...kept, ...pick(chunks(answer), random)].join(" ");
}

/** The lowest confidence above which the wished share of the samples, by weight, is right; 1 when there is none. */
export function threshold(model: Logistic, samples: readonly Sample[], wished: number): number {
  const scored = samples.map(({ features, right, weight }) => ({ at: probability(model, features), right, weight }));
  scored.sort((a, b) => b.at - a.at);
  let lowest = 1;
  let all = 0;
  let rightOnes = 0;
  scored.forEach(({ at, right, weight }, i) => {
    all += weight;
    if (right) rightOnes += weight;
    if (scored[i + 1]?.at !== at && rightOnes >= wished * all) lowest = at;
  });
  return Math.max(lowest, leastConfidence);
}

/** The weight of the samples with at least this confidence, and of the right ones among them. */
export function above(at: number, model: Logistic, samples: readonly Sample[]): { all: number; right: number } {
  const sum = (list: readonly Sample[]) => list.reduce((total, { weight }) => total + weight, 0);
  const reached = samples.filter(({ features }) => probability(model, features) >= at);
  return { all: sum(reached), right: sum(reached.filter(({ right }) => right)) };
}

/** Weights by which the trials out of scope make up the wished share, and all together count as many as they are. */
export function weigher(trials: readonly Scoped[], outOfScope: number): (trial: Scoped) => number {
  const inside = trials.filter((trial) => trial.inScope).length;
  const insideWeight = ((1 - outOfScope) * trials.length) / Math.max(1, inside);
  const outsideWeight = (outOfScope * trials.length) / Math.max(1, trials.length - inside);
  return ({ inScope }) => (inScope ? insideWeight : outsideWeight);
}

/** `count` different whole numbers below `size`, ascending; all of them when there are no more. */
function sample(size: number, count: number, random: () => number): number[] {
  const numbers = Array.from({ length: size }, (_, i) => i);
  if (size <= count) return numbers;
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (size - i));
    [numbers[i], numbers[other]] = [numbers[other] ?? 0, numbers[i] ?? 0];
  }
  return numbers.slice(0, count).sort((a, b) => a - b);
}

function pick(parts: readonly string[], random: () => number): string[] {
  const part = parts[Math.floor(random() * parts.length)];
  return part === undefined ? [] : [part];
}
