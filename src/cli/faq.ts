import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { Command } from "commander";
import { z } from "zod";
import { type Entry, evaluate, type Evaluation, type Query } from "../features/service/finding/index.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { faqImportCommand } from "./faq-import.ts";

const entryLine = z.object({
  id: z.string().min(1),
  question: z.string().trim().min(1),
  answer: z.string().default(""),
  alt: z.array(z.string()).default([]),
});
const entryForm = `{"id": "text", "question": "text"} and, if there are any, "answer": "text" and "alt": ["other wording", …]`;

const queryLine = z.object({ query: z.string(), gold: z.string().min(1).nullable() });
const queryForm = `{"query": "text", "gold": "id of the right entry"}, "gold" being null when no entry answers it`;

/** Stands in data sets for an answer that their source does not give: nothing to search in. */
const noAnswer = /^\[answer:[^\]]*\]$/;

/** `hearth faq …`: the knowledge base from the command line. */
export function faqCommand(context: CliContext): Command {
  const faq = new Command("faq").description("知识库 · the knowledge base");
  faq
    .command("eval")
    .description("用带标准答案的问题测一测知识库 · measures a knowledge base on questions whose answers are known")
    .requiredOption("--kb <file>", `one entry a line, JSON: ${entryForm}`)
    .requiredOption("--queries <file>", `one question a line, JSON: ${queryForm}`)
    .option("--json", "the figures as JSON")
    .action(async (options: { kb: string; queries: string; json?: boolean }) => {
      const entries = await readEntries(options.kb);
      const queries = await readQueries(options.queries, entries);
      const evaluation = evaluate(entries, queries, () => performance.now());
      const { coverageAtWish: _, ...figures } = evaluation; // the table for people alone shows it
      if (options.json) context.out(JSON.stringify(figures));
      else for (const line of table(evaluation)) context.out(line);
    });
  faq.addCommand(faqImportCommand(context));
  return faq;
}

/** @throws UsageError naming file, line and what is allowed */
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
    const answer = noAnswer.test(value.answer.trim()) ? "" : value.answer;
    entries.push({ id: value.id, question: value.question, alternatives: value.alt, answer });
  }
  if (entries.length === 0) throw new UsageError(`${file}: no entries; a line each is expected: ${entryForm}`);
  return entries;
}

/** @throws UsageError naming file, line and what is allowed */
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

/** JSON Lines; empty lines are skipped. */
async function readLines<T>(file: string, form: z.ZodType<T>, allowed: string): Promise<{ line: number; value: T }[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code ?? error.message}); give the path of a JSON Lines file`);
  });
  const rows = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return rows.flatMap((row, i) => {
    if (row.trim() === "") return [];
    const parsed = form.safeParse(parseJson(row));
    if (parsed.success) return [{ line: i + 1, value: parsed.data }];
    const [problem] = parsed.error.issues;
    const field = problem?.path.length
      ? `"${problem.path.join(".")}" is missing or wrong`
      : "this is not a JSON object";
    throw new UsageError(`${file}, line ${i + 1}: ${field}; ${allowed}`);
  });
}

function parseJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

function table(evaluation: Evaluation): string[] {
  const share = (value: number) => `${(100 * value).toFixed(1)} %`;
  const rows: [string, string][] = [
    [String(evaluation.entries), "条目 · entries"],
    [String(evaluation.inScope), "知识库里有答案的问题 · questions with an entry"],
    [String(evaluation.outOfScope), "知识库里没有的问题 · questions without one"],
    [share(evaluation.top1), "首条即对 · right entry ranked first"],
    [share(evaluation.top3), "前三条有对的 · right entry among the first three"],
    [evaluation.mrr.toFixed(3), "平均倒数排名 · mean reciprocal rank"],
    [evaluation.auroc.toFixed(3), "把握区分度 · how well confidence tells right from wrong (AUROC)"],
    [String(evaluation.answered), "会直接回答的问题 · questions that would be answered"],
    [share(evaluation.precision), "回答中正确的 · of these, right"],
    [share(evaluation.coverage), "有答案的问题中答对的 · of the questions with an entry, answered rightly"],
    [share(evaluation.coverageAtWish), "换最合适的门槛时 · the same with the best possible threshold"],
    [`${evaluation.msPerQuery.toFixed(2)} ms`, "每个问题用时 · time a question"],
  ];
  const width = Math.max(...rows.map(([figure]) => figure.length));
  return rows.map(([figure, label]) => `${figure.padStart(width)}  ${label}`);
}
