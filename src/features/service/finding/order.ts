import { inOrder } from "./terms.ts";

/** Of a longer text the first so many words: what it costs grows with the square. */
const longest = 100;

/** How far two texts have the same words in the same order. */
export class Order {
  readonly #numbers = new Map<string, number>();
  readonly #texts: readonly Uint32Array[];
  readonly #row = new Uint8Array(longest + 1);

  constructor(texts: readonly string[]) {
    this.#texts = texts.map((text) =>
      Uint32Array.from(wordsOf(text), (word) => {
        const number = this.#numbers.get(word) ?? this.#numbers.size + 1;
        this.#numbers.set(word, number);
        return number;
      }),
    );
  }

  /** A text to compare with those of the beginning; words that none of them has are 0. */
  read(text: string): Uint32Array {
    return Uint32Array.from(wordsOf(text), (word) => this.#numbers.get(word) ?? 0);
  }

  /** The share of the words of both that are in their longest common subsequence: 0…1. */
  likeness(asked: Uint32Array, text: number): number {
    const other = this.#texts[text]!;
    const row = this.#row.fill(0);
    for (const word of asked) {
      let before = 0; // of the row above, one to the left
      for (let i = 0; i < other.length; i++) {
        const above = row[i + 1]!;
        row[i + 1] = word === other[i] ? before + 1 : Math.max(above, row[i]!);
        before = above;
      }
    }
    return (2 * row[other.length]!) / (asked.length + other.length || 1);
  }
}

const wordsOf = (text: string) => inOrder(text).slice(0, longest);
