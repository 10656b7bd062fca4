import { addDays, localDay } from "../../../core/time.ts";
import { entryContent, type EntryContent } from "./content.ts";

/** What people can change of an entry, in the order in which it is told. */
const fields = [
  "question",
  "alternatives",
  "answer",
  "links",
  "pictures",
  "tags",
  "language",
  "audience",
  "validFrom",
  "validUntil",
] as const;
export type ChangedField = (typeof fields)[number];

/** A field that one version has otherwise than the one before, as it would be written; "" = nothing. */
export interface Change {
  field: ChangedField;
  was: string;
  now: string;
}

/** What one version of an entry changed. */
export function changesBetween(before: EntryContent, after: EntryContent, timeZone: string): Change[] {
  return fields.flatMap((field) => {
    const was = written(before, field, timeZone);
    const now = written(after, field, timeZone);
    return was === now ? [] : [{ field, was, now }];
  });
}

/** A version as it is kept; null once whoever wrote it has been forgotten, and their words with them. */
export function keptVersion(content: unknown): (EntryContent & { state: string }) | null {
  const read = entryContent.safeParse(content);
  const { state = "live" } = content as { state?: string };
  return read.success ? { ...read.data, state } : null;
}

function written(entry: EntryContent, field: ChangedField, timeZone: string): string {
  const value = entry[field];
  if (value === null) return "";
  // it ends with the beginning of the day after its last
  if (value instanceof Date) return addDays(localDay(value, timeZone), field === "validUntil" ? -1 : 0);
  return typeof value === "string" ? value : value.join(field === "alternatives" ? " / " : " ");
}
