import { z } from "zod";
import { addDays, dayBefore, startOfDay, type Day } from "../../core/time.ts";
import type { DigestPeriod } from "../../core/digest.ts";
import { daysOfWeek, lastWeekBefore, rangeBefore, weekOf, type DayRange, type Week } from "../../engagement/figures.ts";

/** How long a period a digest is about. */
export const spans = ["day", "week", "month"] as const;
export type Span = (typeof spans)[number];

/** A period with its name: "2026-05-17", "2026-W20", "2026-05". */
export interface Period extends DayRange {
  readonly span: Span;
  readonly key: string;
}

/** A period as work for later keeps it. */
export const periodSchema = z.object({ span: z.enum(spans), key: z.string(), fromDay: z.string(), toDay: z.string() });

export const weekPeriod = (week: Week): Period => ({ span: "week", key: week, ...daysOfWeek(week) });
export const dayPeriod = (day: Day): Period => ({ span: "day", key: day, fromDay: day, toDay: day });

/** The calendar month of a day. */
export function monthPeriod(day: Day): Period {
  const fromDay = `${day.slice(0, 7)}-01` as Day;
  const nextMonth = `${addDays(fromDay, 31).slice(0, 7)}-01` as Day;
  return { span: "month", key: day.slice(0, 7), fromDay, toDay: dayBefore(nextMonth) };
}

/** The newest period of a span that is over on `today`. */
export function lastOver(span: Span, today: Day): Period {
  if (span === "week") return weekPeriod(lastWeekBefore(today));
  if (span === "day") return dayPeriod(dayBefore(today));
  return monthPeriod(dayBefore(`${today.slice(0, 7)}-01` as Day));
}

/** The period of the same span just before: for a month the month before, whatever its length. */
export function before(period: Period): Period {
  if (period.span === "month") return monthPeriod(dayBefore(period.fromDay));
  const { fromDay } = rangeBefore(period);
  return period.span === "week" ? weekPeriod(weekOf(fromDay)) : dayPeriod(fromDay);
}

/** How many periods before a period is compared with. */
const periodsCompared = 4;

/** The periods of the same span just before, the oldest first. */
export function formerPeriods(period: Period): Period[] {
  const periods: Period[] = [];
  for (let count = 0, last = period; count < periodsCompared; count++) periods.unshift((last = before(last)));
  return periods;
}

/** The instants a period begins and ends at in a zone. */
export function instantsOf({ fromDay, toDay }: DayRange, timeZone: string): DigestPeriod {
  return {
    fromDay,
    toDay,
    fromAt: startOfDay(fromDay, timeZone),
    toAt: startOfDay(addDays(toDay, 1), timeZone),
  };
}
