import { DateTime } from "luxon";
import type { Day } from "../core/time.ts";

/** What a ranking sums over. */
export type Span = "week" | "month" | "all";

/** The name of the period of a civil day: "2026-W10" (the ISO week with its own year), "2026-03", "all". */
export function periodOf(span: Span, day: Day): string {
  switch (span) {
    case "week": {
      const date = DateTime.fromISO(day, { zone: "utc" });
      return `${date.weekYear}-W${String(date.weekNumber).padStart(2, "0")}`;
    }
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
