/** Indices of the `count` largest positive values, largest first; of equals the earlier one first. */
export function largest(values: Float64Array, count: number): number[] {
  const best: number[] = [];
  let floor = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value <= floor) continue;
    let at = Math.min(best.length, count - 1);
    while (at > 0 && value > (values[best[at - 1] ?? 0] ?? 0)) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
    if (best.length === count) floor = values[best[count - 1] ?? 0] ?? 0;
  }
  return best;
}

/** The largest value; 0 when none is positive. */
export function greatest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}

/** The same numbers in [0, 1) for the same seed (mulberry32): calibration must not depend on luck. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Solves A·x = b for a symmetric positive definite A by Cholesky (A = L·Lᵀ).
 * @param matrix A, row after row, the lower triangle is enough; overwritten with L
 * @returns x
 */
export function solve(matrix: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = b.slice();
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) rest -= matrix[row * size + k]! * matrix[column * size + k]!;
      const diagonal = matrix[column * size + column]!;
      matrix[row * size + column] = row === column ? Math.sqrt(Math.max(rest, 1e-12)) : rest / diagonal;
    }
    for (let k = 0; k < row; k++) x[row]! -= matrix[row * size + k]! * x[k]!;
    x[row]! /= matrix[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row]! -= matrix[k * size + row]! * x[k]!;
    x[row]! /= matrix[row * size + row]!;
  }
  return x;
}

/** Where each of several lists begins that stand one after another, and at last where they end. */
export function starts(lengths: readonly number[]): Uint32Array {
  const result = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => (result[i + 1] = result[i]! + length));
  return result;
}
