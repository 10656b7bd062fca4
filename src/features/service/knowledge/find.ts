import {
  buildIndex,
  calibrate,
  judge,
  Meanings,
  nearest,
  type Calibration,
  type Index,
  type Verdict,
  type Wish,
} from "../finding/index.ts";
import type { Look } from "../finding/search.ts";
import type { Found, ThreadData } from "./thread.ts";

/** What was asked lately is remembered, for so many questions: many ask the same, and a base never changes. */
const looksKept = 500;

/** A base that is made searchable when it is first asked. */
export class Base {
  readonly #data: ThreadData;
  readonly #looks = new Map<string, Look>();
  #index: Index | undefined;
  /** of the coming entries too */
  #later: Index | undefined;
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
    const look = meanings && vector ? meanings.look(query, vector) : this.#look(index, query);
    const thresholds = meanings && meaning ? meaning : calibration;
    const decision = judge(index, thresholds, look);
    const isOpen = decision.kind !== "answer" && this.#data.coming.length > 0;
    return { decision, nearest: isOpen ? this.#nearestLater(query, calibration) : nearest(index, thresholds, look) };
  }

  /** What a base of all entries, the coming ones too, has near to a question. */
  #nearestLater(query: string, calibration: Calibration): string[] {
    const { entries, coming, synonyms } = this.#data;
    const index = (this.#later ??= buildIndex([...entries, ...coming], synonyms));
    return nearest(index, calibration, index.look(query));
  }

  #look(index: Index, query: string): Look {
    let look = this.#looks.get(query);
    if (!look) {
      if (this.#looks.size >= looksKept) this.#looks.clear();
      this.#looks.set(query, (look = index.look(query)));
    }
    return look;
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
