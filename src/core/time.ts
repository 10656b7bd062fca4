import { DateTime, IANAZone } from "luxon";

/** A civil day, "YYYY-MM-DD", in some community's zone. */
export type Day = string & { readonly __day: unique symbol };

/** A day of 24 hours, in ms. A civil day may be longer or shorter: for those there is `addDays`. */
export const dayMs = 86_400_000;

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
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
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

const QUARTER_MS = 900_000;

/** What was asked of a zone's rules: the offset in minutes of a UTC day, or null where it changes; that of a quarter hour. */
interface Offsets {
  days: Map<number, number | null>;
  quarters: Map<number, number>;
}
const offsets = new Map<string, Offsets>();
const civilDays = new Map<number, Day>();

/** The wall-clock time of an instant in a zone. The zone's rules are asked once a day and remembered. */
export function localTime(at: Date, zone: string): LocalTime {
  const minutes = Math.floor(at.getTime() / 60_000 + offsetMinutes(at.getTime(), zone));
  const number = Math.floor(minutes / 1440);
  const minute = minutes - number * 1440;
  return { day: civilDay(number), hour: Math.floor(minute / 60), minute };
}

/** The nth day after 1970-01-01. */
function civilDay(number: number): Day {
  let day = civilDays.get(number);
  if (day === undefined) {
    if (civilDays.size > 50_000) civilDays.clear();
    civilDays.set(number, (day = dateToDay(new Date(number * dayMs))));
  }
  return day;
}

/** Clocks change only on quarters of an hour, and never twice within a day. */
function offsetMinutes(at: number, zone: string): number {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = { days: new Map(), quarters: new Map() }));
  const ask = (instant: number) => DateTime.fromMillis(instant, { zone }).offset;
  const day = Math.floor(at / dayMs);
  const ofDay = remember(known.days, day, () => {
    const begin = ask(day * dayMs);
    return begin === ask((day + 1) * dayMs) ? begin : null;
  });
  const quarter = Math.floor(at / QUARTER_MS);
  return ofDay ?? remember(known.quarters, quarter, () => ask(quarter * QUARTER_MS));
}

function remember<Key, Value>(known: Map<Key, Value>, key: Key, ask: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) {
    if (known.size > 50_000) known.clear();
    known.set(key, (value = ask()));
  }
  return value;
}

export const localDay = (at: Date, zone: string): Day => localTime(at, zone).day;

/** What was asked for: "2026-03-01T09:00 Asia/Shanghai" → its instant. Zones' rules take long to ask. */
const instants = new Map<string, number>();

/** The instant at which a civil day begins in a zone (not always 00:00 where clocks change at midnight). */
export function startOfDay(day: Day, zone: string): Date {
  return new Date(
    remember(instants, `${day} ${zone}`, () => DateTime.fromISO(day, { zone }).startOf("day").toMillis()),
  );
}

/**
 * The instant of a wall-clock time on a civil day; a time that a change of clocks skips moves forward,
 * of one that comes twice it is the first (luxon alone would choose by the season we are in now).
 */
export function instantOf(day: Day, time: string, zone: string): Date {
  const written = `${day}T${time}`;
  const first = remember(instants, `${written} ${zone}`, () => {
    const possible = DateTime.fromISO(written, { zone }).getPossibleOffsets();
    return Math.min(...possible.map((one) => one.toMillis()));
  });
  return new Date(first);
}
