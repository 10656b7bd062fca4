import type { History } from "./history.ts";
import { atOneGo } from "./slices.ts";

/**
 * What the model learns from: members at earlier cuts whose outcome is known by now. Recent cuts
 * tell more of the community as it is; cuts a week apart share outcomes, hence the weight below 1.
 */

const CUTS = 12;
const DAYS_BETWEEN_CUTS = 7;
/** before this many days of history an earlier cut knows its members too little to teach */
const FIRST_CUT_AFTER = 14;
const CUT_WEIGHT = 0.6;
const HALF_LIFE_DAYS = 42;
/** members who were active in so many days before a cut are predicted, and learned from */
export const RECENT_DAYS = 60;

export interface TrainingCut {
  cut: number;
  weight: number;
}

/** Earlier cuts of which the `horizon` days that followed are over before `cut`, the latest first. */
export function trainingCuts(history: History, cut: number, horizon: number): TrainingCut[] {
  const cuts: TrainingCut[] = [];
  for (let k = 0; k < CUTS; k++) {
    const earlier = cut - horizon - DAYS_BETWEEN_CUTS * k;
    if (!(earlier - history.firstDay >= FIRST_CUT_AFTER)) break;
    cuts.push({ cut: earlier, weight: CUT_WEIGHT * 0.5 ** ((cut - earlier) / HALF_LIFE_DAYS) });
  }
  return cuts;
}

/** A member as known at a cut: the first `count` of its active days lie before it. */
export interface Known {
  member: number;
  count: number;
  cut: number;
}

export interface Example extends Known {
  returned: boolean;
  weight: number;
}

/** One example for each of `members` recently active at each of the cuts. */
export const examples = (
  history: History,
  members: readonly number[],
  cuts: readonly TrainingCut[],
  horizon: number,
): Example[] => atOneGo(findingExamples(history, members, cuts, horizon));

/** The same in slices, a cut each. */
export function* findingExamples(
  history: History,
  members: readonly number[],
  cuts: readonly TrainingCut[],
  horizon: number,
): Generator<void, Example[], void> {
  const found: Example[] = [];
  for (const { cut, weight } of cuts) {
    yield;
    for (const member of members) {
      const count = history.countBefore(member, cut);
      if (!isRecent(history, member, count, cut)) continue;
      const returned = history.countBefore(member, cut + horizon) > count;
      found.push({ member, count, cut, returned, weight });
    }
  }
  return found;
}

export function isRecent(history: History, member: number, count: number, cut: number): boolean {
  return count > 0 && history.dayAt(member, count - 1) >= cut - RECENT_DAYS;
}

/**
 * At most `limit` of the members, evenly through all kinds of history before the cut. The choice
 * depends on what the members did, not on their order, and is the same every time.
 */
export const sampleMembers = (history: History, members: readonly number[], cut: number, limit: number): number[] =>
  atOneGo(samplingMembers(history, members, cut, limit));

/** The same in slices: those of one number of active days are put in order at once. */
export function* samplingMembers(
  history: History,
  members: readonly number[],
  cut: number,
  limit: number,
): Generator<void, number[], void> {
  const byCount = new Map<number, number[]>();
  for (const member of members) {
    const count = history.countBefore(member, cut);
    const alike = byCount.get(count);
    if (alike) alike.push(member);
    else byCount.set(count, [member]);
  }
  const sorted: number[] = [];
  for (const count of [...byCount.keys()].sort((a, b) => a - b)) {
    yield;
    for (const member of byCount.get(count)!.sort((a, b) => byLastDays(history, a, b, count))) sorted.push(member);
  }
  if (sorted.length <= limit) return sorted;
  return Array.from({ length: limit }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / limit)]!);
}

/** Orders two members of as many active days by the last day on which they differ. */
function byLastDays(history: History, a: number, b: number, count: number): number {
  for (let nth = count - 1; nth >= 0; nth--) {
    const difference = history.dayAt(a, nth) - history.dayAt(b, nth);
    if (difference !== 0) return difference;
  }
  return 0;
}
