import type { Embedded, Embedder } from "../../src/llm/embedder.ts";

const dimensions = 512;

type Wordings = { question: string; alternatives: readonly string[]; answer: string };

/**
 * A model that knows which entry each text of a base belongs to, and what a word means that the base has never heard.
 * @param unheard the word → words of the question of the entry it is about
 */
export function embedderOf(entries: readonly Wordings[], unheard: Readonly<Record<string, string>>): FakeEmbedder {
  return new FakeEmbedder((text) => {
    const about = Object.entries(unheard).find(([word]) => text.includes(word))?.[1];
    const entry = entries.find(({ question, alternatives, answer }) =>
      about === undefined ? [question, ...alternatives, answer].includes(text) : question.includes(about),
    );
    return entry?.question;
  });
}

/** An embedding model that knows what some texts are about, and goes by their characters besides; keeps what it was asked. */
export class FakeEmbedder implements Embedder {
  readonly model = "meaning-1";
  readonly provider = "meaning-1, model.example";
  monthlyCap: number | null = null;
  readonly asked: string[] = [];
  isDown = false;
  readonly #topicOf: (text: string) => string | undefined;

  constructor(topicOf: (text: string) => string | undefined) {
    this.#topicOf = topicOf;
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
    const vector = new Float32Array(dimensions);
    for (const character of text) add(vector, character, 0.5);
    const topic = this.#topicOf(text);
    if (topic !== undefined) add(vector, topic, 3);
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  }
}

function add(vector: Float32Array, word: string, weight: number): void {
  const at = Array.from(word).reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % dimensions, 7);
  vector[at] = (vector[at] ?? 0) + weight;
}
