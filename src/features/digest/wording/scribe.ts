import { createHash } from "node:crypto";
import type { Language } from "../../../core/text.ts";
import { rephrased } from "../../../llm/gate.ts";
import type { Model } from "../../../llm/model.ts";
import { fillPrompt, type Prompts } from "../../../llm/prompts.ts";
import type { Digest } from "../build.ts";
import { comparedLines, isEmpty, narrative, rateWords } from "../forms/lines.ts";
import type { Phrase } from "../topics/phrases.ts";
import { gateStory, gateTopic, topicsSaid } from "./gate.ts";
import { sampleOf, type Material } from "./material.ts";

/** A model that may find topics and tell the week in a few sentences. */
export interface Scribe {
  model: Model;
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
): Promise<Digest> {
  if (isEmpty(digest)) return digest;
  const topics = await topicsBy(scribe, material, language, signal);
  const made = topics.length > 0 ? { ...digest, topics } : digest;
  const story = await storyBy(scribe, made, language, signal);
  return story === null ? made : { ...made, story: { [language]: story } };
}

async function topicsBy(
  { model, prompts }: Scribe,
  material: Material,
  language: Language,
  signal: AbortSignal,
): Promise<Phrase[]> {
  const shown = sampleOf(material);
  if (shown.length === 0) return [];
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
  if (!said.ok) return [];
  const topics = said.value.topics.map((topic) => gateTopic(topic, shown, material));
  return topics.filter((topic) => typeof topic !== "string").toSorted((a, b) => b.people - a.people);
}

async function storyBy(
  { model, prompts }: Scribe,
  digest: Digest,
  language: Language,
  signal: AbortSignal,
): Promise<string | null> {
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
  return said.ok && gateStory(said.value, facts, canary) === null ? said.value.reply : null;
}

/** The figures in words, as the story may tell them. */
export const factsOf = (digest: Digest, language: Language): string =>
  [
    ...comparedLines(digest, language),
    ...rateWords(digest, language),
    ...narrative({ ...digest, carried: [] }).map((line) => line[language]()),
  ].join("\n");
