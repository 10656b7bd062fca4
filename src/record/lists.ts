import { dayMs } from "../core/time.ts";

/**
 * Lists for `unnest`, in PostgreSQL's binary form: written as text, reading them took a sixth of what the
 * database does for a batch, and writing them escapes every item.
 * https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES, `array_recv` in arrayfuncs.c
 */

/** What PostgreSQL calls a type (pg_type.oid), how many bytes one takes, and how it is written. */
interface Fixed<T> {
  oid: number;
  bytes: number;
  write(buffer: Buffer, value: T, at: number): void;
}

const textOid = 25;
/** 2000-01-01, where PostgreSQL begins to count days and instants. */
const epochMs = 946_684_800_000;

const int4: Fixed<number> = { oid: 23, bytes: 4, write: (buffer, value, at) => buffer.writeInt32BE(value, at) };
const int2: Fixed<number> = { oid: 21, bytes: 2, write: (buffer, value, at) => buffer.writeInt16BE(value, at) };
const bool: Fixed<boolean> = { oid: 16, bytes: 1, write: (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at) };
const date: Fixed<string> = {
  oid: 1082,
  bytes: 4,
  write: (buffer, day, at) => buffer.writeInt32BE((Date.parse(day) - epochMs) / dayMs, at),
};
/** Counted in microseconds, as a 64 bit number: its upper half, its lower half. */
const timestamptz: Fixed<Date> = {
  oid: 1184,
  bytes: 8,
  write(buffer, value, at) {
    const microseconds = (value.getTime() - epochMs) * 1000;
    const upper = Math.floor(microseconds / 2 ** 32);
    buffer.writeInt32BE(upper, at);
    buffer.writeUInt32BE(microseconds - upper * 2 ** 32, at + 4);
  },
};
const uuid: Fixed<string> = {
  oid: 2950,
  bytes: 16,
  write: (buffer, value, at) => buffer.write(value.replaceAll("-", ""), at, "hex"),
};

/** Dimensions, whether there may be nulls, type, length and first index. */
function header(buffer: Buffer, oid: number, length: number): number {
  for (const [position, word] of [1, 1, oid, length, 1].entries()) buffer.writeInt32BE(word, 4 * position);
  return headerBytes;
}

const headerBytes = 20;

function fixed<T>({ oid, bytes, write }: Fixed<T>): (values: readonly (T | null)[]) => Buffer {
  return (values) => {
    const buffer = Buffer.allocUnsafe(headerBytes + values.length * (4 + bytes));
    let at = header(buffer, oid, values.length);
    for (const value of values) {
      at = buffer.writeInt32BE(value === null ? -1 : bytes, at);
      if (value === null) continue;
      write(buffer, value, at);
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
  let at = header(buffer, textOid, values.length);
  for (const [position, value] of values.entries()) {
    at = buffer.writeInt32BE(lengths[position] as number, at);
    if (value !== null) at += buffer.write(value, at);
  }
  return buffer;
}
