import { instantOf, type Day } from "../core/time.ts";

const written = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/i;
const QUARTER_MS = 900_000;

/**
 * The instant of an ISO 8601 date and time. With "Z" or an offset it is as written; without, it is
 * the wall-clock time in `zone`. Null when it is no instant of the calendar.
 */
export function parseInstant(text: string, zone: string): Date | null {
  const match = written.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = "0", fraction = "0", offset] = match;
  const wall = Date.UTC(
    +year!,
    +month! - 1,
    +day!,
    +hour!,
    +minute!,
    +second,
    Math.trunc(Number(`0.${fraction}`) * 1000),
  );
  const calendar = new Date(wall);
  // Date.UTC carries over: 30 February would become 2 March
  if (calendar.getUTCDate() !== +day! || calendar.getUTCMonth() !== +month! - 1) return null;
  if (+hour! > 23 || +minute! > 59 || +second > 59) return null;
  if (offset === undefined) return new Date(instantOfWall(wall, zone));
  return new Date(wall - offsetMs(offset));
}

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const digits = offset.replace(":", "");
  const ms = (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))) * 60_000;
  return digits.startsWith("-") ? -ms : ms;
}

/** Clocks change on quarters of an hour only, so one answer serves every instant of a quarter. */
let known = { wall: Number.NaN, zone: "", instant: 0 };

function instantOfWall(wall: number, zone: string): number {
  const quarter = Math.floor(wall / QUARTER_MS) * QUARTER_MS;
  if (known.wall !== quarter || known.zone !== zone) {
    const iso = new Date(quarter).toISOString();
    known = { wall: quarter, zone, instant: instantOf(iso.slice(0, 10) as Day, iso.slice(11, 16), zone).getTime() };
  }
  return known.instant + (wall - quarter);
}
