import { calibrate, usualWish, type Wish } from "./calibrate.ts";
import { decide } from "./decide.ts";
import { buildIndex, type Entry } from "./search.ts";

/** A question whose right entry is known; `gold` null: the base has none. */
export interface Query {
  query: string;
  gold: string | null;
}

/** How well a knowledge base answers questions. Shares are 0…1, and 0 when there is nothing to share in. */
export interface Evaluation {
  entries: number;
  inScope: number;
  outOfScope: number;
  /** share of in-scope questions whose entry is ranked first */
  top1: number;
  /** … among the first three */
  top3: number;
  /** mean of 1 / rank of the right entry, over in-scope questions */
  mrr: number;
  /** chance that a question in scope and ranked right has more confidence than another that is not */
  auroc: number;
  /** number of questions, of all, that the calibrated policy would answer */
  answered: number;
  /** share right among those answered */
  precision: number;
  /** those answered rightly, as a share of the in-scope questions */
  coverage: number;
  /** the most coverage any one threshold would have had at the wished precision: what better calibration could win */
  coverageAtWish: number;
  /** mean time of a whole decision */
  msPerQuery: number;
}

/** A question by the confidence in its best entry, and whether that is the right one. */
export interface Scored {
  score: number;
  positive: boolean;
}

/** Index, calibration from the entries alone, then every query. @param now milliseconds, only for msPerQuery */
export function evaluate(
  entries: readonly Entry[],
  queries: readonly Query[],
  now: () => number,
  wish: Wish = usualWish,
): Evaluation {
  const index = buildIndex(entries);
  const calibration = calibrate(index, wish);

  const before = now();
  const decisions = queries.map(({ query }) => decide(index, calibration, query));
  const msPerQuery = (now() - before) / Math.max(1, queries.length);

  const ranks = queries.map(({ query, gold }) =>
    gold === null ? 0 : 1 + index.search(query, entries.length).findIndex(({ id }) => id === gold),
  );
  const inScope = queries.filter(({ gold }) => gold !== null).length;
  const scored = decisions.map(({ confidence }, i) => ({ score: confidence, positive: ranks[i] === 1 }));
  const posted = queries.flatMap(({ gold }, i) => {
    const decision = decisions[i];
    return decision?.kind === "answer" ? [decision.id === gold] : [];
  });
  const right = posted.filter(Boolean).length;
  const within = (last: number) => ranks.filter((rank) => rank > 0 && rank <= last).length;
  return {
    entries: entries.length,
    inScope,
    outOfScope: queries.length - inScope,
    top1: share(within(1), inScope),
    top3: share(within(3), inScope),
    mrr: share(
      ranks.reduce((total, rank) => total + (rank > 0 ? 1 / rank : 0), 0),
      inScope,
    ),
    auroc: areaUnderRoc(scored),
    answered: posted.length,
    precision: share(right, posted.length),
    coverage: share(right, inScope),
    coverageAtWish: share(mostRight(scored, wish.precision), inScope),
    msPerQuery,
  };
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

/** Mann–Whitney: the share of (positive, negative) pairs in the right order, equals counting half; 0 without pairs. */
export function areaUnderRoc(scored: readonly Scored[]): number {
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

const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
