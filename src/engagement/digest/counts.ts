import type { DigestCount, DigestPeriod } from "../../core/digest.ts";
import type { Text } from "../../core/text.ts";

/** Counts the same things in a period and in each before it, and puts them beside each other. */
export async function countsOver<K extends string>(
  period: DigestPeriod,
  before: readonly DigestPeriod[],
  names: Readonly<Record<K, Text>>,
  count: (period: DigestPeriod) => Promise<Readonly<Record<K, number>>>,
): Promise<{ now: Readonly<Record<K, number>>; counts: DigestCount[] }> {
  const past: Readonly<Record<K, number>>[] = [];
  for (const each of before) past.push(await count(each));
  const now = await count(period);
  const keys = Object.keys(names) as K[];
  return {
    now,
    counts: keys.map((key) => ({
      key,
      name: names[key],
      value: now[key],
      before: past.map((counts) => counts[key]),
    })),
  };
}

/** Whether there is nothing to tell: none of it now, and none of it before. */
export const isNothing = (counts: readonly DigestCount[]): boolean =>
  counts.every(({ value, before }) => value === 0 && before.every((each) => each === 0));
