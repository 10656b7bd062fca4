import { calibrate, type Wish } from "./calibrate.ts";
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
  /** mean time of a whole decision */
  msPerQuery: number;
}

/** Index, calibration from the entries alone, then every query. @param now milliseconds, only for msPerQuery */
export function evaluate(
  entries: readonly Entry[],
  queries: readonly Query[],
  now: () => number,
  wish?: Wish,
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
    auroc: areaUnderRoc(decisions.map(({ confidence }, i) => ({ score: confidence, positive: ranks[i] === 1 }))),
    answered: posted.length,
    precision: share(right, posted.length),
    coverage: share(right, inScope),
    msPerQuery,
  };
}

/** Mann–Whitney: the share of (positive, negative) pairs in the right order, equals counting half; 0 without pairs. */
export function areaUnderRoc(scored: readonly { score: number; positive: boolean }[]): number {
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
