import type { Field } from "./field.ts";
import { solve } from "./numbers.ts";
import type { Terms } from "./terms.ts";

/** A text as a direction: tf-idf weights of its known terms; with the unknown ones its length is 1. */
export interface Vector {
  terms: Uint32Array;
  weights: Float64Array;
}

const ridge = 0.1;

/**
 * The phrasings as tf-idf vectors, and each entry's centroid: the sum of its phrasings' vectors.
 * weight = (1 + ln tf)·(ln((1 + E) / (1 + df)) + 1)
 */
export class Vectors {
  readonly #field: Field;
  readonly #owners: Uint32Array;
  readonly #entryCount: number;
  readonly #phrasings: readonly Vector[];
  readonly #norms: Float64Array;
  /** per term the entries whose centroid has it, and how much */
  readonly #centroids: { entries: Uint32Array; weights: Float32Array }[];
  readonly #dense: Float64Array;

  constructor(
    phrasings: readonly string[],
    termsOf: (text: string) => Terms,
    owners: Uint32Array,
    entryCount: number,
    field: Field,
  ) {
    this.#field = field;
    this.#owners = owners;
    this.#entryCount = entryCount;
    this.#phrasings = phrasings.map((text) => this.vector(termsOf(text)));
    this.#dense = new Float64Array(field.vocabulary.size);
    this.#norms = new Float64Array(entryCount);
    this.#centroids = this.#sumUp();
  }

  vector(terms: Terms): Vector {
    const ids: number[] = [];
    const weights: number[] = [];
    let square = 0;
    for (const [term, count] of terms) {
      const df = this.#field.entriesWith(term);
      if (this.#field.isCommon(df)) continue;
      const weight = (1 + Math.log(count)) * (Math.log((1 + this.#entryCount) / (1 + df)) + 1);
      square += weight * weight;
      const id = this.#field.vocabulary.get(term);
      if (id === undefined) continue;
      ids.push(id);
      weights.push(weight);
    }
    const length = Math.sqrt(square) || 1;
    return { terms: Uint32Array.from(ids), weights: Float64Array.from(weights, (weight) => weight / length) };
  }

  /**
   * Writes the cosine of the question with each entry's centroid into `cosines`.
   * @param lacking an entry whose centroid is to be taken without the question itself, which is one of its phrasings
   */
  centroidCosines(question: Vector, cosines: Float64Array, lacking?: number): void {
    cosines.fill(0);
    question.terms.forEach((term, i) => {
      const weight = question.weights[i]!;
      const { entries, weights } = this.#centroids[term]!;
      for (let k = 0; k < entries.length; k++) cosines[entries[k]!]! += weight * weights[k]!;
    });
    for (let entry = 0; entry < cosines.length; entry++) {
      let dot = cosines[entry]!;
      if (dot === 0) continue;
      let square = this.#norms[entry]! ** 2;
      if (entry === lacking) {
        square += 1 - 2 * dot; // |c − q|² = |c|² − 2 c·q + 1
        dot -= 1;
      }
      cosines[entry] = square > 1e-9 ? Math.max(0, dot) / Math.sqrt(square) : 0;
    }
  }

  /**
   * Kernel ridge regression on the given phrasings, kernel cos²: how much each of them speaks for
   * itself as the explanation of the question once their likeness to one another is discounted.
   * @returns for the entries that have any of them, the sum of their phrasings'
   */
  explain(question: Vector, nearest: readonly number[]): Map<number, number> {
    const size = nearest.length;
    const vectors = nearest.map((phrasing) => this.#phrasings[phrasing]!);
    const gram = new Float64Array(size * size); // the lower triangle is all that `solve` reads
    for (let row = 0; row < size; row++) {
      this.#kernel(vectors[row]!, vectors, gram.subarray(row * size, row * size + row + 1));
      gram[row * size + row]! += ridge;
    }
    const alike = new Float64Array(size);
    this.#kernel(question, vectors, alike);
    const shares = solve(gram, alike);
    const byEntry = new Map<number, number>();
    nearest.forEach((phrasing, i) => {
      const entry = this.#owners[phrasing]!;
      byEntry.set(entry, (byEntry.get(entry) ?? 0) + shares[i]!);
    });
    return byEntry;
  }

  /** Writes cos² of one vector with the first of the others into `result`, as many as it holds. */
  #kernel(one: Vector, others: readonly Vector[], result: Float64Array): void {
    const dense = this.#dense;
    for (let i = 0; i < one.terms.length; i++) dense[one.terms[i]!] = one.weights[i]!;
    // hundreds of these a question: plain loops, which cost a fifth of `from` with a function
    for (let other = 0; other < result.length; other++) {
      const { terms, weights } = others[other]!;
      let dot = 0;
      for (let i = 0; i < terms.length; i++) dot += weights[i]! * dense[terms[i]!]!;
      result[other] = dot * dot;
    }
    for (let i = 0; i < one.terms.length; i++) dense[one.terms[i]!] = 0;
  }

  #sumUp(): { entries: Uint32Array; weights: Float32Array }[] {
    const lists = Array.from({ length: this.#field.vocabulary.size }, () => ({
      entries: [] as number[],
      weights: [] as number[],
    }));
    this.#phrasings.forEach((vector, phrasing) => {
      const entry = this.#owners[phrasing]!;
      vector.terms.forEach((term, i) => {
        const { entries, weights } = lists[term]!;
        if (entries.at(-1) !== entry) {
          entries.push(entry);
          weights.push(0);
        }
        weights[weights.length - 1]! += vector.weights[i]!;
      });
    });
    for (const { entries, weights } of lists) {
      entries.forEach((entry, i) => (this.#norms[entry]! += weights[i]! ** 2));
    }
    this.#norms.forEach((square, entry) => (this.#norms[entry] = Math.sqrt(square)));
    return lists.map((list) => ({ entries: Uint32Array.from(list.entries), weights: Float32Array.from(list.weights) }));
  }
}
