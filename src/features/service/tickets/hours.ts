import { addDays, instantOf, localDay } from "../../../core/time.ts";

export interface Hours {
  /** HH:MM local time; the same as `closesAt` = always open */
  opensAt: string;
  closesAt: string;
}

/** When people answer next: `at` itself within working hours, else the next opening. Hours may pass midnight. */
export function nextOpen(at: Date, hours: Hours, timeZone: string): Date {
  const { opensAt, closesAt } = hours;
  if (opensAt === closesAt) return at;
  const today = localDay(at, timeZone);
  for (const day of [addDays(today, -1), today, addDays(today, 1)]) {
    const opens = instantOf(day, opensAt, timeZone);
    const closes = instantOf(closesAt > opensAt ? day : addDays(day, 1), closesAt, timeZone);
    if (at < opens) return opens;
    if (at < closes) return at;
  }
  return at;
}
