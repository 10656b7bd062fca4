import { atOneGo } from "./slices.ts";

/** Logistic regression with a Gaussian prior, and the little algebra it needs. */

export const logit = (p: number): number => Math.log(p / (1 - p));
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export interface Prior {
  mean: readonly number[];
  /** 1 ÷ variance of each coefficient */
  precision: readonly number[];
}

/** n rows of k features, row-major; outcome 0 or 1; weight 1 = one full observation. */
export interface Rows {
  features: Float64Array;
  outcome: Uint8Array;
  weight: Float64Array;
}

const MAX_STEPS = 30;

/**
 * The most probable coefficients given prior and rows, by Newton's method. The objective is
 * strictly concave, so there is one answer; without rows it is the prior mean.
 */
export const fitLogistic = (rows: Rows, prior: Prior): number[] => atOneGo(fittingLogistic(rows, prior));

/** The same in slices, a pass over the rows each. */
export function* fittingLogistic(rows: Rows, prior: Prior): Generator<void, number[], void> {
  let beta = [...prior.mean];
  let value = objective(rows, prior, beta);
  for (let step = 0; step < MAX_STEPS; step++) {
    yield;
    const { gradient, information } = slope(rows, prior, beta);
    const change = solve(information, gradient);
    // a full Newton step may overshoot where probabilities saturate: halve until it helps
    let size = 1;
    let next = beta;
    let nextValue = -Infinity;
    while (size > 1e-6) {
      next = beta.map((b, i) => b + size * change[i]!);
      yield;
      nextValue = objective(rows, prior, next);
      if (nextValue >= value) break;
      size /= 2;
    }
    if (nextValue < value) return beta;
    beta = next;
    value = nextValue;
    if (Math.max(...change.map(Math.abs)) < 1e-8) break;
  }
  return beta;
}

/** ln(1 + e^x) without overflow. */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

function linear(rows: Rows, beta: readonly number[], row: number): number {
  let sum = 0;
  for (let i = 0; i < beta.length; i++) sum += beta[i]! * rows.features[row * beta.length + i]!;
  return sum;
}

function objective(rows: Rows, prior: Prior, beta: readonly number[]): number {
  let sum = 0;
  beta.forEach((b, i) => (sum -= (prior.precision[i]! * (b - prior.mean[i]!) ** 2) / 2));
  for (let row = 0; row < rows.outcome.length; row++) {
    const x = linear(rows, beta, row);
    sum += rows.weight[row]! * (rows.outcome[row]! * x - softplus(x));
  }
  return sum;
}

function slope(rows: Rows, prior: Prior, beta: readonly number[]): { gradient: number[]; information: number[][] } {
  const k = beta.length;
  const gradient = beta.map((b, i) => -prior.precision[i]! * (b - prior.mean[i]!));
  const information = beta.map((_, i) => beta.map((_, j) => (i === j ? prior.precision[i]! : 0)));
  for (let row = 0; row < rows.outcome.length; row++) {
    const p = sigmoid(linear(rows, beta, row));
    const miss = rows.weight[row]! * (rows.outcome[row]! - p);
    const spread = rows.weight[row]! * p * (1 - p);
    for (let i = 0; i < k; i++) {
      const xi = rows.features[row * k + i]!;
      gradient[i]! += miss * xi;
      for (let j = 0; j < k; j++) information[i]![j]! += spread * xi * rows.features[row * k + j]!;
    }
  }
  return { gradient, information };
}

/** x with Ax = b, for a symmetric positive definite A (Cholesky). */
export function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = b.length;
  const lower = b.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  const x = b.map(() => 0);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i]![k]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= lower[k]![i]! * x[k]!;
    x[i] = sum / lower[i]![i]!;
  }
  return x;
}
