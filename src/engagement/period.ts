import type pg from "pg";
import { addDays, dayBefore, daysBetween, type Day } from "../core/time.ts";

/** What figures are read through: the pool, or one client whose transaction gives them all the same moment. */
export type Reader = Pick<pg.ClientBase, "query">;

/** Civil days of a community, both ends included. */
export interface DayRange {
  readonly fromDay: Day;
  readonly toDay: Day;
}

/** How many days a range has. */
export const lengthOf = (range: DayRange): number => daysBetween(range.fromDay, range.toDay) + 1;

/** Every day of a range, in order. */
export function daysOf(range: DayRange): Day[] {
  return Array.from({ length: Math.max(0, lengthOf(range)) }, (_, index) => addDays(range.fromDay, index));
}

/** The `count` days that end with `day`. */
export const trailing = (day: Day, count: number): DayRange => ({ fromDay: addDays(day, 1 - count), toDay: day });

/** The range of the same length that ends the day before this one begins. */
export const rangeBefore = (range: DayRange): DayRange => trailing(dayBefore(range.fromDay), lengthOf(range));

/** An ISO 8601 week with its year, "YYYY-Www": 2021-01-03 lies in 2020-W53. */
export type Week = string & { readonly __week: unique symbol };

/** The Monday of a day's ISO week. */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return addDays(day, 1 - weekday);
}

/** The ISO week of a day; its year is the year of the week's Thursday. */
export function weekOf(day: Day): Week {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  const number = Math.floor(daysBetween(`${year}-01-01` as Day, thursday) / 7) + 1;
  return `${year}-W${String(number).padStart(2, "0")}` as Week;
}

/** The seven days of an ISO week, Monday to Sunday. */
export const daysOfWeek = (week: Week): DayRange => {
  const monday = mondayOfWeek(week);
  return { fromDay: monday, toDay: addDays(monday, 6) };
};

/** @throws RangeError when the text is no ISO week that exists: "2021-W53" does not */
export function parseWeek(text: string): Week {
  const isWritten = /^\d{4}-W\d{2}$/.test(text) && text.slice(6) !== "00" && text >= "1970-W01";
  if (isWritten && weekOf(mondayOfWeek(text as Week)) === text) return text as Week;
  throw new RangeError(`"${text}" is not an ISO week; use YYYY-Www, such as 2026-W20`);
}

/** The Monday of week 1 is that of 4 January. */
const mondayOfWeek = (week: Week): Day =>
  addDays(mondayOf(`${week.slice(0, 4)}-01-04` as Day), 7 * (Number(week.slice(6)) - 1));

/** The newest week that is over on `today`. */
export const lastWeekBefore = (today: Day): Week => weekOf(dayBefore(mondayOf(today)));
