import { dayMs } from "../core/time.ts";

/**
 * Lists for `unnest`, in PostgreSQL's binary form: written as text, reading them took a sixth of what the
 * database does for a batch, and writing them escapes every item.
 * https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES, `array_recv` in arrayfuncs.c
 */

/**
 * What PostgreSQL calls a type (pg_type.oid), how many bytes one takes, and how it is written. By a DataView, which
 * writes as the network does and takes a third of what a Buffer's methods take.
 */
interface Fixed<T> {
  oid: number;
  bytes: number;
  write(view: DataView, at: number, value: T): void;
}

const textOid = 25;
/** 2000-01-01, where PostgreSQL begins to count days and instants. */
const epochMs = 946_684_800_000;

const int4: Fixed<number> = { oid: 23, bytes: 4, write: (view, at, value) => view.setInt32(at, value) };
const int2: Fixed<number> = { oid: 21, bytes: 2, write: (view, at, value) => view.setInt16(at, value) };
const bool: Fixed<boolean> = { oid: 16, bytes: 1, write: (view, at, value) => view.setUint8(at, value ? 1 : 0) };
const date: Fixed<string> = { oid: 1082, bytes: 4, write: (view, at, day) => view.setInt32(at, dayNumber(day)) };
/** Counted in microseconds, as a 64 bit number: its upper half, its lower half. */
const timestamptz: Fixed<Date> = {
  oid: 1184,
  bytes: 8,
  write(view, at, value) {
    const microseconds = (value.getTime() - epochMs) * 1000;
    const upper = Math.floor(microseconds / 2 ** 32);
    view.setInt32(at, upper);
    view.setUint32(at + 4, microseconds - upper * 2 ** 32);
  },
};
const uuid: Fixed<string> = {
  oid: 2950,
  bytes: 16,
  write(view, at, value) {
    let next = at;
    for (let index = 0; index < value.length; index += 2) {
      if (value.charCodeAt(index) === hyphen) index += 1;
      view.setUint8(next++, (hexDigit(value.charCodeAt(index)) << 4) | hexDigit(value.charCodeAt(index + 1)));
    }
  },
};

const hyphen = 0x2d;
/** A lower-case digit's worth. */
const hexDigit = (code: number): number => (code < 0x3a ? code - 0x30 : code - 0x57);

/** A batch's days are one or two, and reading one takes long. */
const dayNumber = (day: string): number => {
  let number = dayNumbers.get(day);
  if (number === undefined) dayNumbers.set(day, (number = (Date.parse(day) - epochMs) / dayMs));
  return number;
};
const dayNumbers = new Map<string, number>();

/** Dimensions, whether there may be nulls, type, length and first index. */
function header(view: DataView, oid: number, length: number): number {
  view.setInt32(0, 1);
  view.setInt32(4, 1);
  view.setInt32(8, oid);
  view.setInt32(12, length);
  view.setInt32(16, 1);
  return headerBytes;
}

const headerBytes = 20;

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

function fixed<T>({ oid, bytes, write }: Fixed<T>): (values: readonly (T | null)[]) => Buffer {
  return (values) => {
    const buffer = Buffer.allocUnsafe(headerBytes + values.length * (4 + bytes));
    const view = viewOf(buffer);
    let at = header(view, oid, values.length);
    for (const value of values) {
      view.setInt32(at, value === null ? -1 : bytes);
      at += 4;
      if (value === null) continue;
      write(view, at, value);
      at += bytes;
    }
    return buffer.subarray(0, at);
  };
}

export const ints = fixed(int4);
export const smalls = fixed(int2);
export const bools = fixed(bool);
/** Civil days, YYYY-MM-DD. */
export const days = fixed(date);
export const uuids = fixed(uuid);
export const instants = fixed(timestamptz);

export function texts(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  const buffer = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + Math.max(0, length), headerBytes));
  let at = header(viewOf(buffer), textOid, values.length);
  for (const [position, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[position] as number, at);
    if (value !== null) at += buffer.write(value, at);
  }
  return buffer;
}
