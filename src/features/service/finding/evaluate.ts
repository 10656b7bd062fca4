import { calibrate, usualWish, type Wish } from "./calibrate.ts";
import { decide, type Decision, isSurer } from "./decide.ts";
import { type EntryVectors, Meanings } from "./meaning.ts";
import { buildIndex, type Entry, type Index } from "./search.ts";

/** A question whose right entry is known; `gold` null: the base has none. */
export interface Query {
  query: string;
  gold: string | null;
}

/** How well a knowledge base answers questions. Shares are 0…1, and null where there is nothing to share in. */
export interface Evaluation {
  entries: number;
  inScope: number;
  outOfScope: number;
  /** share of in-scope questions whose entry is ranked first */
  top1: number | null;
  /** … among the first three */
  top3: number | null;
  /** mean of 1 / rank of the right entry, over in-scope questions */
  mrr: number | null;
  /** chance that a question in scope and ranked right has more confidence than another that is not */
  auroc: number | null;
  /** number of questions, of all, that the calibrated policy would answer */
  answered: number;
  /** share right among those answered */
  precision: number | null;
  /** those answered rightly, as a share of the in-scope questions */
  coverage: number | null;
  /** the most coverage any one threshold would have had at the wished precision: what better calibration could win */
  coverageAtWish: number | null;
  /** mean time of a whole decision; what a model takes to embed the questions is not in it */
  msPerQuery: number;
}

/** What an embedding model made of a knowledge base, and of each question in the order of the questions. */
export interface Embeddings {
  model: string;
  entries: readonly EntryVectors[];
  queries: readonly Float32Array[];
}

/** How questions are decided, and how the entries rank for them; by the question's number. */
interface Policy {
  decide(number: number): Decision;
  /** ids, best first */
  rank(number: number): string[];
}

/**
 * Index, calibration from the entries alone, then every query.
 * @param now milliseconds, only for msPerQuery
 * @param embeddings finds by meaning as well, as the product does: what the words do not settle
 */
export function evaluate(
  entries: readonly Entry[],
  queries: readonly Query[],
  now: () => number,
  wish: Wish = usualWish,
  embeddings: Embeddings | null = null,
): Evaluation {
  const policy = policyOf(buildIndex(entries), queries, wish, embeddings);
  const before = now();
  const decisions = queries.map((_, number) => policy.decide(number));
  const msPerQuery = (now() - before) / Math.max(1, queries.length);

  const ranks = queries.map(({ gold }, number) => (gold === null ? 0 : 1 + policy.rank(number).indexOf(gold)));
  const inScope = queries.filter(({ gold }) => gold !== null).length;
  const scored = decisions.map(({ confidence }, i) => ({ score: confidence, positive: ranks[i] === 1 }));
  const posted = queries.flatMap(({ gold }, i) => {
    const decision = decisions[i];
    return decision?.kind === "answer" ? [decision.id === gold] : [];
  });
  const right = posted.filter(Boolean).length;
  const within = (last: number) => ranks.filter((rank) => rank > 0 && rank <= last).length;
  const reciprocals = ranks.reduce((total, rank) => total + (rank > 0 ? 1 / rank : 0), 0);
  return {
    entries: entries.length,
    inScope,
    outOfScope: queries.length - inScope,
    top1: share(within(1), inScope),
    top3: share(within(3), inScope),
    mrr: share(reciprocals, inScope),
    auroc: areaUnderRoc(scored),
    answered: posted.length,
    precision: share(right, posted.length),
    coverage: share(right, inScope),
    coverageAtWish: share(mostRight(scored, wish.precision), inScope),
    msPerQuery,
  };
}

function policyOf(index: Index, queries: readonly Query[], wish: Wish, embeddings: Embeddings | null): Policy {
  const calibration = calibrate(index, wish);
  const asked = (number: number) => queries[number]?.query ?? "";
  const words: Policy = {
    decide: (number) => decide(index, calibration, asked(number)),
    rank: (number) => index.search(asked(number), index.ids.length).map(({ id }) => id),
  };
  const meanings = embeddings && new Meanings(index, embeddings.entries);
  const meant = meanings?.calibrate(wish, embeddings?.model ?? "");
  if (!meanings || !meant) return words;
  const vector = (number: number) => embeddings?.queries[number] ?? new Float32Array();
  return {
    decide: (number) => {
      const found = words.decide(number);
      const more = meanings.decide(meant, asked(number), vector(number));
      return isSurer(more, found) ? more : found;
    },
    rank: (number) => meanings.rank(asked(number), vector(number)),
  };
}

/** A question by the confidence in its best entry, and whether that is the right one. */
export interface Scored {
  score: number;
  positive: boolean;
}

/** The most positives above any threshold above which the wished share is positive. */
export function mostRight(scored: readonly Scored[], wished: number): number {
  const sorted = scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
  let right = 0;
  let most = 0;
  sorted.forEach(({ score, positive }, i) => {
    if (positive) right++;
    if (sorted[i + 1]?.score !== score && right >= wished * (i + 1)) most = right;
  });
  return most;
}

/** Mann–Whitney: the share of (positive, negative) pairs in the right order, equals counting half; null without pairs. */
export function areaUnderRoc(scored: readonly Scored[]): number | null {
  const sorted = scored.toSorted((a, b) => a.score - b.score);
  let pairs = 0;
  let negativesBelow = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
    const equal = sorted.slice(from, to);
    const negatives = equal.filter(({ positive }) => !positive).length;
    pairs += (equal.length - negatives) * (negativesBelow + negatives / 2);
    negativesBelow += negatives;
    from = to;
  }
  return share(pairs, negativesBelow * (scored.length - negativesBelow));
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
