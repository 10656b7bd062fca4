/**
 * The activity of a community, packed for arithmetic over many members. Days are whole numbers:
 * civil days of the community's zone counted from 1970-01-01.
 */

/** One member: the days with at least one message, ascending, each once; empty for one who never spoke. */
export interface MemberDays {
  days: ArrayLike<number>;
  /** the day of joining, where known; the first day of a log is none */
  joinedDay?: number;
}

export interface CommunityDays {
  members: readonly MemberDays[];
  /** days on which anybody spoke; the members' own days are always among them */
  activeDays: Iterable<number>;
}

/**
 * Read-only view that every function asks with a `cut`, the first day that is not known yet.
 * Everything said about a cut rests on days before it alone, so a back-test cannot peek.
 */
export interface History {
  readonly size: number;
  /** the day of joining; null: not known */
  joinedDay(member: number): number | null;
  /** the community's first and last active day; NaN when there is none */
  readonly firstDay: number;
  readonly lastDay: number;
  /** how many of the member's active days lie before the cut */
  countBefore(member: number, cut: number): number;
  /** the member's nth active day, from 0 */
  dayAt(member: number, nth: number): number;
  /** community-active days from the member's day nth − 1 to day nth: 1 when there was none between */
  gapAt(member: number, nth: number): number;
  /** community-active days after the member's day nth and before the cut */
  silenceAfter(member: number, nth: number, cut: number): number;
  /** community-active days in from … before `to` */
  activeDaysBetween(from: number, to: number): number;
}

/** @throws RangeError when a member's days are not whole numbers in ascending order */
export function packHistory(community: CommunityDays): History {
  const { start, day } = concatenate(community.members);
  const active = activeDaysOf(community.activeDays, day);
  const { firstDay, lastDay, upTo } = countActive(active);
  const rank = day.map(upTo);
  const at = (member: number, nth: number) => start[member]! + nth;

  return {
    size: community.members.length,
    joinedDay: (member) => community.members[member]!.joinedDay ?? null,
    firstDay,
    lastDay,
    countBefore: (member, cut) => lowerBound(day, start[member]!, start[member + 1]!, cut) - start[member]!,
    dayAt: (member, nth) => day[at(member, nth)]!,
    gapAt: (member, nth) => rank[at(member, nth)]! - rank[at(member, nth) - 1]!,
    silenceAfter: (member, nth, cut) => upTo(cut - 1) - rank[at(member, nth)]!,
    activeDaysBetween: (from, to) => upTo(to - 1) - upTo(from - 1),
  };
}

/** All members' days in one array; member m's are day[start[m]] … day[start[m + 1] − 1]. */
function concatenate(members: readonly MemberDays[]): { start: Int32Array; day: Int32Array } {
  const start = new Int32Array(members.length + 1);
  members.forEach((member, m) => (start[m + 1] = start[m]! + member.days.length));
  const day = new Int32Array(start[members.length]!);
  members.forEach((member, m) => {
    for (let i = 0; i < member.days.length; i++) {
      const value = member.days[i]!;
      if (!Number.isInteger(value) || (i > 0 && value <= member.days[i - 1]!)) {
        throw new RangeError(`member ${m}: day ${value} at place ${i} must be a whole number after the day before it`);
      }
      day[start[m]! + i] = value;
    }
  });
  return { start, day };
}

function activeDaysOf(days: Iterable<number>, memberDays: Int32Array): Int32Array {
  const all = new Set(days);
  for (const day of memberDays) all.add(day);
  return Int32Array.from(all).sort();
}

/** Counts community-active days up to and including any day, in constant time. */
function countActive(active: Int32Array): { firstDay: number; lastDay: number; upTo: (day: number) => number } {
  const firstDay = active[0];
  const lastDay = active.at(-1);
  if (firstDay === undefined || lastDay === undefined) return { firstDay: NaN, lastDay: NaN, upTo: () => 0 };
  const counts = new Int32Array(lastDay - firstDay + 1);
  for (const day of active) counts[day - firstDay] = 1;
  for (let i = 1; i < counts.length; i++) counts[i]! += counts[i - 1]!;
  const upTo = (day: number) => (day < firstDay ? 0 : counts[Math.min(day, lastDay) - firstDay]!);
  return { firstDay, lastDay, upTo };
}

/** The first index in [from, to) whose value is not below `value`; `to` when there is none. */
function lowerBound(sorted: Int32Array, from: number, to: number, value: number): number {
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
