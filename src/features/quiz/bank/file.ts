import path from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { stringify as stringifyCsv } from "csv-stringify/sync";
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, stringify, type Node } from "yaml";
import { z } from "zod";
import { fill, type Text } from "../../../core/text.ts";
import { notUtf8 } from "../../../core/encoding.ts";
import { faultText, RowFault } from "./faults.ts";
import { keyOf, readRow, rowOf, type Question } from "./question.ts";

export const fileForms = ["yaml", "csv", "jsonl"] as const;
export type FileForm = (typeof fileForms)[number];

export interface Fault {
  line: number;
  /** half a sentence, without the place */
  what: Text;
}

/** What a bank file holds: every good question, and every fault with its line. */
export interface BankFile {
  questions: Question[];
  /** where each question stands */
  lines: number[];
  faults: Fault[];
}

/** By the end of its name; null for any other. */
export function formOf(name: string): FileForm | null {
  const end = path.extname(name).toLowerCase();
  if (end === ".yaml" || end === ".yml") return "yaml";
  if (end === ".jsonl" || end === ".ndjson") return "jsonl";
  return end === ".csv" ? "csv" : null;
}

interface RawRow {
  line: number;
  value: unknown;
}

/**
 * Reads a bank from a file's bytes. Nothing is guessed: a file that is not UTF-8 has one fault, the
 * place of the first wrong byte, and no questions.
 */
export function readBank(bytes: Uint8Array, form: FileForm): BankFile {
  const wrong = notUtf8(bytes);
  if (wrong) {
    const { line, character } = wrong;
    return { questions: [], lines: [], faults: [{ line, what: fill(faultText.notUtf8, { character }) }] };
  }
  const text = new TextDecoder().decode(bytes);
  const { rows, faults } = { yaml: yamlRows, csv: csvRows, jsonl: jsonRows }[form](text);
  const questions: Question[] = [];
  const seen = new Map<string, number>();
  for (const { line, value } of rows) {
    try {
      const question = readRow(value);
      const before = seen.get(keyOf(question));
      if (before !== undefined) throw new RowFault(fill(faultText.twice, { line: before }));
      seen.set(keyOf(question), line);
      questions.push(question);
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      faults.push({ line, what: error.what });
    }
  }
  if (questions.length === 0 && faults.length === 0) faults.push({ line: 1, what: faultText.empty });
  return { questions, lines: [...seen.values()], faults: faults.sort((a, b) => a.line - b.line) };
}

type Rows = { rows: RawRow[]; faults: Fault[] };

/** A list of questions, or Red's "question: [answers]". Every scalar is text: `answer: 12` and `answer: no` too. */
function yamlRows(text: string): Rows {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, uniqueKeys: false });
  const lineOf = (node: unknown) => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line || 1;
  const faults = document.errors.map((error) => ({
    line: error.linePos?.[0].line ?? 1,
    what: fill(faultText.notForm, {
      form: "YAML",
      why: error.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? "",
    }),
  }));
  if (faults.length > 0) return { rows: [], faults };
  const { contents } = document;
  if (isSeq(contents))
    return { rows: contents.items.map((item) => ({ line: lineOf(item), value: plainOf(item) })), faults };
  if (!isMap(contents)) return { rows: [], faults };
  const isOurs = contents.items.length === 1 && isSeq(contents.get("questions"));
  if (isOurs) {
    const list = contents.get("questions");
    const items = isSeq(list) ? list.items : [];
    return { rows: items.map((item) => ({ line: lineOf(item), value: plainOf(item) })), faults };
  }
  return { rows: contents.items.filter(isPair).flatMap((pair) => redRow(pair.key, pair.value, lineOf)), faults };
}

/** What Red-DiscordBot's trivia lists say of themselves. */
const redWords = new Set(["AUTHOR", "DESCRIPTION", "CONFIG"]);

function redRow(key: unknown, value: unknown, lineOf: (node: unknown) => number): RawRow[] {
  const question = isScalar(key) ? String(key.value) : "";
  if (redWords.has(question)) return [];
  return [{ line: lineOf(key), value: { type: "open", question, answer: plainOf(value) } }];
}

const plainOf = (node: unknown): unknown =>
  node !== null && typeof node === "object" && "toJSON" in node ? (node as Node).toJSON() : node;

/** One object a line; empty lines are skipped. */
function jsonRows(text: string): Rows {
  const rows: RawRow[] = [];
  const faults: Fault[] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    try {
      rows.push({ line: index + 1, value: JSON.parse(row) as unknown });
    } catch {
      faults.push({ line: index + 1, what: faultText.notJson });
    }
  }
  return { rows, faults };
}

/** Fields that hold several values, divided by "|" in a table; a "|" that belongs to one is written "\\|". */
const lists = ["options", "answer", "accepted", "tags"];
const csvRow = z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) });

function csvRows(text: string): Rows {
  try {
    const found: unknown = parseCsv(text, { columns: true, bom: true, info: true, skip_empty_lines: true, trim: true });
    return {
      rows: z
        .array(csvRow)
        .parse(found)
        .map(({ record, info }) => ({ line: firstLine(record, info.lines), value: fieldsOf(record) })),
      faults: [],
    };
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    const { lines, message } = error as { lines?: number; message: string };
    return {
      rows: [],
      faults: [
        {
          line: lines ?? 1,
          what: fill(faultText.notForm, { form: "CSV", why: message.replace(/ (?:on|at) line .*$/, "") }),
        },
      ],
    };
  }
}

/** The parser counts to a row's last line. */
function firstLine(record: Record<string, string>, last: number): number {
  return last - Object.values(record).reduce((sum, value) => sum + value.split("\n").length - 1, 0);
}

function fieldsOf(record: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => [
        name,
        lists.includes(name) ? value.split(/(?<!\\)\|/).map((one) => one.replaceAll("\\|", "|").trim()) : value,
      ]),
  );
}

/** A bank as a file; readBank reads the same questions back. */
export function writeBank(questions: readonly Question[], form: FileForm): string {
  const rows = questions.map(rowOf);
  switch (form) {
    case "yaml":
      return stringify(rows, { lineWidth: 0, defaultStringType: "PLAIN" });
    case "jsonl":
      return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    case "csv": {
      const columns = [
        "type",
        "question",
        "options",
        "answer",
        "tolerance",
        "picture",
        "difficulty",
        "tags",
        "explanation",
        "source",
        "language",
      ];
      const flat = rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.map((one) => String(one).replaceAll("|", "\\|")).join("|") : value,
          ]),
        ),
      );
      return stringifyCsv(flat, { header: true, columns });
    }
    default: {
      const exhaustive: never = form;
      return exhaustive;
    }
  }
}
