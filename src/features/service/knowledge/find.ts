import {
  buildIndex,
  calibrate,
  decide,
  Meanings,
  type Calibration,
  type Index,
  type Verdict,
  type Wish,
} from "../finding/index.ts";
import type { Found, ThreadData } from "./thread.ts";

/** How many of the nearest entries a person who answers is shown. */
const nearestShown = 3;

/** A base that is made searchable when it is first asked. */
export class Base {
  readonly #data: ThreadData;
  #index: Index | undefined;
  #meanings: Meanings | null | undefined;

  constructor(data: ThreadData) {
    this.#data = data;
  }

  /** @param vector what the embedding model made of the question; absent = words alone */
  find(query: string, calibration: Calibration, vector?: Float32Array): Found {
    const index = (this.#index ??= buildIndex(this.#data.entries, this.#data.synonyms));
    const nearest = index.search(query, nearestShown).map(({ id }) => id);
    const { meaning } = calibration;
    const meanings =
      vector && meaning && meaning.model === this.#data.vectors?.model ? this.#madeMeanings(index) : null;
    if (!meanings || !meaning || !vector) return { decision: decide(index, calibration, query), nearest };
    return { decision: meanings.decide(meaning, query, vector), nearest };
  }

  calibrate(wish: Wish, verdicts: readonly Verdict[]): Calibration {
    const index = (this.#index ??= buildIndex(this.#data.entries, this.#data.synonyms));
    const calibration = calibrate(index, wish, verdicts);
    const model = this.#data.vectors?.model;
    const meaning = model === undefined ? null : (this.#madeMeanings(index)?.calibrate(wish, model) ?? null);
    return meaning ? { ...calibration, meaning } : calibration;
  }

  #madeMeanings(index: Index): Meanings | null {
    const { vectors } = this.#data;
    this.#meanings ??= vectors && vectors.entries.length > 0 ? new Meanings(index, vectors.entries) : null;
    return this.#meanings;
  }
}
