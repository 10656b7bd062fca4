import { DateTime, IANAZone } from "luxon";

/** A civil day, "YYYY-MM-DD", in some community's zone. */
export type Day = string & { readonly __day: unique symbol };

/** Where the present comes from: the machine, or a test's or the playground's own. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** @throws RangeError naming the zone when it is not an IANA zone */
export function checkZone(zone: string): string {
  if (!IANAZone.isValidZone(zone)) {
    throw new RangeError(`"${zone}" is not a time zone; use an IANA name such as Asia/Shanghai or Europe/Berlin`);
  }
  return zone;
}

/** @throws RangeError when the text is not a day of the calendar in the form YYYY-MM-DD */
export function parseDay(text: string): Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !DateTime.fromISO(text, { zone: "utc" }).isValid) {
    throw new RangeError(`"${text}" is not a day; use YYYY-MM-DD`);
  }
  return text as Day;
}

export function addDays(day: Day, count: number): Day {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, date + count)).toISOString().slice(0, 10) as Day;
}

/** Days from `from` to `to`: 0 when equal, negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

export const dayBefore = (day: Day): Day => addDays(day, -1);

/** The database's `date` for a civil day. */
export const dayToDate = (day: Day): Date => new Date(`${day}T00:00:00Z`);
export const dateToDay = (date: Date): Day => date.toISOString().slice(0, 10) as Day;

/** The civil day, hour and minute of an instant. */
export interface LocalTime {
  day: Day;
  hour: number;
  /** minute of the day by the wall clock, 0…1439 */
  minute: number;
}

/** Offset of a zone in minutes, per quarter hour of UTC: clocks change only on such quarters. */
const offsets = new Map<string, Map<number, number>>();
const QUARTER_MS = 900_000;

/** The wall-clock time of an instant in a zone. The zone's rules are asked once a quarter hour and remembered. */
export function localTime(at: Date, zone: string): LocalTime {
  const wall = new Date(at.getTime() + offsetMinutes(Math.floor(at.getTime() / QUARTER_MS), zone) * 60_000);
  const hour = wall.getUTCHours();
  return { day: dateToDay(wall), hour, minute: hour * 60 + wall.getUTCMinutes() };
}

function offsetMinutes(quarter: number, zone: string): number {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map()));
  let offset = known.get(quarter);
  if (offset === undefined) {
    if (known.size > 50_000) known.clear();
    offset = DateTime.fromMillis(quarter * QUARTER_MS, { zone }).offset;
    known.set(quarter, offset);
  }
  return offset;
}

export const localDay = (at: Date, zone: string): Day => localTime(at, zone).day;

/** The instant at which a civil day begins in a zone (not always 00:00 where clocks change at midnight). */
export function startOfDay(day: Day, zone: string): Date {
  return DateTime.fromISO(day, { zone }).startOf("day").toJSDate();
}

/**
 * The instant of a wall-clock time on a civil day; a time that a change of clocks skips moves forward,
 * of one that comes twice it is the first (luxon alone would choose by the season we are in now).
 */
export function instantOf(day: Day, time: string, zone: string): Date {
  const possible = DateTime.fromISO(`${day}T${time}`, { zone }).getPossibleOffsets();
  return new Date(Math.min(...possible.map((one) => one.toMillis())));
}
