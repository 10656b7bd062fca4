import { quietEnd } from "../../core/quiet.ts";

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
