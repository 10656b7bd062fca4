import { activity, distinctActive, meanDailyActive, topByMessages, type DayActivity, type Ranked } from "./activity.ts";
import { trailing, type DayRange, type Reader } from "./period.ts";
import { retention, type Retained, type Retention } from "./retention.ts";

/** The figures of one community, or of several added up, over a range and as of the end of its last day. */
export interface Summary {
  range: DayRange;
  days: DayActivity[];
  /** `active`: different people over the whole range */
  totals: Omit<DayActivity, "day">;
  top: Ranked[];
  /** different people active in the last 7 and 28 days */
  wau: number;
  mau28: number;
  /** mean of daily active people over those 28 days */
  dauMean28: number;
  /** dauMean28 ÷ mau28; 0 when nobody was active */
  stickiness: number;
  retention: Retention[];
}

const topLength = 10;

/** The summary of one community. Read it through one transaction, or a running bot may write between two figures. */
export async function summarize(db: Reader, communityId: number, range: DayRange): Promise<Summary> {
  const days = await activity(db, communityId, range);
  const active = await distinctActive(db, communityId, range);
  const mau28 = await distinctActive(db, communityId, trailing(range.toDay, 28));
  const dauMean28 = await meanDailyActive(db, communityId, trailing(range.toDay, 28));
  return {
    range,
    days,
    totals: { ...addDayFigures(days), active },
    top: await topByMessages(db, communityId, range, topLength),
    wau: await distinctActive(db, communityId, trailing(range.toDay, 7)),
    mau28,
    dauMean28,
    stickiness: ratio(dauMean28, mau28),
    retention: await retention(db, communityId, range, range.toDay),
  };
}

/**
 * Several communities (at least one, over the same range) as one: every count is added, ratios are
 * made anew from the sums. A person in two communities is a member of each and counts in each.
 */
export function addUp(summaries: readonly [Summary, ...Summary[]]): Summary {
  const sum = (of: (summary: Summary) => number) => summaries.reduce((total, each) => total + of(each), 0);
  const first = summaries[0];
  const mau28 = sum((each) => each.mau28);
  const dauMean28 = sum((each) => each.dauMean28);
  return {
    range: first.range,
    days: first.days.map(({ day }, index) => ({
      day,
      ...addDayFigures(summaries.flatMap((each) => each.days[index] ?? [])),
    })),
    totals: addDayFigures(summaries.map((each) => each.totals)),
    top: summaries
      .flatMap((each) => each.top)
      .sort((a, b) => b.messages - a.messages || byCodePoint(a.name, b.name) || a.memberId - b.memberId)
      .slice(0, topLength),
    wau: sum((each) => each.wau),
    mau28,
    dauMean28,
    stickiness: ratio(dauMean28, mau28),
    retention: first.retention.map(({ days }, index) => ({
      days,
      nDay: addRetained(summaries.flatMap((each) => each.retention[index]?.nDay ?? [])),
      unbounded: addRetained(summaries.flatMap((each) => each.retention[index]?.unbounded ?? [])),
    })),
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

function addDayFigures(list: readonly Omit<DayActivity, "day">[]): Omit<DayActivity, "day"> {
  const total = { messages: 0, active: 0, joins: 0, leaves: 0, others: 0 };
  for (const each of list) {
    total.messages += each.messages;
    total.active += each.active;
    total.joins += each.joins;
    total.leaves += each.leaves;
    total.others += each.others;
  }
  return total;
}

function addRetained(list: readonly Retained[]): Retained {
  return list.reduce(
    (total, each) => ({ retained: total.retained + each.retained, eligible: total.eligible + each.eligible }),
    { retained: 0, eligible: 0 },
  );
}

/** The database's order of names (COLLATE "C", UTF-8 bytes), which is that of code points. */
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
