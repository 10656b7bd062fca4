import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { speaking, type CliContext } from "../../../src/cli/context.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { faqCommand } from "../../../src/cli/faq.ts";
import { readEntries } from "../../../src/cli/faq-sets.ts";
import type { Embedder } from "../../../src/llm/embedder.ts";
import type { Evaluation } from "../../../src/features/service/finding/index.ts";
import { FakeEmbedder } from "../../fakes/embedder.ts";
import { asked, teashop } from "./teashop.ts";

/** The embedding model that is configured, if any. */
let embedder: Embedder | null = null;

/** What the command prints. The database stays shut: opening it fails. */
async function hearth(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const context: CliContext = {
    ...speaking("en"),
    out: (line) => void lines.push(line),
    open: () => Promise.reject(new Error("the live database was opened")),
  };
  await faqCommand(context, async () => embedder)
    .exitOverride()
    .parseAsync(args, { from: "user" });
  return lines;
}

describe("hearth faq eval", () => {
  const kb = teashop.map(({ alternatives, ...rest }) => JSON.stringify({ ...rest, alt: alternatives }));
  const queries = asked.map(([query, gold]) => JSON.stringify({ query, gold, kind: "in" }));
  let folder = "";
  const write = async (name: string, content: readonly string[] | Uint8Array) => {
    const file = path.join(folder, name);
    await writeFile(file, content instanceof Uint8Array ? content : content.join("\n"));
    return file;
  };
  type Content = Parameters<typeof write>[1];
  const evalOf = async (kb: Content, queries: Content, ...more: string[]) =>
    hearth(
      "eval",
      "--kb",
      await write("kb.jsonl", kb),
      "--queries",
      await write("q.jsonl", queries),
      "--json",
      ...more,
    );
  const figuresOf = async (...args: Parameters<typeof evalOf>) =>
    JSON.parse((await evalOf(...args))[0] ?? "") as Evaluation;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "hearth-faq-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => {
    embedder = null;
  });

  test("prints the figures as one line of JSON, without touching the database", async () => {
    const [line, ...more] = await evalOf(["\uFEFF" + kb[0], "", ...kb.slice(1)], queries);
    expect(more).toEqual([]);
    const figures = JSON.parse(line ?? "") as Evaluation;
    const fields = "entries inScope outOfScope top1 top3 mrr auroc answered precision coverage msPerQuery";
    expect(Object.keys(figures)).toEqual(fields.split(" "));
    expect(figures).toMatchObject({ entries: 14, inScope: 8, outOfScope: 0, top1: 1, top3: 1, mrr: 1, answered: 8 });
    expect(figures).toMatchObject({ precision: 1, coverage: 1 });
    expect(figures.msPerQuery).toBeGreaterThan(0);
  });

  test("reads lines ended in any way, fields that are null, and what only one side of the data has", async () => {
    const bare = { id: "a", question: "几点开门", answer: null, alt: null };
    const content = new TextEncoder().encode(`\uFEFF${JSON.stringify(bare)}\r\n\r\n${kb[1]}\r${kb[2]}`);
    expect(await figuresOf(content, queries.slice(0, 0).concat('{"query":"几点开门","gold":"a"}'))).toMatchObject({
      entries: 3,
      top1: 1,
    });
  });

  test("says null, and never NaN, where there is nothing to share in", async () => {
    const none = { top1: null, top3: null, mrr: null, auroc: null, coverage: null };
    expect(await figuresOf(kb, ['{"query":"火星上有没有水","gold":null}'])).toMatchObject({
      inScope: 0,
      outOfScope: 1,
      answered: 0,
      precision: null,
      ...none,
    });
    const lines = await hearth(
      "eval",
      "--kb",
      path.join(folder, "kb.jsonl"),
      "--queries",
      path.join(folder, "q.jsonl"),
    );
    expect(lines.filter((line) => /^ *– /.test(line))).toHaveLength(7);
  });

  test("a base with neither other phrasings nor answers promises nothing, and answers nothing", async () => {
    const bare = teashop.map(({ id, question }) => JSON.stringify({ id, question, answer: `[answer:${id}]`, alt: [] }));
    const figures = await figuresOf(bare, queries);
    expect(figures).toMatchObject({ inScope: 8, answered: 0, precision: null, coverage: 0 });
    expect(figures.top1).toBeGreaterThan(0.5);
  });

  test("prints a table for people", async () => {
    const files = ["--kb", await write("kb.jsonl", kb), "--queries", await write("q.jsonl", queries)];
    const lines = await hearth("eval", ...files);
    expect(lines).toHaveLength(12);
    expect(lines[0]).toMatch(/^ *14 {2}条目 · entries$/);
    expect(lines[3]).toMatch(/^ *100\.0 % {2}首条即对/);
  });

  test("takes [answer:ID] for no answer", async () => {
    const [entry] = await readEntries(await write("kb.jsonl", ['{"id":"a","question":"q","answer":"[answer:a]"}']));
    expect(entry).toEqual({ id: "a", question: "q", alternatives: [], answer: "" });
  });

  const line = (value: unknown) => [JSON.stringify(value)];
  const utf16 = Buffer.from(`\uFEFF${kb.join("\n")}`, "utf16le");
  const latin = Buffer.concat([Buffer.from(`${kb[0]}\n${kb[1]}\n`), Buffer.from([0x7b, 0xb3, 0x7d, 0x0a])]);
  test.each<[string, Content, Content, RegExp]>([
    [
      "what is not JSON",
      [...kb, "{oops"],
      queries,
      /kb\.jsonl, line 15: this is not a JSON object: \{oops; an entry is/,
    ],
    ["a list", line([1, 2]), queries, /kb\.jsonl, line 1: this is not a JSON object: \[1,2\]; an entry is/],
    ["null", line(null), queries, /line 1: this is not a JSON object: null/],
    ["a missing question", line({ id: "a" }), queries, /line 1: "question" is missing; an entry is .*"question"/],
    ["an empty question", line({ id: "a", question: " " }), queries, /line 1: "question" is " "; an entry is/],
    ["a number for an id", line({ id: 5, question: "b" }), queries, /line 1: "id" is 5; an entry is/],
    [
      "other wordings that are no list",
      line({ id: "a", question: "b", alt: "c" }),
      queries,
      /line 1: "alt" is "c"; an/,
    ],
    [
      "a wording that is no text",
      line({ id: "a", question: "b", alt: [7] }),
      queries,
      /line 1: "alt\.0" is 7; an entry/,
    ],
    ["an id given twice", [...kb, kb[0] ?? ""], queries, /line 15: "id" hours is also in line 1; every entry needs/],
    ["an empty base", [""], queries, /kb\.jsonl: no entries; a line each is expected/],
    ["UTF-16", utf16, queries, /kb\.jsonl, line 1: this is not UTF-8; allowed: JSON Lines saved as UTF-8/],
    ["bytes of another alphabet", latin, queries, /kb\.jsonl, line 3: this is not UTF-8/],
    [
      "a line without end",
      ["x".repeat(1_000_001)],
      queries,
      /line 1: 1000001 characters; allowed: lines of up to 1000000/,
    ],
    ["a value without end", line({ id: "a", question: 7, alt: ["x".repeat(900)] }), queries, /^.{0,300}$/],
    ["no questions", kb, [], /q\.jsonl: no questions; a line each is expected/],
    ["an empty question to ask", kb, line({ query: "", gold: null }), /q\.jsonl, line 1: "query" is ""; a question is/],
    [
      "a question without the right answer",
      kb,
      line({ query: "x" }),
      /q\.jsonl, line 1: "gold" is missing; a question is/,
    ],
    [
      "an answer not in the base",
      kb,
      line({ query: "x", gold: "y" }),
      /line 1: "gold" y is not in the knowledge base; it/,
    ],
  ])("names file, line, value and what is allowed for %s", async (_, kbContent, queryContent, message) => {
    const outcome = evalOf(kbContent, queryContent);
    await expect(outcome).rejects.toThrow(UsageError);
    await expect(outcome).rejects.toThrow(message);
  });

  test("names a file that is not there", async () => {
    const missing = path.join(folder, "missing.jsonl");
    await expect(hearth("eval", "--kb", missing, "--queries", missing)).rejects.toThrow(
      /missing\.jsonl cannot be read/,
    );
    await expect(hearth("eval", "--kb", folder, "--queries", missing)).rejects.toThrow(/cannot be read \(EISDIR\)/);
  });

  // no word of these is in the base; the model alone knows what they are about
  const strange = teashop.slice(0, 5).map(({ id }, i) => JSON.stringify({ query: `XQZ-${i}`, gold: id }));
  const knowing = () =>
    new FakeEmbedder((text) => {
      const number = /^XQZ-(\d)/.exec(text)?.[1];
      const about = number === undefined ? undefined : teashop[Number(number)];
      return (about ?? teashop.find((entry) => [entry.question, ...entry.alternatives, entry.answer].includes(text)))
        ?.id;
    });
  const wide = teashop.map(({ alternatives, ...rest }) =>
    JSON.stringify({ ...rest, alt: [...alternatives, `${rest.question}呢`, `请问${rest.question}`] }),
  );

  test("with --embed, what the words do not settle is found by the configured model, which sees no phone number", async () => {
    const asked = [...strange, '{"query":"XQZ-0 回我 13812345678","gold":null}'];
    expect(await figuresOf(wide, asked)).toMatchObject({ top1: 0, answered: 0 });
    const model = knowing();
    embedder = model;
    const figures = await figuresOf(wide, strange, "--embed");
    expect(figures).toMatchObject({ inScope: 5, top1: 1, precision: 1 });
    expect(figures.answered).toBeGreaterThan(0);
    await figuresOf(wide, asked, "--embed");
    expect(model.asked.join()).toContain("XQZ-0");
    expect(model.asked.join()).not.toContain("13812345678");
  });

  test("--embed without a model, or with one that does not answer, is one sentence, and nothing is measured", async () => {
    await expect(evalOf(kb, queries, "--embed")).rejects.toThrow(
      /^--embed: LLM_EMBED_MODEL is not set, .*; allowed: set it, with its address, or leave --embed out$/,
    );
    const model = knowing();
    model.isDown = true;
    embedder = model;
    await expect(evalOf(kb, queries, "--embed")).rejects.toThrow(
      "meaning-1, model.example gave no vectors (unreachable); nothing was measured",
    );
  });
});
