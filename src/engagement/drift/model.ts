import type { History } from "./history.ts";
import { fittingLogistic, logit, sigmoid, type Rows } from "./logistic.ts";
import { chanceOfReturn, emptyWeights, GapCounts, gapLikelihood, returnTables, type ReturnTables } from "./returns.ts";
import { atOneGo } from "./slices.ts";
import { fittingSpread, type ReturnExample } from "./spread.ts";
import { findingExamples, RECENT_DAYS, samplingMembers, trainingCuts, type Example, type Known } from "./training.ts";

/** The days ahead that the chance speaks of. */
export const HORIZON_DAYS = 14;

/** Members that are enough to learn from; more cost time and change the third digit. */
const SAMPLE = 4000;
/** Examples that are enough for the spread of rhythms. */
const RETURN_SAMPLE = 1000;
/** Days that a member's habits are read from: what people did long before tells little of them now. */
const MEMORY_DAYS = 182;
const SHARE_WINDOW_DAYS = 28;

/** ln odds of returning: a start, ln(1 + silence), ln(1 + repeat active days). From five real logs. */
const SIMPLE_PRIOR = { mean: [0.04, -0.82, 0.81], precision: [2, 20, 20] };
const CALIBRATION_PRIOR = { mean: [0, 1], precision: [2, 20] };

/** A member's chance of being active at least once within the horizon. */
export interface Chance {
  /** as of the cut */
  now: number;
  /** as it was on the day after the member's last active day, in the eyes of the same model */
  atLastSeen: number;
}

export interface DriftModel {
  /** the first day that is not known yet */
  readonly cut: number;
  readonly horizon: number;
  /** how many outcomes it was trained on; 0: priors alone */
  readonly examples: number;
  /** Null for a member without an active day before the cut. */
  chance(member: number): Chance | null;
}

/**
 * Learns from everything before `cut` and nothing after it. Two models, one on silence and
 * frequency, one on the rhythm of returns, are averaged in log odds and set right against the
 * outcomes of earlier cuts. With no outcomes yet the priors speak alone.
 * @param horizon days, a whole number from 1
 */
export function fitDrift(history: History, cut: number, horizon: number = HORIZON_DAYS): DriftModel {
  return atOneGo(fittingDrift(history, cut, horizon));
}

/** Examples looked at between two breaths. */
const SLICE = 200;

/** `fitDrift` in slices of some milliseconds, so that whoever works it off can let others go between. */
export function* fittingDrift(
  history: History,
  cut: number,
  horizon: number = HORIZON_DAYS,
): Generator<void, DriftModel, void> {
  if (!Number.isInteger(horizon) || horizon < 1)
    throw new RangeError(`horizon ${horizon} must be a whole number from 1`);
  const learned = yield* learningExamples(history, cut, horizon);
  yield;
  const simple = yield* fitSimple(history, learned, horizon);
  yield;
  const returns = yield* fitReturns(history, cut, horizon, learned);
  const mean = (a: number, b: number) => (a + b) / 2;
  const blend = (known: Known) => mean(simple(known), returns(known).now);
  const blended: number[] = [];
  for (const [index, example] of learned.entries()) {
    if (index % SLICE === 0) yield;
    blended.push(blend(example));
  }
  const [shift, slope] = (yield* fittingLogistic(
    rows(learned, (_, index) => [1, blended[index]!]),
    CALIBRATION_PRIOR,
  )) as [number, number];
  const calibrated = (x: number) => sigmoid(shift + slope * x);

  const chance = (member: number): Chance | null => {
    const count = history.countBefore(member, cut);
    if (count === 0) return null;
    const lastSeen = history.dayAt(member, count - 1);
    const rhythm = returns({ member, count, cut });
    return {
      now: calibrated(mean(simple({ member, count, cut }), rhythm.now)),
      atLastSeen: calibrated(mean(simple({ member, count, cut: lastSeen + 1 }), rhythm.atLastSeen)),
    };
  };
  return { cut, horizon, examples: learned.length, chance };
}

function membersSeen(history: History, cut: number, since: number): number[] {
  const seen: number[] = [];
  for (let member = 0; member < history.size; member++) {
    const count = history.countBefore(member, cut);
    if (count > 0 && history.dayAt(member, count - 1) >= since) seen.push(member);
  }
  return seen;
}

function* learningExamples(history: History, cut: number, horizon: number): Generator<void, Example[], void> {
  const cuts = trainingCuts(history, cut, horizon);
  const oldest = cuts.at(-1);
  if (!oldest) return [];
  const seen = membersSeen(history, cut, oldest.cut - RECENT_DAYS);
  yield;
  const members = yield* samplingMembers(history, seen, cut, SAMPLE);
  return yield* findingExamples(history, members, cuts, horizon);
}

function rows(learned: readonly Example[], features: (example: Example, index: number) => number[]): Rows {
  const matrix = learned.map(features);
  return {
    features: Float64Array.from(matrix.flat()),
    outcome: Uint8Array.from(learned, (example) => Number(example.returned)),
    weight: Float64Array.from(learned, (example) => example.weight),
  };
}

/** Log odds from silence and frequency. */
function* fitSimple(
  history: History,
  learned: readonly Example[],
  horizon: number,
): Generator<void, (known: Known) => number, void> {
  const features = ({ member, count, cut }: Known) => [
    1,
    Math.log1p(history.silenceAfter(member, count - 1, cut)),
    Math.log(count - forgotten(history, member, count, cut)),
  ];
  // the prior start is for 14 days; the rate of returns grows with the days ahead
  const [start, ...rest] = SIMPLE_PRIOR.mean as [number, number, number];
  const prior = { ...SIMPLE_PRIOR, mean: [start + Math.log(horizon / HORIZON_DAYS), ...rest] };
  const beta = yield* fittingLogistic(rows(learned, features), prior);
  return (known) => features(known).reduce((sum, value, i) => sum + beta[i]! * value, 0);
}

/** Log odds from the rhythm of a member's returns, now and on the day after it was last seen. */
function* fitReturns(
  history: History,
  cut: number,
  horizon: number,
  learned: readonly Example[],
): Generator<void, (known: Known) => { now: number; atLastSeen: number }, void> {
  const tables = returnTables(history.activeDaysBetween(history.firstDay, cut) + horizon);
  const aheadAt = activeDaysAhead(history, horizon);
  yield;
  const spread = yield* fittingSpread(tables, yield* returnExamples(history, tables, learned, aheadAt));
  const counts = new GapCounts();
  const weights = emptyWeights();
  // most members came once: without a gap of their own they weigh the cells as the community does
  const cameOnce = emptyWeights();
  gapLikelihood(tables, counts, spread, cameOnce);

  return ({ member, count, cut }) => {
    const own = count === 1 ? cameOnce : weights;
    if (count > 1) {
      countGaps(history, member, count, counts);
      gapLikelihood(tables, counts, spread, weights);
    }
    const ahead = aheadAt(cut);
    const silence = history.silenceAfter(member, count - 1, cut);
    return {
      now: boundedLogit(chanceOfReturn(tables, own, silence, ahead)),
      atLastSeen: boundedLogit(chanceOfReturn(tables, own, 0, ahead)),
    };
  };
}

function countGaps(history: History, member: number, count: number, counts: GapCounts): void {
  counts.clear();
  for (let nth = 1; nth < count; nth++) counts.add(history.gapAt(member, nth));
}

/** How many of the member's first days are too long ago to count; never its last one. */
function forgotten(history: History, member: number, count: number, cut: number): number {
  return Math.min(history.countBefore(member, cut - MEMORY_DAYS), count - 1);
}

/** Community-active days to be expected in the horizon, by the share of the last four weeks. */
function activeDaysAhead(history: History, horizon: number): (cut: number) => number {
  return (cut) => {
    const window = Math.min(SHARE_WINDOW_DAYS, Math.max(1, cut - history.firstDay));
    const share = history.activeDaysBetween(cut - window, cut) / window;
    return Math.max(1, Math.round(horizon * share));
  };
}

/** An even choice of the examples, with the weight of all. */
function* returnExamples(
  history: History,
  tables: ReturnTables,
  learned: readonly Example[],
  aheadAt: (cut: number) => number,
): Generator<void, ReturnExample[], void> {
  const counts = new GapCounts();
  const n = Math.min(learned.length, RETURN_SAMPLE);
  const chosen: ReturnExample[] = [];
  for (let i = 0; i < n; i++) {
    if (i % SLICE === 0) yield;
    const { member, count, cut, returned, weight } = learned[Math.floor(((i + 0.5) * learned.length) / n)]!;
    countGaps(history, member, count, counts);
    const likelihood = emptyWeights();
    gapLikelihood(tables, counts, null, likelihood);
    const silence = history.silenceAfter(member, count - 1, cut);
    chosen.push({ likelihood, silence, ahead: aheadAt(cut), returned, weight: (weight * learned.length) / n });
  }
  return chosen;
}

const boundedLogit = (p: number): number => logit(Math.min(Math.max(p, 1e-6), 1 - 1e-6));
