import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import { notUtf8 } from "../core/utf8.ts";
import type { Entry, Query } from "../features/service/finding/index.ts";

const text = z.string().refine((value) => value.trim() !== "");
const entryLine = z.object({
  id: text,
  question: text,
  answer: z.string().nullish(),
  alt: z.array(z.string()).nullish(),
});
export const entryForm = `{"id": "text", "question": "text"} and, if there are any, "answer": "text" and "alt": ["other wording", …]`;

const queryLine = z.object({ query: text, gold: text.nullable() });
export const queryForm = `{"query": "text", "gold": "id of the right entry"}, "gold" being null when no entry answers it`;

/** Stands in data sets for an answer that their source does not give: nothing to search in. */
const noAnswer = /^\[answer:[^\]]*\]$/;

/** Longest line and largest file that are read: a set of ten thousand entries with answers is some ten megabytes. */
const longestLine = 1_000_000;
const mostBytes = 256 * 1024 * 1024;
/** Of a wrong value so much is shown. */
const shown = 60;

/** @throws UsageError naming file, line, value and what is allowed */
export async function readEntries(file: string): Promise<Entry[]> {
  const seen = new Map<string, number>();
  const entries: Entry[] = [];
  for (const { line, value } of await readLines(file, entryLine, `an entry is ${entryForm}`)) {
    const before = seen.get(value.id);
    if (before !== undefined) {
      throw new UsageError(
        `${file}, line ${line}: "id" ${value.id} is also in line ${before}; every entry needs its own`,
      );
    }
    seen.set(value.id, line);
    const answer = value.answer ?? "";
    const alternatives = (value.alt ?? []).filter((wording) => wording.trim() !== "");
    entries.push({
      id: value.id,
      question: value.question,
      alternatives,
      answer: noAnswer.test(answer.trim()) ? "" : answer,
    });
  }
  if (entries.length === 0) throw new UsageError(`${file}: no entries; a line each is expected: ${entryForm}`);
  return entries;
}

/** @throws UsageError naming file, line, value and what is allowed */
export async function readQueries(file: string, entries: readonly Entry[]): Promise<Query[]> {
  const ids = new Set(entries.map((entry) => entry.id));
  const lines = await readLines(file, queryLine, `a question is ${queryForm}`);
  if (lines.length === 0) throw new UsageError(`${file}: no questions; a line each is expected: ${queryForm}`);
  return lines.map(({ line, value }) => {
    if (value.gold !== null && !ids.has(value.gold)) {
      const allowed = `it must be the id of an entry, or null`;
      throw new UsageError(`${file}, line ${line}: "gold" ${value.gold} is not in the knowledge base; ${allowed}`);
    }
    return value;
  });
}

/** JSON Lines in UTF-8, with or without a byte order mark, lines ended in any way; empty ones are skipped. */
async function readLines<T>(file: string, form: z.ZodType<T>, allowed: string): Promise<{ line: number; value: T }[]> {
  const rows = (await textOf(file)).replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  return rows.flatMap((row, i) => {
    if (row.trim() === "") return [];
    const place = `${file}, line ${i + 1}`;
    if (row.length > longestLine) {
      throw new UsageError(`${place}: ${row.length} characters; allowed: lines of up to ${longestLine}`);
    }
    const read = parseJson(row);
    const parsed = form.safeParse(read);
    if (parsed.success) return [{ line: i + 1, value: parsed.data }];
    throw new UsageError(`${place}: ${problemOf(read, parsed.error, row)}; ${allowed}`);
  });
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code ?? error.message}); give the path of a JSON Lines file`);
  });
  if (bytes.length > mostBytes) {
    throw new UsageError(`${file}: ${bytes.length} bytes; allowed: files of up to ${mostBytes}`);
  }
  const wrong = notUtf8(bytes);
  if (wrong) {
    throw new UsageError(`${file}, line ${wrong.line}: this is not UTF-8; allowed: JSON Lines saved as UTF-8`);
  }
  return bytes.toString("utf8");
}

function parseJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

/** What is wrong with a line, with the value that is. */
function problemOf(read: unknown, error: z.ZodError, row: string): string {
  const path = error.issues[0]?.path ?? [];
  if (path.length === 0) return `this is not a JSON object: ${short(row.trim())}`;
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)[key], read);
  return value === undefined
    ? `"${path.join(".")}" is missing`
    : `"${path.join(".")}" is ${short(JSON.stringify(value))}`;
}

const short = (value: string) => (value.length > shown ? `${value.slice(0, shown)}…` : value);
