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

export type Verdict = "helps" | "harms" | "noDifferenceSeen" | "notYet";

/**
 * The verdict, spoken once at a fixed horizon: over everybody who entered in the declared days, after the
 * last of them had the whole horizon. Looking earlier changes nothing, so looking often cannot find by luck
 * what is not there.
 */
export function verdictOf(difference: Difference | null, isDue: boolean): Verdict {
  if (!isDue) return "notYet";
  if (!difference) return "noDifferenceSeen";
  if (difference.low > 0) return "helps";
  return difference.high < 0 ? "harms" : "noDifferenceSeen";
}

/** z for comparing `others` variants with the first: Bonferroni keeps all together at 95 %. */
export function zForVariants(others: number): number {
  return others <= 1 ? Z95 : ([2.2414, 2.394][others - 2] ?? 2.394);
}
