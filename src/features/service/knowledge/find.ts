import {
  buildIndex,
  calibrate,
  judge,
  Meanings,
  type Calibration,
  type Index,
  type Verdict,
  type Wish,
} from "../finding/index.ts";
import type { Found, ThreadData } from "./thread.ts";

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
    const { meaning } = calibration;
    const isMeant = vector !== undefined && meaning !== undefined && meaning.model === this.#data.vectors?.model;
    const made = isMeant ? this.#madeMeanings(index) : null;
    const meanings = made && made.dimensions === vector?.length ? made : null;
    const look = meanings && vector ? meanings.look(query, vector) : index.look(query);
    const decision = judge(index, meanings && meaning ? meaning : calibration, look);
    return { decision, nearest: index.idsOf(look.best) };
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
