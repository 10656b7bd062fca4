import { createHash } from "node:crypto";
import type { Language } from "../../../core/text.ts";
import { rephrased } from "../../../llm/gate.ts";
import type { BaseCtx } from "../../../core/context.ts";
import type { Model, Usage } from "../../../llm/model.ts";
import { fillPrompt, type Prompts } from "../../../llm/prompts.ts";
import type { Purse, Requester, Settlement } from "../../../llm/purse.ts";
import { isEmpty, type Digest } from "../digest.ts";
import { comparedLines, narrative, rateWords } from "../forms/lines.ts";
import type { Phrase } from "../topics/phrases.ts";
import { gateStory, gateTopic, topicsSaid } from "./gate.ts";
import { sampleOf, type Material } from "./material.ts";

/** A model that may find topics and tell the week in a few sentences, and the money it is paid with. */
export interface Scribe {
  model: Model;
  purse: Purse;
  prompts: { topics: Prompts; story: Prompts };
}

const topicTokens = 900;
const storyTokens = 500;
/** What both requests of a week are taken to cost at most. */
const usualTokens = { tokensIn: 12_000, tokensOut: topicTokens + storyTokens };
/** Of a community's money for a month, what its four or five digests may cost. */
const shareOfCap = 0.1;

/** Whether the money for a month allows a digest in a model's words: the answers to members come first. */
export const isAffordable = ({ model }: Scribe): boolean =>
  model.monthlyCap === null || 5 * model.cost(usualTokens) <= shareOfCap * model.monthlyCap;

/** A digest as it was told, and what the telling came to; null: nothing was asked. */
export interface Told {
  digest: Digest;
  settlement: Settlement | null;
}

/** Takes a telling out of the community's money before anything is asked; its number, or null when there is none left. */
export const payFor = (ctx: BaseCtx, { model, purse }: Scribe, who: Omit<Requester, "hash">, what: string) =>
  purse.take(ctx, model, {
    ...who,
    hash: createHash("sha256").update(what).digest("hex").slice(0, 32),
    usual: usualTokens,
  });

/**
 * The digest with a model's topics, and its story of the week in one language. Whatever the model does not
 * answer, or the gates refuse, stays as it was without one. Never throws for the model's sake.
 */
export async function inOwnWords(
  scribe: Scribe,
  digest: Digest,
  material: Material,
  language: Language,
  signal: AbortSignal,
): Promise<Told> {
  if (isEmpty(digest)) return { digest, settlement: null };
  const found = await topicsBy(scribe, material, language, signal);
  const made = found && found.words.length > 0 ? { ...digest, topics: found.words } : digest;
  const told = await storyBy(scribe, made, language, signal);
  const settlement = settlementOf([...(found ? [found] : []), told]);
  return { digest: told.words === null ? made : { ...made, story: { [language]: told.words } }, settlement };
}

/** What came of one request. */
interface Answered<T> {
  words: T;
  usage: Usage;
  /** why nothing was used; null = something was */
  reason: string | null;
}

function settlementOf(answers: readonly Answered<unknown>[]): Settlement {
  const sum = (tokens: (usage: Usage) => number) => answers.reduce((total, { usage }) => total + tokens(usage), 0);
  const usage = { tokensIn: sum(({ tokensIn }) => tokensIn), tokensOut: sum(({ tokensOut }) => tokensOut) };
  const isUsed = answers.some(({ reason }) => reason === null);
  return {
    usage,
    verdict: isUsed ? "passed" : "refused",
    reason: isUsed ? "digest" : (answers.at(-1)?.reason ?? null),
  };
}

async function topicsBy(
  { model, prompts }: Scribe,
  material: Material,
  language: Language,
  signal: AbortSignal,
): Promise<Answered<Phrase[]> | null> {
  const shown = sampleOf(material);
  if (shown.length === 0) return null;
  const said = await model.ask(
    {
      system: fillPrompt(prompts.topics[language], {}),
      user: shown.map(({ text }, index) => `${index + 1}: ${text}`).join("\n"),
      schema: topicsSaid,
      schemaName: "topics",
      maxTokens: topicTokens,
    },
    signal,
  );
  if (!said.ok) return { words: [], usage: said, reason: said.fault };
  const topics = said.value.topics.map((topic) => gateTopic(topic, shown, material));
  const words = topics.filter((topic) => typeof topic !== "string").toSorted((a, b) => b.people - a.people);
  const refused = topics.find((topic) => typeof topic === "string") ?? "no topics";
  return { words, usage: said, reason: words.length > 0 ? null : refused };
}

async function storyBy(
  { model, prompts }: Scribe,
  digest: Digest,
  language: Language,
  signal: AbortSignal,
): Promise<Answered<string | null>> {
  const facts = factsOf(digest, language);
  const canary = createHash("sha256").update(facts).digest("hex").slice(0, 16);
  const said = await model.ask(
    {
      system: fillPrompt(prompts.story[language], { entries: `1: ${facts}`, canary }),
      user: "JSON",
      schema: rephrased,
      schemaName: "rephrased",
      maxTokens: storyTokens,
    },
    signal,
  );
  if (!said.ok) return { words: null, usage: said, reason: said.fault };
  const reason = gateStory(said.value, facts, canary);
  return { words: reason === null ? said.value.reply : null, usage: said, reason };
}

/** The figures in words, as the story may tell them. */
export const factsOf = (digest: Digest, language: Language): string =>
  [
    ...comparedLines(digest, language),
    ...rateWords(digest, language),
    ...narrative({ ...digest, carried: [] }).map((line) => line[language]()),
  ].join("\n");
