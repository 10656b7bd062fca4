import { Field, type Span } from "./field.ts";
import { greatest, largest } from "./numbers.ts";
import { Order } from "./order.ts";
import { hasHan, sayOf, shapeTerms, type Terms, writtenTerms } from "./terms.ts";

/** Whose order of words is looked at. */
const nearest = 40;

/** A question by what phrasings are compared with. */
export interface Asked {
  shape: Terms;
  /** see `sayOf` */
  says: ReadonlyMap<string, number>;
  /** null: without a Han character, it is compared by its shape alone */
  written: Terms | null;
  /** its words, by their numbers, in their order */
  order: Uint32Array;
}

/**
 * How alike a question and each phrasing are. In Chinese what is asked in many ways is one (`plain-words.ts`), which
 * finds an entry that is worded otherwise, and makes entries alike that differ in such words only: 为什么不能 and
 * 怎么不能. So half of the likeness is that of the characters as they are written. English has its grams for that.
 */
export class Likeness {
  readonly shapes: Field;
  readonly #written: Field;
  readonly #order: Order;
  readonly #asWritten: Float64Array;

  /**
   * @param phrasings those of one entry stand together
   * @param owners the entry of each phrasing
   */
  constructor(phrasings: readonly string[], owners: Uint32Array, entryCount: number) {
    this.shapes = new Field(phrasings, shapeTerms, owners, entryCount);
    this.#written = new Field(phrasings, writtenTerms, owners, entryCount);
    this.#order = new Order(phrasings);
    this.#asWritten = new Float64Array(phrasings.length);
  }

  /**
   * @param text as somebody wrote it, slips mended
   * @param meant the same in plain words
   */
  ask(text: string, meant: string): Asked {
    return {
      shape: shapeTerms(meant),
      says: sayOf(meant),
      written: hasHan(text) ? writtenTerms(text) : null,
      order: this.#order.read(text),
    };
  }

  /** Writes each phrasing's likeness into `scores`: 0…1. */
  score({ shape, says, written, order }: Asked, scores: Float64Array, without?: Span): void {
    this.shapes.score(shape, scores, without, says);
    if (written) this.#halfAsWritten(written, scores, without);
    this.#inOrder(order, scores);
  }

  #halfAsWritten(written: Terms, scores: Float64Array, without?: Span): void {
    this.#written.score(written, this.#asWritten, without);
    // what shares an 吗 only is not alike: where plain words find nothing, there is nothing
    for (let i = 0; i < scores.length; i++) if (scores[i]! > 0) scores[i] = (scores[i]! + this.#asWritten[i]!) / 2;
  }

  /** Of the nearest, those with the question's words in their order are more alike, up to twice; the greatest stays as it was. */
  #inOrder(order: Uint32Array, scores: Float64Array): void {
    const most = greatest(scores);
    for (const phrasing of largest(scores, nearest)) scores[phrasing]! *= 1 + this.#order.likeness(order, phrasing);
    const scale = most / (greatest(scores) || 1);
    for (let i = 0; i < scores.length; i++) scores[i]! *= scale;
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
