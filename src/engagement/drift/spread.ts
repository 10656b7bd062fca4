import { sigmoid, solve } from "./logistic.ts";
import { atOneGo } from "./slices.ts";
import { CELLS, P_LOGITS, places, RHO_LOGITS, THETA_LOGITS, type ReturnTables } from "./returns.ts";

/**
 * How (p, θ, ρ) of the return model spread among a community's members: a cell of the grid weighs
 * p^a (1−p)^b θ^c (1−θ)^d ρ^e (1−ρ)^k. The six exponents are chosen so that the outcomes at
 * earlier cuts are most probable. Choosing them by the likelihood of whole lives instead was
 * tried and ranks members worse on every log: it explains the many who came once, not who returns.
 */

/** ln of the exponents of p, 1 − p, θ, 1 − θ, ρ, 1 − ρ in a cell's weight: mean and sd over communities. */
const SPREAD_MEAN = [0.19, 1.51, 1.0, 1.94, 0.33, 8.0];
const SPREAD_SD = [0.7, 0.7, 1, 1, 1, 1.5];
const FIT_STEPS = 12;
/** Examples looked at between two breaths. */
const SLICE = 100;

/** The three axes of the grid, one after the other: where each begins, and ln x and ln(1 − x) of its places. */
const AXES = [P_LOGITS, THETA_LOGITS, RHO_LOGITS];
const THETAS = P_LOGITS.length;
const RHOS = THETAS + THETA_LOGITS.length;
const PLACES = RHOS + RHO_LOGITS.length;
const LN = Float64Array.from(AXES.flat(), (x) => Math.log(sigmoid(x)));
const LN_REST = Float64Array.from(AXES.flat(), (x) => Math.log(1 - sigmoid(x)));

/** Of each place the axis: 0, 1 or 2. */
const AXIS_OF = AXES.flatMap((axis, i) => axis.map(() => i));

/** ln of each cell's weight in the community, normalised. */
function logWeights(logExponents: readonly number[]): Float64Array {
  const exponents = logExponents.map(Math.exp);
  const along = AXIS_OF.map((axis, at) => exponents[2 * axis]! * LN[at]! + exponents[2 * axis + 1]! * LN_REST[at]!);
  const out = new Float64Array(CELLS);
  let cell = 0;
  for (let p = 0; p < THETAS; p++)
    for (let theta = THETAS; theta < RHOS; theta++)
      for (let rho = RHOS; rho < PLACES; rho++) out[cell++] = along[p]! + along[theta]! + along[rho]!;
  const most = out.reduce((a, b) => Math.max(a, b));
  const total = Math.log(out.reduce((sum, value) => sum + Math.exp(value - most), 0)) + most;
  return out.map((value) => value - total);
}

/** A member at an earlier cut, and what came of it. */
export interface ReturnExample {
  /** `gapLikelihood` of the member's gaps without any prior */
  likelihood: Float64Array;
  /** community-active days without a word, and those of the horizon */
  silence: number;
  ahead: number;
  returned: boolean;
  weight: number;
}

/**
 * The spread of (p, θ, ρ) in a community: the exponents under which the outcomes of the examples
 * are most probable, held by their prior. Without examples it is the prior's. Worked off in slices.
 */
export function* fittingSpread(
  tables: ReturnTables,
  examples: readonly ReturnExample[],
): Generator<void, Float64Array, void> {
  let at = [...SPREAD_MEAN];
  let here = yield* slopeAt(tables, examples, at);
  for (let step = 0; step < FIT_STEPS && examples.length > 0; step++) {
    const change = solve(here.information, here.gradient);
    // one unit of ln at most: far from the answer the quadratic picture lies
    let size = Math.min(1, 1 / Math.max(...change.map(Math.abs)));
    let next = here;
    let place = at;
    for (; size > 1e-3; size /= 2) {
      place = at.map((value, j) => value + size * change[j]!);
      next = yield* slopeAt(tables, examples, place);
      if (next.value > here.value) break;
    }
    if (!(next.value > here.value)) break;
    const gain = next.value - here.value;
    [at, here] = [place, next];
    if (gain < 1e-3) break;
  }
  return logWeights(at);
}

/** The same at one go. */
export const fitSpread = (tables: ReturnTables, examples: readonly ReturnExample[]): Float64Array =>
  atOneGo(fittingSpread(tables, examples));

interface Slope {
  value: number;
  gradient: number[];
  information: number[][];
}

/** Log posterior of the log exponents, its gradient, and the information by outer products of scores. */
function* slopeAt(
  tables: ReturnTables,
  examples: readonly ReturnExample[],
  at: readonly number[],
): Generator<void, Slope, void> {
  const prior = logWeights(at).map(Math.exp);
  const exponents = at.map(Math.exp);
  const precision = SPREAD_SD.map((sd) => 1 / sd ** 2);
  let value = -at.reduce((sum, x, j) => sum + (precision[j]! * (x - SPREAD_MEAN[j]!) ** 2) / 2, 0);
  const gradient = at.map((x, j) => -precision[j]! * (x - SPREAD_MEAN[j]!));
  const information = at.map((_, i) => at.map((_, j) => (i === j ? precision[i]! : 0)));
  const score = new Float64Array(6);
  for (const [index, example] of examples.entries()) {
    if (index % SLICE === 0) yield;
    value += example.weight * scoreOf(tables, prior, example, score);
    for (let i = 0; i < 6; i++) {
      score[i]! *= exponents[i]!;
      gradient[i]! += example.weight * score[i]!;
      for (let j = 0; j <= i; j++) information[i]![j]! += example.weight * score[i]! * score[j]!;
    }
  }
  for (let i = 0; i < 6; i++) for (let j = i + 1; j < 6; j++) information[i]![j] = information[j]![i]!;
  return { value, gradient, information };
}

/** ln chance of the outcome; its derivatives by the exponents into `score`. */
function scoreOf(tables: ReturnTables, prior: Float64Array, example: ReturnExample, score: Float64Array): number {
  const { silent, came } = alongAxes(tables, prior, example);
  let [allSilent, allCame] = [0, 0];
  for (let at = 0; at < THETAS; at++) {
    allSilent += silent[at]!;
    allCame += came[at]!;
  }
  score.fill(0);
  for (let at = 0; at < PLACES; at++) {
    const more = came[at]! / allCame - silent[at]! / allSilent;
    const axis = AXIS_OF[at]!;
    score[2 * axis]! += more * LN[at]!;
    score[2 * axis + 1]! += more * LN_REST[at]!;
  }
  return Math.log(allCame / allSilent);
}

/**
 * The chance of the silence, and of it with the outcome, by each place of the axes: a cell's logarithms are those of its three
 * places, so that a cell need not be multiplied with each of them.
 */
function alongAxes(tables: ReturnTables, prior: Float64Array, { likelihood, silence, ahead, returned }: ReturnExample) {
  const { now, later } = places(tables, silence, ahead);
  const silent = new Float64Array(PLACES);
  const came = new Float64Array(PLACES);
  let cell = 0;
  for (let p = 0; p < THETAS; p++) {
    for (let theta = THETAS; theta < RHOS; theta++) {
      let [silentHere, cameHere] = [0, 0];
      for (let rho = RHOS; rho < PLACES; rho++, cell++) {
        const weight = prior[cell]! * likelihood[cell]!;
        if (weight === 0) continue;
        const before = weight * tables.silent[now + cell]!;
        const still = weight * tables.silent[later + cell]!;
        const outcome = returned ? before - still : still;
        silentHere += before;
        cameHere += outcome;
        silent[rho]! += before;
        came[rho]! += outcome;
      }
      silent[theta]! += silentHere;
      came[theta]! += cameHere;
      silent[p]! += silentHere;
      came[p]! += cameHere;
    }
  }
  return { silent, came };
}
