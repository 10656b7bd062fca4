/**
 * Array literals for `unnest`, made in one pass: the driver's own way escapes every number and
 * formats every date with regular expressions, which costs more than the rest of a batch together.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */

/** Numbers, booleans, uuids, days and words of ours: nothing in them needs quotes. */
export function plain(values: readonly (number | boolean | string | null)[]): string {
  return `{${values.map((value) => value ?? "NULL").join(",")}}`;
}

/** Instants, as milliseconds since 1970. */
export function instants(values: readonly Date[]): string {
  return `{${values.map((value) => value.getTime()).join(",")}}`;
}

/** Texts of any kind. */
export function texts(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? "NULL" : quoted(value))).join(",")}}`;
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replaceAll(/["\\]/g, "\\$&") : text}"`;
}
