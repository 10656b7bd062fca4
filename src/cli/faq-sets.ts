import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError, type Saying } from "../core/errors.ts";
import { notUtf8 } from "../core/encoding.ts";
import type { Entry, Query } from "../features/service/finding/index.ts";

const text = z.string().refine((value) => value.trim() !== "");
const entryLine = z.object({
  id: text,
  question: text,
  answer: z.string().nullish(),
  alt: z.array(z.string()).nullish(),
});
export const entryForm: Saying = {
  zh: `{"id": "文字", "question": "文字"}，有的话再加 "answer": "文字" 和 "alt": ["别的问法", …]`,
  en: `{"id": "text", "question": "text"} and, if there are any, "answer": "text" and "alt": ["other wording", …]`,
};

const queryLine = z.object({ query: text, gold: text.nullable() });
export const queryForm: Saying = {
  zh: `{"query": "文字", "gold": "正确条目的 id"}；没有条目能答时 "gold" 是 null`,
  en: `{"query": "text", "gold": "id of the right entry"}, "gold" being null when no entry answers it`,
};

const anEntry: Saying = { zh: `一条是 ${entryForm.zh}`, en: `an entry is ${entryForm.en}` };
const aQuestion: Saying = { zh: `一问是 ${queryForm.zh}`, en: `a question is ${queryForm.en}` };

const wrongLine = (file: string, line: number, { zh, en }: Saying): UsageError =>
  new UsageError({ zh: `${file} 第 ${line} 行：${zh}`, en: `${file}, line ${line}: ${en}` });

const empty = (file: string, wanted: Saying, form: Saying): UsageError =>
  new UsageError({
    zh: `${file} 里没有${wanted.zh}；每行一个：${form.zh}`,
    en: `${file}: no ${wanted.en}; a line each is expected: ${form.en}`,
  });

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
  for (const { line, value } of await readLines(file, entryLine, anEntry)) {
    const before = seen.get(value.id);
    if (before !== undefined) {
      throw wrongLine(file, line, {
        zh: `"id" ${value.id} 在第 ${before} 行也有；每条要有自己的`,
        en: `"id" ${value.id} is also in line ${before}; every entry needs its own`,
      });
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
  if (entries.length === 0) throw empty(file, { zh: "条目", en: "entries" }, entryForm);
  return entries;
}

/** @throws UsageError naming file, line, value and what is allowed */
export async function readQueries(file: string, entries: readonly Entry[]): Promise<Query[]> {
  const ids = new Set(entries.map((entry) => entry.id));
  const lines = await readLines(file, queryLine, aQuestion);
  if (lines.length === 0) throw empty(file, { zh: "问题", en: "questions" }, queryForm);
  return lines.map(({ line, value }) => {
    if (value.gold !== null && !ids.has(value.gold)) {
      throw wrongLine(file, line, {
        zh: `"gold" ${value.gold} 不在知识库里；要是某条的 id，或 null`,
        en: `"gold" ${value.gold} is not in the knowledge base; it must be the id of an entry, or null`,
      });
    }
    return value;
  });
}

/** JSON Lines in UTF-8, with or without a byte order mark, lines ended in any way; empty ones are skipped. */
async function readLines<T>(file: string, form: z.ZodType<T>, allowed: Saying): Promise<{ line: number; value: T }[]> {
  const rows = (await textOf(file)).replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  return rows.flatMap((row, i) => {
    if (row.trim() === "") return [];
    if (row.length > longestLine) {
      throw wrongLine(file, i + 1, {
        zh: `有 ${row.length} 个字符；一行最多 ${longestLine}`,
        en: `${row.length} characters; allowed: lines of up to ${longestLine}`,
      });
    }
    const read = parseJson(row);
    const parsed = form.safeParse(read);
    if (parsed.success) return [{ line: i + 1, value: parsed.data }];
    const problem = problemOf(read, parsed.error, row);
    throw wrongLine(file, i + 1, { zh: `${problem.zh}；${allowed.zh}`, en: `${problem.en}; ${allowed.en}` });
  });
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? error.message;
    throw new UsageError({
      zh: `${file} 读不了（${why}）；请写 JSON Lines 文件的路径`,
      en: `${file} cannot be read (${why}); give the path of a JSON Lines file`,
    });
  });
  if (bytes.length > mostBytes) {
    throw new UsageError({
      zh: `${file} 有 ${bytes.length} 字节；最多 ${mostBytes}`,
      en: `${file}: ${bytes.length} bytes; allowed: files of up to ${mostBytes}`,
    });
  }
  const wrong = notUtf8(bytes);
  if (wrong) {
    throw wrongLine(file, wrong.line, {
      zh: "不是 UTF-8；请存成 UTF-8 的 JSON Lines",
      en: "this is not UTF-8; allowed: JSON Lines saved as UTF-8",
    });
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
function problemOf(read: unknown, error: z.ZodError, row: string): Saying {
  const path = error.issues[0]?.path ?? [];
  if (path.length === 0) {
    const shownRow = short(row.trim());
    return { zh: `这不是 JSON 对象：${shownRow}`, en: `this is not a JSON object: ${shownRow}` };
  }
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)[key], read);
  const place = `"${path.join(".")}"`;
  if (value === undefined) return { zh: `缺 ${place}`, en: `${place} is missing` };
  const found = short(JSON.stringify(value));
  return { zh: `${place} 是 ${found}`, en: `${place} is ${found}` };
}

const short = (value: string) => (value.length > shown ? `${value.slice(0, shown)}…` : value);
