import type { Thresholds } from "./decide.ts";
import { fitLogistic, type Logistic, probability, type Sample } from "./logistic.ts";
import type { Index } from "./search.ts";
import { askItself, type Trial, weigher } from "./trials.ts";
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

/** When to answer and when to ask back, and what that is expected to come to. */
export interface Learnt extends Thresholds {
  /** share right among the answers posted, as the base's own phrasings have it */
  expectedPrecision: number;
  /** share of in-scope questions answered, and rightly, as the base's own phrasings have it */
  expectedCoverage: number;
}

/** When to answer by words and meaning together; plain data, valid for one model and the base it was learnt from. */
export interface MeaningCalibration extends Learnt {
  model: string;
}

/** When to answer, when to ask back, when to be silent; plain data, valid for the index it was learnt from. */
export interface Calibration extends Learnt {
  /** confidence from which the best entry is posted to talk that did not ask for it; absent in what was learnt before there was this */
  unaskedAt?: number;
  /** own phrasings and pseudo-questions it was learnt from */
  samples: number;
  /** see `method`; absent in what was learnt before there was this */
  method?: number;
  /** members' verdicts that were learnt from, and what they changed; absent = none yet */
  heard?: { verdicts: number; people: number; movedBy: number };
  /** the same by words and meaning together; absent = there is no embedding model, or too little to learn from */
  meaning?: MeaningCalibration;
}

/** Which form of the evidence and of its learning this is: grows with every change of either, and bases learn anew then. */
export const method = 2;

export const usualWish: Wish = { precision: 0.85, unaskedPrecision: 0.95, suggestPrecision: 0.7, outOfScope: 0.4 };

/** a base of a few entries finds all its own questions, and still must not post what is twice as likely wrong as right */
const leastConfidence = 1 / 3;
/** a threshold rests on this many trials at least: of a handful, any may be right by luck */
const fewestTrials = 10;
/** a confidence that none reaches */
const never = 1;

/** members' verdicts move a threshold at most so far from where the base alone has it */
const farthest = 0.1;

/**
 * So much of the evidence (`Look.features`) parts of phrasings have as people's questions do; they never ask for what the
 * entry lacks. Where a base has nothing else to ask, that makes its answers careful, and is not to cost it its lists.
 */
const shownByParts = 9;

/** Trials as samples for the two questions asked of every one, and what they teach. */
export interface Lesson {
  firsts: Sample[];
  threes: Sample[];
  right: Logistic;
  amongThree: Logistic;
}

/** @param proof those of the trials that tell when to answer */
export function lessonOf(trials: readonly Trial[], outOfScope: number, proof: readonly Trial[] = trials): Lesson {
  const firsts = samplesOf(proof, outOfScope, ({ first, isDoubtful = false }) => ({ right: first, isDoubtful }));
  const isOfParts = trials.every(({ inScope, isPart = false }) => isPart || !inScope);
  const shown = isOfParts
    ? trials.map((trial) => ({ ...trial, features: trial.features.slice(0, shownByParts) }))
    : trials;
  const threes = samplesOf(shown, outOfScope, ({ amongThree }) => ({ right: amongThree }));
  return { firsts, threes, right: fitLogistic(firsts), amongThree: fitLogistic(threes) };
}

function samplesOf(
  trials: readonly Trial[],
  outOfScope: number,
  label: (trial: Trial) => Pick<Sample, "right" | "isDoubtful">,
): Sample[] {
  const weigh = weigher(trials, outOfScope);
  return trials.map((trial) => ({ features: trial.features, weight: weigh(trial), ...label(trial) }));
}

/** What answering from this confidence on comes to. */
export function expected(answerAt: number, right: Logistic, samples: readonly Sample[], outOfScope: number) {
  const posted = above(answerAt, right, samples);
  const inScope = (1 - outOfScope) * samples.length;
  return {
    expectedPrecision: posted.all > 0 ? posted.right / posted.all : 0,
    expectedCoverage: inScope > 0 ? posted.right / inScope : 0,
  };
}

/**
 * Learns the thresholds from the knowledge base itself: from what it makes of questions whose right entry
 * is known (trials.ts). Takes about two thousand searches: seconds, for a base of 10,000 entries. A base
 * that has neither answers nor other phrasings proves nothing: it asks back, and never answers.
 *
 * What members said of answers and lists then moves the thresholds, within bounds that a few people
 * cannot bend (verdicts.ts); the confidence itself is the base's own.
 * @param verdicts newest first
 */
export function calibrate(index: Index, wish: Wish = usualWish, verdicts: readonly Verdict[] = []): Calibration {
  const { all, proof } = askItself(index);
  const { right, amongThree, ...own } = lessonOf(all, wish.outOfScope, proof.length > 0 ? proof : all);
  const heard = hear(index, verdicts, own.firsts.length);
  const firsts = [...own.firsts, ...heard.firsts];
  const alone = proof.length > 0 ? threshold(right, own.firsts, wish.precision) : never;
  const answerAt = near(alone, threshold(right, firsts, wish.precision));
  const offered = threshold(amongThree, own.threes, wish.suggestPrecision);
  const unasked = threshold(right, own.firsts, wish.unaskedPrecision);
  const told = { verdicts: heard.firsts.length, people: heard.people, movedBy: answerAt - alone };

  return {
    answerAt,
    unaskedAt: Math.max(answerAt, Math.min(never, unasked + told.movedBy)),
    suggestAt: near(offered, threshold(amongThree, [...own.threes, ...heard.threes], wish.suggestPrecision)),
    expectedPrecision: expected(answerAt, right, firsts, wish.outOfScope).expectedPrecision,
    expectedCoverage: expected(answerAt, right, own.firsts, wish.outOfScope).expectedCoverage,
    samples: all.length,
    method,
    ...(told.verdicts > 0 ? { heard: told } : {}),
    right,
    amongThree,
  };
}

/** Never farther from the first than `farthest`; a base that promises nothing goes on promising nothing. */
const near = (alone: number, wanted: number) =>
  alone === never ? never : Math.min(alone + farthest, Math.max(alone - farthest, leastConfidence, wanted));

/**
 * The lowest confidence above which the wished share of the samples, by weight, is right; 1 when there is none. It
 * has to be so by count, and still so when half of the count is what the confidence itself takes to be right: of a
 * few samples, one more that happened to be right would otherwise move the threshold far.
 */
export function threshold(model: Logistic, samples: readonly Sample[], wished: number): number {
  const likely = samples.filter(({ isDoubtful }) => isDoubtful !== true);
  const scored = likely.map(({ features, right, weight }) => ({ at: probability(model, features), right, weight }));
  scored.sort((a, b) => b.at - a.at);
  let lowest = never;
  let all = 0;
  let rightOnes = 0;
  let taken = 0;
  scored.forEach(({ at, right, weight }, i) => {
    all += weight;
    taken += weight * at;
    if (right) rightOnes += weight;
    const isEnough = i + 1 >= fewestTrials && Math.min(rightOnes, (rightOnes + taken) / 2) >= wished * all;
    if (scored[i + 1]?.at !== at && isEnough) lowest = at;
  });
  return Math.max(lowest, leastConfidence);
}

/** The weight of the samples with at least this confidence, and of the right ones among them. */
export function above(at: number, model: Logistic, samples: readonly Sample[]): { all: number; right: number } {
  const sum = (list: readonly Sample[]) => list.reduce((total, { weight }) => total + weight, 0);
  const reached = samples.filter(({ features, isDoubtful }) => !isDoubtful && probability(model, features) >= at);
  return { all: sum(reached), right: sum(reached.filter(({ right }) => right)) };
}
