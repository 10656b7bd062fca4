import { Field, type Span } from "./field.ts";
import { hasHan, shapeTerms, type Terms, writtenTerms } from "./terms.ts";

/** A question by what phrasings are compared with. */
export interface Asked {
  shape: Terms;
  /** null: without a Han character, it is compared by its shape alone */
  written: Terms | null;
}

/**
 * How alike a question and each phrasing are. In Chinese what is asked in many ways is one (`plain-words.ts`), which
 * finds an entry that is worded otherwise, and makes entries alike that differ in such words only: 为什么不能 and
 * 怎么不能. So half of the likeness is that of the characters as they are written. English has its grams for that.
 */
export class Likeness {
  readonly shapes: Field;
  readonly #written: Field;
  readonly #asWritten: Float64Array;

  /**
   * @param phrasings those of one entry stand together
   * @param owners the entry of each phrasing
   */
  constructor(phrasings: readonly string[], owners: Uint32Array, entryCount: number) {
    this.shapes = new Field(phrasings, shapeTerms, owners, entryCount);
    this.#written = new Field(phrasings, writtenTerms, owners, entryCount);
    this.#asWritten = new Float64Array(phrasings.length);
  }

  /**
   * @param text as somebody wrote it, slips mended
   * @param meant the same in plain words
   */
  static ask(text: string, meant: string): Asked {
    return { shape: shapeTerms(meant), written: hasHan(text) ? writtenTerms(text) : null };
  }

  /** Writes each phrasing's likeness into `scores`: 0…1. */
  score({ shape, written }: Asked, scores: Float64Array, without?: Span): void {
    this.shapes.score(shape, scores, without);
    if (!written) return;
    this.#written.score(written, this.#asWritten, without);
    // what shares an 吗 only is not alike: where plain words find nothing, there is nothing
    for (let i = 0; i < scores.length; i++) if (scores[i]! > 0) scores[i] = (scores[i]! + this.#asWritten[i]!) / 2;
  }

  /** How much of a phrasing, weighed by rarity, the question contains: 0…1. */
  coverage({ shape }: Asked, phrasing: string): number {
    let covered = 0;
    let all = 0;
    for (const term of shapeTerms(phrasing).keys()) {
      const weight = this.shapes.weight(term, this.shapes.entriesWith(term));
      all += weight;
      if (shape.has(term)) covered += weight;
    }
    return all > 0 ? covered / all : 0;
  }
}
