import { addDays, instantOf, localTime } from "./time.ts";

/** The bot says nothing of its own accord at night: from 22:00 until 09:00 local time. */
const quietFrom = 22;
const quietUntil = "09:00";

/** The end of the quiet hours an instant lies in; null when it lies in none. */
export function quietEnd(at: Date, timeZone: string): Date | null {
  const { day, hour } = localTime(at, timeZone);
  if (hour >= quietFrom) return instantOf(addDays(day, 1), quietUntil, timeZone);
  const morning = instantOf(day, quietUntil, timeZone);
  return at < morning ? morning : null;
}
