import type { History } from "./history.ts";
import type { DriftModel } from "./model.ts";
import { STATE_SETTINGS, type Standing, type StateSettings } from "./states.ts";

/** Everything said of one member as of the model's cut. */
export interface MemberDrift extends Standing {
  member: number;
  /** active days so far */
  activeDays: number;
  /** the usual number of days from one active day to the next; null with fewer than two active days */
  usualGapDays: number | null;
}

/** The usual gap is read from so many of the latest gaps. */
const USUAL_GAPS = 10;

/** Judges one member of the history the model was fitted on; one who has not spoken before the cut has no chance and no gaps. */
export function memberDrift(
  history: History,
  model: DriftModel,
  member: number,
  settings: StateSettings = STATE_SETTINGS,
): MemberDrift {
  const count = history.countBefore(member, model.cut);
  const lastKnownDay = model.cut - 1;
  const since = (nth: number) => lastKnownDay - history.dayAt(member, nth);
  return {
    member,
    chance: model.chance(member),
    activeDays: count,
    silentDays: count === 0 ? Infinity : since(count - 1),
    ageDays: lastKnownDay - (count === 0 ? (history.joinedDay(member) ?? lastKnownDay) : history.dayAt(member, 0)),
    backSinceDays: backSince(history, member, count, lastKnownDay, settings.returnGapDays),
    usualGapDays: usualGap(history, member, count),
  };
}

function backSince(history: History, member: number, count: number, today: number, gapDays: number): number | null {
  for (let nth = count - 1; nth > 0; nth--) {
    const day = history.dayAt(member, nth);
    if (day - history.dayAt(member, nth - 1) >= gapDays) return today - day;
  }
  return null;
}

/** The median of the latest gaps, in civil days; of two middle ones the shorter. */
function usualGap(history: History, member: number, count: number): number | null {
  const gaps: number[] = [];
  for (let nth = count - 1; nth > 0 && gaps.length < USUAL_GAPS; nth--) {
    gaps.push(history.dayAt(member, nth) - history.dayAt(member, nth - 1));
  }
  return gaps.sort((a, b) => a - b)[(gaps.length - 1) >> 1] ?? null;
}
