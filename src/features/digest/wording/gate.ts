import { z } from "zod";
import { gate, type GateRule, type Rephrased } from "../../../llm/gate.ts";
import { isTelling, leastPeople, type Phrase, type Said } from "../topics/phrases.ts";
import type { Material } from "./material.ts";

/** What a model must reply when it is asked for topics. */
export const topicsSaid = z.strictObject({
  topics: z
    .array(
      z.strictObject({
        label: z.string().min(2).max(40),
        words: z.array(z.string().min(2).max(20)).min(1).max(4),
        quotes: z.array(z.string().min(4).max(80)).min(2).max(2),
      }),
    )
    .max(5),
});
export type TopicSaid = z.infer<typeof topicsSaid>["topics"][number];

/** The rule that a topic breaks. */
export type TopicRule = "words" | "label" | "quotes" | "people";

const plain = (text: string) => text.normalize("NFKC").toLowerCase();
const unsafe = /https?:|www\.|[@＠<>＜＞`*_~{}|\\]|[\p{Cc}\p{Cf}\p{Co}]/iu;

/**
 * A topic as managers may read it, or the rule it breaks. The model only points: its words must stand in what
 * was said, its quotes must be passages of what it was shown, letter by letter, and every count is counted here,
 * over all of the talk.
 */
export function gateTopic(said: TopicSaid, shown: readonly Said[], { talk, names }: Material): Phrase | TopicRule {
  const words = [...new Set(said.words.map((word) => plain(word).trim()))];
  const isWord = (word: string) => /^[\p{L}\p{N}][\p{L}\p{N} '-]*$/u.test(word) && isTelling(word) && !names.has(word);
  if (!words.every(isWord)) return "words";
  const holds = (text: string) => words.some((word) => has(plain(text), word));
  const [one = "", other = ""] = said.quotes;
  const sourceOf = (quote: string, not?: Said) =>
    shown.find((line) => line !== not && line.text.includes(quote) && holds(quote) && !unsafe.test(quote));
  const first = sourceOf(one);
  if (!first || one === other || !sourceOf(other, first)) return "quotes";
  if (!isLabel(said.label, `${words.join(" ")}\n${one}\n${other}`, names)) return "label";
  const about = talk.filter(({ text }) => holds(text));
  const people = new Set(about.map(({ person }) => person)).size;
  if (people < leastPeople) return "people";
  return { phrase: said.label.trim(), messages: about.length, people, quotes: [one, other] };
}

/** Whether a text has a word: Latin ones whole, Chinese ones anywhere. */
function has(text: string, word: string): boolean {
  if (/\p{Script=Han}/u.test(word)) return text.includes(word);
  return new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])`, "u").test(text);
}

/** A label has nothing but letters that stand in its words and quotes, and names nobody. */
function isLabel(label: string, source: string, names: ReadonlySet<string>): boolean {
  const text = plain(label).trim();
  if (!/^\p{L}[\p{L} ]*$/u.test(text)) return false;
  const known = plain(source);
  const latin = text.match(/[^\p{Script=Han}\s]+/gu) ?? [];
  const letters = text.match(/\p{Script=Han}/gu) ?? [];
  const namesNobody = !names.has(text) && latin.every((word) => !names.has(word));
  return namesNobody && latin.every((word) => has(known, word)) && letters.every((letter) => known.includes(letter));
}

/**
 * Whether managers may read a week told in a model's words: null, or the rule it breaks. What an answer to a
 * member must keep (every word, figure and name stands in the material) holds here; beyond it, a figure follows
 * the name it follows there: 加入 4 · 离开 7 cannot become 加入 7.
 */
export function gateStory(said: Rephrased, facts: string, canary: string): GateRule | null {
  const rule = gate(said, [{ id: 1, text: facts }], canary);
  if (rule) return rule;
  const known = new Set(named(facts));
  return named(said.reply).every((figure) => known.has(figure)) ? null : "figures";
}

/** Every figure with the two letters before it. */
const named = (text: string): string[] =>
  [...plain(text).matchAll(/(\p{L}?)[^\p{L}\d]*(\p{L}?)[^\p{L}\d]*(\d[\d.,:]*%?)/gu)].map(
    ([, a = "", b = "", figure = ""]) => `${a}${b}${figure.replace(/[.,:]+$/, "")}`,
  );
