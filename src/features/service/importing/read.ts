import path from "node:path";
import { type CsvError, parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { decoded } from "../../../core/encoding.ts";
import { entryContent, languageOf, type EntryContent } from "../knowledge/content.ts";
import type { FileFault, Unreadable } from "./faults.ts";
import { fieldOf, fieldsIn } from "./fields.ts";
import { readDocument } from "./documents.ts";
import { htmlText } from "./html.ts";
import { markdownText } from "./markdown.ts";
import { readText } from "./passages.ts";

/** An entry read from a file, and where it stands in it. */
export interface ReadEntry {
  /** "line 12", "entry 3", "§ Returns" */
  place: string;
  content: EntryContent;
}

export interface ReadFile {
  entries: ReadEntry[];
  unreadable: Unreadable[];
}

/** Files of entries and documents that can be read, by the ending of their names. */
export const fileKinds = ["csv", "jsonl", "yaml", "yml", "md", "txt", "html", "htm", "pdf", "docx"] as const;
export type FileKind = (typeof fileKinds)[number];

/** By the ending of its name; null for what cannot be read. */
export function kindOf(name: string): FileKind | null {
  const ending = path.extname(name).slice(1).toLowerCase();
  return fileKinds.find((kind) => kind === ending) ?? null;
}

/**
 * Reads entries from a file; nothing is written anywhere. Documents give one entry a passage, with the
 * file and the place it stands in. What cannot be read is told with its place, the rest is given.
 * @param timeZone in which days are meant
 */
export async function readEntryFile(
  kind: FileKind,
  bytes: Uint8Array,
  name: string,
  timeZone = "UTC",
): Promise<ReadFile> {
  const read = await readKind(kind, bytes, name, timeZone);
  if (read.entries.length > 0 || read.unreadable.length > 0) return read;
  return unreadFile("empty", "has nothing in it that could be an entry");
}

async function readKind(kind: FileKind, bytes: Uint8Array, name: string, zone: string): Promise<ReadFile> {
  if (kind === "pdf" || kind === "docx") {
    const { passages, unreadable } = await readDocument(kind, bytes, name);
    const { entries } = checkAll(passages);
    return { entries, unreadable };
  }
  const text = decoded(bytes);
  if (text === null) return unreadFile("notUtf8", "is not written in UTF-8; allowed: the same file saved as UTF-8");
  switch (kind) {
    case "csv":
      return readCsv(text, zone);
    case "jsonl":
      return readJsonLines(text, zone);
    case "yaml":
    case "yml":
      return readYaml(text, zone);
    case "md":
      return checkAll(readText(markdownText(text), name));
    case "txt":
      return checkAll(readText(text, name));
    case "html":
    case "htm":
      return checkAll(readText(htmlText(text), name));
    default: {
      const exhaustive: never = kind;
      return exhaustive;
    }
  }
}

const unreadFile = (fault: FileFault, problem: string): ReadFile => ({
  entries: [],
  unreadable: [{ place: "the file", fault, problem }],
});

/** A row may end before its last columns; one with more than there are is told, for some words of it would be lost. */
function readCsv(text: string, zone: string): ReadFile {
  const wrong: Unreadable[] = [];
  let head: string[] = [];
  const form = {
    columns: (names: string[]) => (head = names),
    info: true,
    bom: true,
    skip_empty_lines: true,
    trim: true,
  } as const;
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parseCsv(text, {
      ...form,
      delimiter: delimiterOf(text),
      relax_column_count_less: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        const isLong = error?.code === "CSV_RECORD_INCONSISTENT_COLUMNS";
        const place = `line ${lineOf(error)}`;
        wrong.push({ place, fault: isLong ? "columns" : "damaged", problem: error?.message ?? "cannot be read" });
      },
    }) as unknown as typeof rows;
  } catch (error) {
    return unreadFile("damaged", (error as Error).message);
  }
  const columns = head.map(fieldOf);
  if (rows.length > 0 && !(columns.includes("question") && columns.includes("answer")))
    return unreadFile("noHead", "has no names of columns in its first line; at least: question,answer");
  const read = checkAll(
    rows.map(({ record, info }) => ({ place: `line ${info.lines}`, written: fieldsIn(record, zone) })),
  );
  const unreadable = [...wrong, ...read.unreadable].toSorted(
    (one, other) => numberIn(one.place) - numberIn(other.place),
  );
  return { entries: read.entries, unreadable };
}

const numberIn = (place: string) => Number(/\d+/u.exec(place)?.[0] ?? 0);
const lineOf = (error: CsvError | undefined): string => (typeof error?.lines === "number" ? `${error.lines}` : "?");

/** Spreadsheets write a comma, and where that is in numbers a semicolon; copied cells have tabs between them. */
function delimiterOf(text: string): string {
  const [head = ""] = text.split(/\r?\n/u, 1);
  return head.includes(",") ? "," : ([";", "\t"].find((sign) => head.includes(sign)) ?? ",");
}

function readJsonLines(text: string, zone: string): ReadFile {
  return checkAll(
    text.split(/\r?\n/).flatMap((line, index): { place: string; written: unknown }[] => {
      if (line.trim() === "") return [];
      const place = `line ${index + 1}`;
      try {
        return [{ place, written: fieldsIn(JSON.parse(line) as Record<string, unknown>, zone) }];
      } catch {
        return [{ place, written: null }];
      }
    }),
  );
}

function readYaml(text: string, zone: string): ReadFile {
  let read: unknown;
  try {
    read = parseYaml(text);
  } catch (error) {
    const { message } = error as Error;
    const place = /at (line \d+)/u.exec(message)?.[1] ?? "the file";
    return { entries: [], unreadable: [{ place, fault: "notYaml", problem: message.split("\n")[0] ?? "" }] };
  }
  const list = z.array(z.record(z.string(), z.unknown())).safeParse(read);
  if (!list.success) return unreadFile("notAList", "a list of entries is expected: - question: …");
  return checkAll(list.data.map((fields, index) => ({ place: `entry ${index + 1}`, written: fieldsIn(fields, zone) })));
}

const written = z.strictObject(entryContent.shape);

function checkAll(rows: readonly { place: string; written: unknown }[]): ReadFile {
  const result: ReadFile = { entries: [], unreadable: [] };
  for (const row of rows) {
    if (row.written === null) {
      result.unreadable.push({ place: row.place, fault: "notAnEntry", problem: "is not an entry; a JSON object is" });
      continue;
    }
    const parsed = written.safeParse(row.written);
    if (parsed.success) {
      const content = { ...parsed.data, language: parsed.data.language ?? languageOf(parsed.data.question) };
      result.entries.push({ place: row.place, content });
      continue;
    }
    const [issue] = parsed.error.issues;
    if (issue?.code === "unrecognized_keys") {
      const [key = ""] = issue.keys;
      const problem = `"${key}" is no field; allowed: ${Object.keys(entryContent.shape).join(", ")}`;
      result.unreadable.push({ place: row.place, fault: "noField", field: key, problem });
      continue;
    }
    const field = issue?.path.length ? issue.path.join(".") : undefined;
    const problem = (field === undefined ? "" : `"${field}": `) + (issue?.message ?? "not an entry");
    result.unreadable.push({ place: row.place, problem, ...(field === undefined ? {} : { field }) });
  }
  return result;
}
