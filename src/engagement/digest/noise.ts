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

/** The same for a figure that may not be there: a share of nobody, a pulse when nobody lapsed. */
export interface Measured extends Omit<Comparison, "value"> {
  value: number | null;
}

/** A part of a whole, such as those who came back of all who could. */
export interface Portion {
  part: number;
  whole: number;
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

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

/** The variance among some values; 0 for one alone. */
function varianceAmong(values: readonly number[]): number {
  const mean = sumOf(values) / values.length;
  return values.length < 2 ? 0 : sumOf(values.map((each) => (each - mean) ** 2)) / (values.length - 1);
}

const signOf = (difference: number, variance: number): NonNullable<Comparison["sign"]> =>
  Math.abs(difference) <= limit * Math.sqrt(variance) ? "steady" : difference > 0 ? "up" : "down";

/**
 * Compares a share with those before. Their mean is weighted by people, never a mean of percentages. The
 * variance is the binomial one of so many people (the share moved towards one half by one success and one
 * failure, so that 0 and 1 have a variance too) or that among the shares before, whichever is greater, times
 * 1 + 1/n. Periods without anybody are left out.
 */
export function compareShare(now: Portion, before: readonly Portion[]): Measured {
  const shareOf = ({ part, whole }: Portion) => (whole === 0 ? null : part / whole);
  const value = shareOf(now);
  const last = before.at(-1) ? shareOf(before.at(-1) as Portion) : null;
  const known = before.slice(-4).filter(({ whole }) => whole > 0);
  if (known.length < 2) return { value, last, mean: null, sign: null };
  const [part, whole] = [sumOf(known.map((each) => each.part)), sumOf(known.map((each) => each.whole))];
  const mean = part / whole;
  if (value === null) return { value, last, mean, sign: null };
  const likely = (part + 1) / (whole + 2);
  const among = varianceAmong(known.map((each) => each.part / each.whole));
  const variance = Math.max((likely * (1 - likely)) / now.whole, among) * (1 + 1 / known.length);
  return { value, last, mean, sign: signOf(value - mean, variance) };
}

/**
 * Compares who came for each who went with the periods before, taken together. Judged on the logarithm,
 * where twice as many and half as many are equally far: its variance is 1/came + 1/went (both of Poisson's
 * kind, half a person added so that none is not infinitely far), of this period and of those before.
 */
export function comparePulse(
  now: { came: number; went: number },
  before: readonly { came: number; went: number }[],
): Measured {
  const pulseOf = ({ came, went }: { came: number; went: number }) => (went === 0 ? null : came / went);
  const value = pulseOf(now);
  const newest = before.at(-1);
  const last = newest ? pulseOf(newest) : null;
  const known = before.slice(-4);
  const all = { came: sumOf(known.map(({ came }) => came)), went: sumOf(known.map(({ went }) => went)) };
  const mean = known.length < 2 ? null : pulseOf(all);
  if (value === null || mean === null) return { value, last, mean, sign: null };
  const log = ({ came, went }: { came: number; went: number }) => Math.log((came + 0.5) / (went + 0.5));
  const noise = ({ came, went }: { came: number; went: number }) => 1 / (came + 0.5) + 1 / (went + 0.5);
  const variance = Math.max(noise(now) + noise(all), varianceAmong(known.map(log)) * (1 + 1 / known.length));
  return { value, last, mean, sign: signOf(log(now) - log(all), variance) };
}
