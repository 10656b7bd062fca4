import { normalise } from "../../src/features/service/finding/index.ts";
import type { Entry } from "../../src/features/service/finding/index.ts";

/**
 * Plain BM25 in the four ways a search engine would be set up for a knowledge base, to compare with:
 * Han text by characters or by pairs of them; one document an entry with everything in it, or one
 * for each text of it, the best of them counting.
 */
export const baselines = [
  { name: "characters, entry", pairs: false, whole: true },
  { name: "characters, phrasing", pairs: false, whole: false },
  { name: "pairs, entry", pairs: true, whole: true },
  { name: "pairs, phrasing", pairs: true, whole: false },
] as const;

type Baseline = (typeof baselines)[number];
interface Document {
  entry: number;
  counts: Map<string, number>;
  length: number;
}

const k1 = 1.2;
const b = 0.75;

/** @returns a function giving each entry's score for a question, in the order of the entries */
export function bm25(entries: readonly Entry[], { pairs, whole }: Baseline): (query: string) => number[] {
  const documents: Document[] = entries.flatMap((entry, i) => {
    const texts = [entry.question, ...entry.alternatives, entry.answer].filter((text) => text !== "");
    return (whole ? [texts.join("\n")] : texts).map((text) => documentOf(i, tokens(text, pairs)));
  });
  const meanLength = documents.reduce((sum, document) => sum + document.length, 0) / documents.length;
  const frequency = new Map<string, number>();
  for (const { counts } of documents)
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);

  return (query) => {
    const scores = entries.map(() => 0);
    const asked = tokens(query, pairs);
    for (const { entry, counts, length } of documents) {
      let score = 0;
      for (const term of asked) {
        const count = counts.get(term);
        if (count === undefined) continue;
        const df = frequency.get(term) ?? 0;
        const idf = Math.log(1 + (documents.length - df + 0.5) / (df + 0.5));
        score += (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / meanLength));
      }
      scores[entry] = Math.max(scores[entry] ?? 0, score);
    }
    return scores;
  };
}

function documentOf(entry: number, words: string[]): Document {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { entry, counts, length: words.length };
}

function tokens(text: string, pairs: boolean): string[] {
  const runs = normalise(text, 20_000).match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [];
  return runs.flatMap((run) => {
    if (!/^\p{Script=Han}/u.test(run)) return [run];
    const characters = Array.from(run);
    if (!pairs || characters.length === 1) return characters;
    return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
  });
}
