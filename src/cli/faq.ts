import { performance } from "node:perf_hooks";
import { Command } from "commander";
import { Complaint, UsageError } from "../core/errors.ts";
import {
  type Embeddings,
  type Entry,
  evaluate,
  type Evaluation,
  type Query,
} from "../features/service/finding/index.ts";
import { readByModel, textsToEmbed, vectorsOf } from "../features/service/knowledge/embed.ts";
import type { Embedder } from "../llm/embedder.ts";
import { redact } from "../llm/redact.ts";
import type { CliContext } from "./context.ts";
import { faqImportCommand } from "./faq-import.ts";
import { entryForm, queryForm, readEntries, readQueries } from "./faq-sets.ts";

interface Options {
  kb: string;
  queries: string;
  embed?: boolean;
  json?: boolean;
}

/**
 * `hearth faq …`: the knowledge base from the command line.
 * @param embedder gives the configured embedding model; null = none is configured
 */
export function faqCommand(context: CliContext, embedder: () => Promise<Embedder | null>): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const faq = new Command("faq").description(say("知识库", "the knowledge base"));
  faq
    .command("eval")
    .description(
      say("用带标准答案的问题测一测知识库", "measures a knowledge base on questions whose answers are known"),
    )
    .requiredOption("--kb <file>", say(`每行一条，JSON：${entryForm.zh}`, `one entry a line, JSON: ${entryForm.en}`))
    .requiredOption(
      "--queries <file>",
      say(`每行一问，JSON：${queryForm.zh}`, `one question a line, JSON: ${queryForm.en}`),
    )
    .option(
      "--embed",
      say(
        "也按意思找，用配置好的向量模型（LLM_EMBED_MODEL）",
        "find by meaning as well, with the configured embedding model (LLM_EMBED_MODEL)",
      ),
    )
    .option("--json", say("数字写成 JSON", "the figures as JSON"))
    .action(async (options: Options) => {
      const model = options.embed ? await modelOf(embedder) : null;
      const entries = await readEntries(options.kb);
      const queries = await readQueries(options.queries, entries);
      const embeddings = model && (await embed(model, entries, queries));
      const evaluation = evaluate(entries, queries, () => performance.now(), undefined, embeddings);
      const { coverageAtWish: _, ...figures } = evaluation; // the table for people alone shows it
      if (options.json) context.out(JSON.stringify(figures));
      else for (const line of table(evaluation)) context.out(line);
    });
  faq.addCommand(faqImportCommand(context));
  return faq;
}

async function modelOf(embedder: () => Promise<Embedder | null>): Promise<Embedder> {
  const model = await embedder();
  if (model) return model;
  throw new UsageError({
    zh: "--embed：没有设 LLM_EMBED_MODEL，所以没有向量模型可量；可以是：设好它和它的地址，或不写 --embed",
    en: "--embed: LLM_EMBED_MODEL is not set, so there is no embedding model to measure with; allowed: set it, with its address, or leave --embed out",
  });
}

/** Everything as the product embeds it: entries with their answers, questions without personal data. */
async function embed(model: Embedder, entries: readonly Entry[], queries: readonly Query[]): Promise<Embeddings> {
  const ask = async (texts: readonly string[]): Promise<Float32Array[]> => {
    const result = await model.embed(texts, new AbortController().signal);
    if (result.ok) return result.vectors;
    throw new Complaint({
      zh: `${model.provider} 没有给出向量（${result.fault}）；什么也没有量`,
      en: `${model.provider} gave no vectors (${result.fault}); nothing was measured`,
    });
  };
  const vectors = await ask(entries.flatMap(textsToEmbed));
  const questions = await ask(queries.map(({ query }) => readByModel(redact(query))));
  return { model: model.model, entries: vectorsOf(entries, vectors), queries: questions };
}

function table(evaluation: Evaluation): string[] {
  const share = (value: number | null) => (value === null ? "–" : `${(100 * value).toFixed(1)} %`);
  const figure = (value: number | null) => (value === null ? "–" : value.toFixed(3));
  const rows: [string, string][] = [
    [String(evaluation.entries), "条目 · entries"],
    [String(evaluation.inScope), "知识库里有答案的问题 · questions with an entry"],
    [String(evaluation.outOfScope), "知识库里没有的问题 · questions without one"],
    [share(evaluation.top1), "首条即对 · right entry ranked first"],
    [share(evaluation.top3), "前三条有对的 · right entry among the first three"],
    [figure(evaluation.mrr), "平均倒数排名 · mean reciprocal rank"],
    [figure(evaluation.auroc), "把握区分度 · how well confidence tells right from wrong (AUROC)"],
    [String(evaluation.answered), "会直接回答的问题 · questions that would be answered"],
    [share(evaluation.precision), "回答中正确的 · of these, right"],
    [share(evaluation.coverage), "有答案的问题中答对的 · of the questions with an entry, answered rightly"],
    [share(evaluation.coverageAtWish), "换最合适的门槛时 · the same with the best possible threshold"],
    [`${evaluation.msPerQuery.toFixed(2)} ms`, "每个问题用时 · time a question"],
  ];
  const width = Math.max(...rows.map(([value]) => value.length));
  return rows.map(([value, label]) => `${value.padStart(width)}  ${label}`);
}
