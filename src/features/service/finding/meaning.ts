import { above, threshold, weigher, type Wish } from "./calibrate.ts";
import type { Decision } from "./decide.ts";
import { fitLogistic, type Logistic, probability, type Sample } from "./logistic.ts";
import { largest, seeded } from "./numbers.ts";
import type { Held, Index } from "./search.ts";

/** What an embedding model made of an entry: a vector of length 1 for each of its wordings, and one for its answer. */
export interface EntryVectors {
  id: string;
  /** question and other phrasings, in the entry's order */
  wordings: readonly Float32Array[];
  answer: Float32Array | null;
}

/** When to answer by words and meaning together; plain data, valid for one model and the base it was learnt from. */
export interface MeaningCalibration {
  model: string;
  answerAt: number;
  suggestAt: number;
  expectedPrecision: number;
  expectedCoverage: number;
  right: Logistic;
  amongThree: Logistic;
}

interface Row {
  vector: Float32Array;
  entry: number;
  /** the phrasing it stands for; absent: an answer */
  phrasing?: number;
}

const nothingFound = [0, 0, 0, 0, 0];
const pairs = 500;
const mostTrials = 600;
/** With fewer own questions than these no threshold can be told. */
const leastTrials = 40;

/**
 * Finding by words and by meaning: f = (k + z) / 2, where k is the words' score as a share of the most
 * it can be, and z the cosine with the entry's nearest text, 0 at what unrelated texts of this base have
 * and 1 at the same text. A convex combination of scores normalised by what they can be is what
 * Bruch, Gai and Ingber (arXiv 2210.11934) found to beat ranks.
 */
export class Meanings {
  readonly #index: Index;
  readonly #rows: Row[] = [];
  readonly #background: number;

  constructor(index: Index, entries: readonly EntryVectors[]) {
    this.#index = index;
    const numbers = new Map(index.ids.map((id, number) => [id, number]));
    for (const { id, wordings, answer } of entries) {
      const entry = numbers.get(id);
      if (entry === undefined) continue;
      const own = index.phrasingsOf(entry);
      // wordings that are one once normalised have one phrasing, the first of them
      wordings.forEach((vector, i) => this.#rows.push({ vector, entry, phrasing: Math.min(own.from + i, own.to - 1) }));
      if (answer) this.#rows.push({ vector: answer, entry });
    }
    this.#background = this.#medianOfPairs();
  }

  decide(calibration: MeaningCalibration, query: string, vector: Float32Array): Decision {
    const { best, features } = this.#look(query, vector);
    const ids = best.map((entry) => this.#index.ids[entry] ?? "");
    const [id] = ids;
    if (id === undefined) return { kind: "unknown", confidence: 0 };
    const confidence = probability(calibration.right, features);
    if (confidence >= calibration.answerAt) return { kind: "answer", id, confidence };
    if (probability(calibration.amongThree, features) >= calibration.suggestAt)
      return { kind: "suggest", ids, confidence };
    return { kind: "unknown", confidence };
  }

  /** Learns the thresholds as `calibrate` does: wordings asked without themselves, and without their entry. Null: too few of them. */
  calibrate(wish: Wish, model: string): MeaningCalibration | null {
    const random = seeded(2026);
    const asked = this.#rows.filter((row) => row.phrasing !== undefined && this.#hasMore(row));
    const chosen = asked.filter(() => random() * asked.length < mostTrials);
    if (chosen.length < leastTrials) return null;
    const trials = chosen.flatMap((row) => [this.#trial(row, true), this.#trial(row, false)]);
    const weigh = weigher(trials, wish.outOfScope);
    const samples = (label: (trial: (typeof trials)[number]) => boolean): Sample[] =>
      trials.map((trial) => ({ features: trial.features, right: label(trial), weight: weigh(trial) }));
    const firsts = samples((trial) => trial.first);
    const threes = samples((trial) => trial.amongThree);
    const right = fitLogistic(firsts);
    const amongThree = fitLogistic(threes);
    const answerAt = threshold(right, firsts, wish.precision);
    const answered = above(answerAt, right, firsts);
    return {
      model,
      answerAt,
      suggestAt: threshold(amongThree, threes, wish.suggestPrecision),
      expectedPrecision: answered.all > 0 ? answered.right / answered.all : 0,
      expectedCoverage: answered.right / ((1 - wish.outOfScope) * trials.length),
      right,
      amongThree,
    };
  }

  /** One wording asked with itself left out, and with its whole entry. */
  #trial(row: Row, inScope: boolean) {
    const { entry, phrasing = 0 } = row;
    const held: Held = inScope ? { entry, phrasing } : { entry };
    const { best, features } = this.#look(this.#index.phrasings[phrasing] ?? "", row.vector, held);
    return { features, inScope, first: inScope && best[0] === entry, amongThree: inScope && best.includes(entry) };
  }

  #look(query: string, vector: Float32Array, held?: Held): { best: number[]; features: readonly number[] } {
    const words = this.#index.shares(query, held);
    const meanings = this.#cosines(vector, held);
    const both = words.map((share, entry) => (share + (meanings[entry] ?? 0)) / 2);
    const best = largest(both, 3);
    const [top] = best;
    if (top === undefined) return { best, features: nothingFound };
    const [f1 = 0, f2 = 0] = best.map((entry) => both[entry] ?? 0);
    const rival = Math.max(
      0,
      ...largest(meanings, 2).flatMap((entry) => (entry === top ? [] : (meanings[entry] ?? 0))),
    );
    const own = meanings[top] ?? 0;
    return { best, features: [f1, (f1 - f2) / f1, own, words[top] ?? 0, own - rival] };
  }

  /** z of every entry. */
  #cosines(vector: Float32Array, held?: Held): Float64Array {
    const result = new Float64Array(this.#index.ids.length);
    for (const row of this.#rows) {
      const isHeld = held?.phrasing === undefined ? held?.entry === row.entry : held.phrasing === row.phrasing;
      if (isHeld) continue;
      const z = (dot(vector, row.vector) - this.#background) / (1 - this.#background);
      if (z > (result[row.entry] ?? 0)) result[row.entry] = z;
    }
    return result;
  }

  /** Does the entry have another text to be found by? */
  #hasMore(row: Row): boolean {
    return this.#rows.some((other) => other.entry === row.entry && other.phrasing !== row.phrasing);
  }

  /** The cosine that texts of different entries usually have. */
  #medianOfPairs(): number {
    const random = seeded(7);
    const pick = () => this.#rows[Math.floor(random() * this.#rows.length)];
    const found: number[] = [];
    for (let i = 0; i < pairs; i++) {
      const [one, other] = [pick(), pick()];
      if (one && other && one.entry !== other.entry) found.push(dot(one.vector, other.vector));
    }
    return Math.min(0.95, Math.max(0, found.sort((a, b) => a - b)[found.length >> 1] ?? 0));
  }
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!;
  return sum;
}
