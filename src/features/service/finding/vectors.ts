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

  constructor(phrasings: readonly Terms[], owners: Uint32Array, entryCount: number, field: Field) {
    this.#field = field;
    this.#owners = owners;
    this.#entryCount = entryCount;
    this.#phrasings = phrasings.map((terms) => this.vector(terms));
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

  /** The terms of a phrasing, as numbers of the field's vocabulary. */
  termsOf(phrasing: number): Uint32Array {
    return this.#phrasings[phrasing]?.terms ?? new Uint32Array();
  }

  /**
   * Writes the cosine of the question with each entry's centroid into `cosines`.
   * @param lacking an entry whose centroid is to be taken without the question itself, which is one of its phrasings
   */
  centroidCosines(question: Vector, cosines: Float64Array, lacking?: number): void {
    cosines.fill(0);
    question.terms.forEach((term, i) => {
      const weight = question.weights[i] ?? 0;
      const list = this.#centroids[term];
      if (!list) return;
      for (let k = 0; k < list.entries.length; k++) {
        const entry = list.entries[k] ?? 0;
        cosines[entry] = (cosines[entry] ?? 0) + weight * (list.weights[k] ?? 0);
      }
    });
    for (let entry = 0; entry < cosines.length; entry++) {
      let dot = cosines[entry] ?? 0;
      if (dot === 0) continue;
      let square = (this.#norms[entry] ?? 0) ** 2;
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
   */
  explain(question: Vector, nearest: readonly number[]): Float64Array {
    const size = nearest.length;
    const gram = new Float64Array(size * size);
    nearest.forEach((phrasing, row) => {
      const cosines = this.#cosines(this.#phrasings[phrasing], nearest);
      cosines.forEach((cosine, column) => (gram[row * size + column] = cosine ** 2 + (row === column ? ridge : 0)));
    });
    return solve(
      gram,
      this.#cosines(question, nearest).map((cosine) => cosine ** 2),
    );
  }

  #cosines(vector: Vector | undefined, phrasings: readonly number[]): Float64Array {
    vector?.terms.forEach((term, i) => (this.#dense[term] = vector.weights[i] ?? 0));
    const cosines = Float64Array.from(phrasings, (phrasing) => this.#dot(this.#phrasings[phrasing]));
    vector?.terms.forEach((term) => (this.#dense[term] = 0));
    return cosines;
  }

  #dot(vector: Vector | undefined): number {
    let dot = 0;
    if (vector) {
      for (let i = 0; i < vector.terms.length; i++) {
        dot += (vector.weights[i] ?? 0) * (this.#dense[vector.terms[i] ?? 0] ?? 0);
      }
    }
    return dot;
  }

  #sumUp(): { entries: Uint32Array; weights: Float32Array }[] {
    const lists = Array.from({ length: this.#field.vocabulary.size }, () => ({
      entries: [] as number[],
      weights: [] as number[],
    }));
    this.#phrasings.forEach((vector, phrasing) => {
      const entry = this.#owners[phrasing] ?? 0;
      vector.terms.forEach((term, i) => {
        const list = lists[term];
        if (!list) return;
        if (list.entries.at(-1) !== entry) {
          list.entries.push(entry);
          list.weights.push(0);
        }
        const last = list.weights.length - 1;
        list.weights[last] = (list.weights[last] ?? 0) + (vector.weights[i] ?? 0);
      });
    });
    for (const list of lists) {
      list.entries.forEach((entry, i) => (this.#norms[entry] = (this.#norms[entry] ?? 0) + (list.weights[i] ?? 0) ** 2));
    }
    this.#norms.forEach((square, entry) => (this.#norms[entry] = Math.sqrt(square)));
    return lists.map((list) => ({ entries: Uint32Array.from(list.entries), weights: Float32Array.from(list.weights) }));
  }
}
