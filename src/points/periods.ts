import { addDays, dayToDate, daysBetween, type Day } from "../core/time.ts";

/** What a ranking sums over. */
export type Span = "week" | "month" | "all";

/** The name of the period of a civil day: "2026-W10" (the ISO week with its own year), "2026-03", "all". */
export function periodOf(span: Span, day: Day): string {
  switch (span) {
    case "week":
      return weekOf(day);
    case "month":
      return day.slice(0, 7);
    case "all":
      return "all";
    default: {
      const exhaustive: never = span;
      return exhaustive;
    }
  }
}

export const spans = ["week", "month", "all"] as const satisfies readonly Span[];

/** The ISO 8601 week: it belongs to the year of its Thursday. By hand: the library takes longer than a statement. */
function weekOf(day: Day): string {
  const sinceMonday = (dayToDate(day).getUTCDay() + 6) % 7;
  const thursday = addDays(day, 3 - sinceMonday);
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor(daysBetween(`${year}-01-01` as Day, thursday) / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}
