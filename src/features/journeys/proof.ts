/** Two groups and how many of each came back. */
export interface Share {
  members: number;
  returned: number;
}

export interface Difference {
  /** share of the first minus share of the second, −1 … 1 */
  difference: number;
  low: number;
  high: number;
}

/** Two-sided 95 %. */
const Z95 = 1.959963984540054;

/** Wilson's score interval of a share. */
function wilson({ members: n, returned: x }: Share, z: number): { p: number; low: number; high: number } {
  const p = x / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return { p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * The difference of two shares with its interval by Newcombe's hybrid score method: R. G. Newcombe, “Interval
 * estimation for the difference between independent proportions: comparison of eleven methods”, Statistics in
 * Medicine 17 (1998) 873–890, method 10. null while a group is empty.
 */
export function newcombe(a: Share, b: Share, z: number = Z95): Difference | null {
  if (a.members === 0 || b.members === 0) return null;
  const [one, two] = [wilson(a, z), wilson(b, z)];
  const difference = one.p - two.p;
  return {
    difference,
    low: difference - Math.hypot(one.p - one.low, two.high - two.p),
    high: difference + Math.hypot(one.high - one.p, two.p - two.low),
  };
}

/** `notMeasured`: the day has come, and one of the two groups is empty */
export type Verdict = "helps" | "harms" | "noDifferenceSeen" | "notMeasured" | "notYet";

/**
 * The verdict, spoken once at a fixed horizon: over everybody who entered in the declared days, after the
 * last of them had the whole horizon. Looking earlier changes nothing, so looking often cannot find by luck
 * what is not there.
 */
export function verdictOf(difference: Difference | null, isDue: boolean): Verdict {
  if (!isDue) return "notYet";
  if (!difference) return "notMeasured";
  if (difference.low > 0) return "helps";
  return difference.high < 0 ? "harms" : "noDifferenceSeen";
}

/**
 * z of the nth comparison of a journey. A journey that is changed and begun again gets another chance to
 * look helpful by luck; so each comparison may be wrong half as often as the one before: 2.5 %, 1.25 %, …
 * on the side of “helps”, 5 % for all together, however often it is begun (Bonferroni with unequal parts).
 * The first has the usual two-sided 95 %.
 */
export const zForComparison = (nth: number): number => zFor(0.025 / 2 ** (Math.max(1, nth) - 1));

/** z for comparing `others` variants with the first in the nth comparison: Bonferroni once more. */
export const zForVariants = (others: number, nth = 1): number => zForComparison(nth + Math.log2(Math.max(1, others)));

/** The z beyond which a standard normal variable lies with chance `tail` (at most 0.025), by bisection. */
function zFor(tail: number): number {
  let [low, high] = [1, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return low;
}

/** P(Z > z) for z ≥ 1: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.14, a continued fraction. */
function upperTail(z: number): number {
  let fraction = 0;
  for (let k = 200; k > 0; k--) fraction = k / (z + fraction);
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (z + fraction);
}
