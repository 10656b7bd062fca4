import { addDays, dayMs, instantOf, localDay } from "../../../core/time.ts";

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

const minuteMs = 60_000;

/** When people answer next, and when a ticket that waits from now on is brought up first. */
export function firstReminder(at: Date, settings: Hours & { remindMinutes: number }, timeZone: string) {
  const open = nextOpen(at, settings, timeZone);
  return { open, runAt: nextOpen(new Date(open.getTime() + settings.remindMinutes * minuteMs), settings, timeZone) };
}

/** When a ticket is brought up again after its `number`th reminder: after twice the first wait, then on mornings. */
export function nextReminder(
  at: Date,
  number: number,
  settings: Hours & { remindMinutes: number },
  timeZone: string,
): Date {
  const { opensAt, closesAt, remindMinutes } = settings;
  const waitMs = remindMinutes * minuteMs;
  if (number < 2) return nextOpen(new Date(at.getTime() + 2 * waitMs), settings, timeZone);
  if (opensAt === closesAt) return new Date(at.getTime() + dayMs);
  return instantOf(addDays(localDay(at, timeZone), 1), opensAt, timeZone);
}
