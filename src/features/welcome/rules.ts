import { addDays, instantOf, localTime } from "../../core/time.ts";

/** The bot greets nobody by its own account at night: from 22:00 until 09:00 local time. */
const quietFrom = 22;
const quietUntil = "09:00";

/** The end of the quiet hours an instant lies in; null when it lies in none. */
export function quietEnd(at: Date, timeZone: string): Date | null {
  const { day, hour } = localTime(at, timeZone);
  if (hour >= quietFrom) return instantOf(addDays(day, 1), quietUntil, timeZone);
  const morning = instantOf(day, quietUntil, timeZone);
  return at < morning ? morning : null;
}

const minuteMs = 60_000;

/** When somebody who came now is greeted: with all who come in this minute, a minute after the last greeting, not at night. */
export function greetingTime(now: Date, greetedAt: Date | null, timeZone: string): Date {
  const minuteEnd = (Math.floor(now.getTime() / minuteMs) + 1) * minuteMs;
  const at = new Date(Math.max(minuteEnd, greetedAt ? greetedAt.getTime() + minuteMs : 0));
  return quietEnd(at, timeZone) ?? at;
}

/** Puts values into {placeholders}; unknown ones stay as they are, and values are not looked into. */
export function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
}
