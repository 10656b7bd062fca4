import { solve } from "./numbers.ts";

/** One observation: what was seen, whether it was right (1) or not (0), and how much it counts. */
export interface Sample {
  features: readonly number[];
  right: boolean;
  weight: number;
  /** not answered, however likely: see `Look` */
  isDoubtful?: boolean;
}

/** A fitted logistic regression; plain data, so that it can be stored. */
export interface Logistic {
  bias: number;
  weights: readonly number[];
}

const penalty = 1; // l2, on every weight but the bias
const mostSteps = 25;
/** a step that changes no number by more has arrived: most bases have after seven */
const still = 1e-12;

/**
 * Logistic regression with an l2 penalty, by Newton's method. Features are shares (0…1) and stay as
 * they are: a feature that hardly varies within the base then gets little say, which keeps the odd base safe.
 */
export function fitLogistic(samples: readonly Sample[]): Logistic {
  const width = samples[0]?.features.length ?? 0;
  const rows = samples.map(({ features }) => Float64Array.of(1, ...features));

  let beta = new Float64Array(width + 1);
  for (let step = 0, isStill = false; step < mostSteps && !isStill; step++) {
    const next = newtonStep(samples, rows, beta);
    isStill = next.every((value, j) => Math.abs(value - beta[j]!) <= still);
    beta = next;
  }
  return { bias: beta[0] ?? 0, weights: Array.from(beta.subarray(1)) };
}

/** @returns the probability of "right", strictly below 1 */
export function probability(model: Logistic, features: readonly number[]): number {
  const score = model.bias + sum(features.map((value, j) => value * (model.weights[j] ?? 0)));
  return Math.min(sigmoid(score), 1 - 1e-9);
}

/** beta + (Xᵀ W X + l2)⁻¹ (Xᵀ (y − p) − l2 beta) */
function newtonStep(
  samples: readonly Sample[],
  rows: readonly Float64Array[],
  beta: Float64Array,
): Float64Array<ArrayBuffer> {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size); // the lower triangle is all that `solve` reads
  samples.forEach(({ right, weight }, i) => {
    const row = rows[i]!;
    // plain loops, as everywhere in what learning does thousands of times
    let score = 0;
    for (let j = 0; j < size; j++) score += row[j]! * beta[j]!;
    const p = sigmoid(score);
    const error = weight * ((right ? 1 : 0) - p);
    const curvature = weight * p * (1 - p);
    for (let j = 0; j < size; j++) {
      gradient[j]! += error * row[j]!;
      const bend = curvature * row[j]!;
      for (let k = 0; k <= j; k++) hessian[j * size + k]! += bend * row[k]!;
    }
  });
  for (let j = 0; j < size; j++) {
    const l2 = j === 0 ? 1e-6 : penalty;
    gradient[j]! -= l2 * beta[j]!;
    hessian[j * size + j]! += l2;
  }
  const change = solve(hessian, gradient);
  // one step never leaps: all right (or all wrong) samples would otherwise send the bias to infinity
  const leap = Math.max(1, Math.max(...change.map(Math.abs)) / 5);
  return beta.map((value, j) => value + change[j]! / leap);
}

const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
