/** How a figure stands against the same figure of the periods just before. */
export interface Comparison {
  value: number;
  /** the period just before; null = the community was not there yet */
  last: number | null;
  /** mean of up to four periods before; null with fewer than two */
  mean: number | null;
  /** more or less than chance explains; "steady" = it may be noise; null = too few periods to tell */
  sign: "up" | "down" | "steady" | null;
}

/** How many standard deviations of the next value a change must pass. */
const limit = 3;

/**
 * Compares a count with those before (oldest first, the last four are taken). It is more than noise when
 * it lies more than three standard deviations of the next value from their mean: the variance is the
 * mean's own (Poisson's) or that among those periods, whichever is greater, times 1 + 1/n for the mean's
 * own uncertainty (a prediction interval). Four periods tell their variance badly, hence three, not two:
 * a steady series is called a change in about one case in a hundred.
 */
export function compare(value: number, before: readonly number[]): Comparison {
  const known = before.slice(-4);
  const last = known.at(-1) ?? null;
  if (known.length < 2) return { value, last, mean: null, sign: null };
  const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
  const among = known.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (known.length - 1);
  const deviation = Math.sqrt(Math.max(mean, among, 1) * (1 + 1 / known.length));
  const isSteady = Math.abs(value - mean) <= limit * deviation;
  return { value, last, mean, sign: isSteady ? "steady" : value > mean ? "up" : "down" };
}
