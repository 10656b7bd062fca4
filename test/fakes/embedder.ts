import type { Embedded, Embedder } from "../../src/llm/embedder.ts";

const dimensions = 512;

/** Words of letters, and every two Han characters that stand together. */
const termsOf = (text: string) =>
  [...text.matchAll(/([a-z]+)|(?=(\p{Script=Han}{2}))/giu)].map(([, word, pair]) => word ?? pair ?? "");

/** An embedding model that knows some words for the same thing, and otherwise goes by characters; keeps what it was asked. */
export class FakeEmbedder implements Embedder {
  readonly model: string;
  readonly provider = "meaning-1, model.example";
  readonly monthlyCap = null;
  readonly asked: string[] = [];
  isDown = false;
  readonly #same: Readonly<Record<string, string>>;

  constructor(same: Readonly<Record<string, string>> = {}, model = "meaning-1") {
    this.#same = same;
    this.model = model;
  }

  async embed(texts: readonly string[]): Promise<Embedded> {
    this.asked.push(...texts);
    const usage = { tokensIn: texts.length, tokensOut: 0 };
    if (this.isDown) return { ok: false, fault: "unreachable", ...usage };
    return { ok: true, vectors: texts.map((text) => this.#vector(text)), ...usage };
  }

  cost(): number {
    return 1;
  }

  #vector(text: string): Float32Array {
    const plain = Object.entries(this.#same).reduce((rest, [word, other]) => rest.replaceAll(word, other), text);
    const vector = new Float32Array(dimensions);
    for (const word of termsOf(plain)) {
      const at = [...word.toLowerCase()].reduce((hash, c) => (hash * 31 + (c.codePointAt(0) ?? 0)) % dimensions, 7);
      vector[at] = (vector[at] ?? 0) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  }
}
