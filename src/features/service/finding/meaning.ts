import { expected, lessonOf, type MeaningCalibration, threshold, type Wish } from "./calibrate.ts";
import { type Decision, judge, type Thresholds } from "./decide.ts";
import { largest, seeded } from "./numbers.ts";
import type { Held, Index, Look } from "./search.ts";
import type { Trial } from "./trials.ts";

/** What an embedding model made of an entry: a vector of length 1 for each of its wordings, and one for its answer. */
export interface EntryVectors {
  id: string;
  /** question and other phrasings, in the entry's order */
  wordings: readonly Float32Array[];
  answer: Float32Array | null;
}

interface Row {
  vector: Float32Array;
  entry: number;
  /** the phrasing it stands for; undefined: an answer */
  phrasing: number | undefined;
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
  /** how many numbers the model's vectors have; of another size tell nothing */
  readonly dimensions: number;
  #asked: { vector: Float32Array; dots: Float64Array } | undefined;

  constructor(index: Index, entries: readonly EntryVectors[]) {
    this.#index = index;
    const numbers = new Map(index.ids.map((id, number) => [id, number]));
    const size = entries[0]?.wordings[0]?.length;
    for (const { id, wordings, answer } of entries) {
      const entry = numbers.get(id);
      if (entry === undefined || wordings[0]?.length !== size) continue;
      // wordings that are the same once normalised have one phrasing
      wordings.forEach((vector, i) => this.#rows.push({ vector, entry, phrasing: index.phrasingOf(entry, i) }));
      if (answer) this.#rows.push({ vector: answer, entry, phrasing: undefined });
    }
    this.dimensions = this.#rows[0]?.vector.length ?? 0;
    this.#background = this.#medianOfPairs();
  }

  decide(thresholds: Thresholds, query: string, vector: Float32Array): Decision {
    return judge(this.#index, thresholds, this.look(query, vector));
  }

  /** Every entry that is anything like the question, best first. */
  rank(query: string, vector: Float32Array): string[] {
    const { both } = this.#scores(query, vector);
    return this.#index.idsOf(largest(both, both.length));
  }

  /** Learns the thresholds as `calibrate` does: wordings asked without themselves, and without their entry. Null: too few of them. */
  calibrate(wish: Wish, model: string): MeaningCalibration | null {
    const random = seeded(2026);
    const asked = this.#rows.filter((row) => row.phrasing !== undefined && this.#hasMore(row));
    const chosen = asked.filter(() => random() * asked.length < mostTrials);
    if (chosen.length < leastTrials) return null;
    const trials = chosen.flatMap((row) => [this.#trial(row, true), this.#trial(row, false)]);
    const { firsts, threes, right, amongThree } = lessonOf(trials, wish.outOfScope);
    const answerAt = threshold(right, firsts, wish.precision);
    return {
      model,
      answerAt,
      suggestAt: threshold(amongThree, threes, wish.suggestPrecision),
      ...expected(answerAt, right, firsts, wish.outOfScope),
      right,
      amongThree,
    };
  }

  /** One wording asked with itself left out, and with its whole entry. */
  #trial(row: Row, inScope: boolean): Trial {
    const { entry, phrasing = 0 } = row;
    const held: Held = inScope ? { entry, phrasing } : { entry };
    const { best, features } = this.look(this.#index.phrasings[phrasing] ?? "", row.vector, held);
    const [first, amongThree] = [inScope && best[0] === entry, inScope && best.includes(entry)];
    return { features, inScope, isChatter: false, first, amongThree };
  }

  /** The best three entries by words and meaning together, with the evidence for them. */
  look(query: string, vector: Float32Array, held?: Held): Look {
    const { words, meanings, both } = this.#scores(query, vector, held);
    const best = largest(both, 3);
    const [top] = best;
    if (top === undefined) return { best, features: nothingFound, isLiteral: false };
    const [f1 = 0, f2 = 0] = best.map((entry) => both[entry] ?? 0);
    const rival = Math.max(
      0,
      ...largest(meanings, 2).flatMap((entry) => (entry === top ? [] : (meanings[entry] ?? 0))),
    );
    const own = meanings[top] ?? 0;
    return { best, features: [f1, (f1 - f2) / f1, own, words[top] ?? 0, own - rival], isLiteral: false };
  }

  /** Every entry by words, by meaning, and by both. */
  #scores(query: string, vector: Float32Array, held?: Held) {
    const words = this.#index.shares(query, held);
    const meanings = this.#cosines(vector, held);
    return { words, meanings, both: words.map((share, entry) => (share + (meanings[entry] ?? 0)) / 2) };
  }

  /** z of every entry. */
  #cosines(vector: Float32Array, held?: Held): Float64Array {
    const result = new Float64Array(this.#index.ids.length);
    const dots = this.#dots(vector);
    for (const [i, row] of this.#rows.entries()) {
      const isHeld = held?.phrasing === undefined ? held?.entry === row.entry : held.phrasing === row.phrasing;
      if (isHeld) continue;
      const z = (dots[i]! - this.#background) / (1 - this.#background);
      if (z > (result[row.entry] ?? 0)) result[row.entry] = z;
    }
    return result;
  }

  /** The vector with every row's; those of the last one are remembered: a base that asks itself asks each one twice. */
  #dots(vector: Float32Array): Float64Array {
    if (this.#asked?.vector !== vector) {
      this.#asked = { vector, dots: Float64Array.from(this.#rows, (row) => dot(vector, row.vector)) };
    }
    return this.#asked.dots;
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
