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
const steps = 25;

/**
 * Logistic regression with an l2 penalty, by Newton's method. Features are shares (0…1) and stay as
 * they are: a feature that hardly varies within the base then gets little say, which keeps the odd base safe.
 */
export function fitLogistic(samples: readonly Sample[]): Logistic {
  const width = samples[0]?.features.length ?? 0;
  const rows = samples.map(({ features }) => [1, ...features]);

  let beta = new Float64Array(width + 1);
  for (let step = 0; step < steps; step++) beta = newtonStep(samples, rows, beta);
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
  rows: readonly number[][],
  beta: Float64Array,
): Float64Array<ArrayBuffer> {
  const size = beta.length;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  samples.forEach(({ right, weight }, i) => {
    const row = rows[i] ?? [];
    const p = sigmoid(sum(row.map((value, j) => value * (beta[j] ?? 0))));
    const error = weight * ((right ? 1 : 0) - p);
    const curvature = weight * p * (1 - p);
    for (let j = 0; j < size; j++) {
      gradient[j] = (gradient[j] ?? 0) + error * (row[j] ?? 0);
      for (let k = 0; k < size; k++) {
        hessian[j * size + k] = (hessian[j * size + k] ?? 0) + curvature * (row[j] ?? 0) * (row[k] ?? 0);
      }
    }
  });
  for (let j = 0; j < size; j++) {
    const l2 = j === 0 ? 1e-6 : penalty;
    gradient[j] = (gradient[j] ?? 0) - l2 * (beta[j] ?? 0);
    hessian[j * size + j] = (hessian[j * size + j] ?? 0) + l2;
  }
  const change = solve(hessian, gradient);
  // one step never leaps: all right (or all wrong) samples would otherwise send the bias to infinity
  const leap = Math.max(1, Math.max(...change.map(Math.abs)) / 5);
  return beta.map((value, j) => value + (change[j] ?? 0) / leap);
}

const sigmoid = (score: number) => 1 / (1 + Math.exp(-score));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
