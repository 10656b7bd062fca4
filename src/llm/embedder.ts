import { AttemptFailed, Connection, type ConnectionOptions } from "./connection.ts";
import type { Fault, Usage } from "./model.ts";

/** Texts as directions, each of length 1, in the order of the texts. */
export type Embedded = ({ ok: true; vectors: Float32Array[] } | { ok: false; fault: Fault }) & Usage;

/** A model that tells which texts mean alike. It never throws, and answers within its limit or not at all. */
export interface Embedder {
  /** the model's name: vectors of different models cannot be compared */
  readonly model: string;
  /** whom it is asked of, and by which name */
  readonly provider: string;
  embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded>;
  /** millionths of the provider's currency for so many tokens */
  cost(usage: Usage): number;
  /** most a community may cost in a month, in millionths of the currency; null = no limit */
  readonly monthlyCap: number | null;
}

export interface EmbedderOptions extends ConnectionOptions {
  model: string;
  /** currency units for a million tokens */
  price: number;
  /** currency units a month; 0 = no limit */
  monthlyCap: number;
}

/** Texts of one request: every provider takes so many. */
const batch = 64;
/** 64 vectors of 4,096 numbers, written out. */
const bodyLimit = 8 * 1024 * 1024;

/** A provider that speaks OpenAI's embeddings. */
export class ProviderEmbedder implements Embedder {
  readonly model: string;
  readonly provider: string;
  readonly monthlyCap: number | null;
  readonly #price: number;
  readonly #connection: Connection;

  constructor(options: EmbedderOptions) {
    this.model = options.model;
    this.provider = `${options.model}, ${new URL(options.baseURL).hostname}`;
    this.monthlyCap = options.monthlyCap > 0 ? Math.round(options.monthlyCap * 1e6) : null;
    this.#price = options.price;
    this.#connection = new Connection(options, bodyLimit);
  }

  cost({ tokensIn }: Usage): number {
    return Math.ceil(tokensIn * this.#price);
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedded> {
    const usage = { tokensIn: 0, tokensOut: 0 };
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += batch) {
      const input = texts.slice(from, from + batch);
      const result = await this.#connection.run(signal, async (client, limit) => {
        // without a format some servers answer in base64 and others with nothing
        const body = { model: this.model, input, encoding_format: "float" as const };
        const { data, usage: used } = await client.embeddings.create(body, { signal: limit });
        usage.tokensIn += used?.prompt_tokens ?? 0;
        return read(data, input.length);
      });
      if (!result.ok) return { ...result, ...usage };
      vectors.push(...result.value);
    }
    const isOneKind = new Set(vectors.map((vector) => vector.length)).size <= 1;
    return isOneKind ? { ok: true, vectors, ...usage } : { ok: false, fault: "wrongForm", ...usage };
  }
}

/** @throws AttemptFailed unless there is one vector of finite numbers for each text */
function read(data: unknown, count: number): Float32Array[] {
  if (!Array.isArray(data) || data.length !== count) throw new AttemptFailed("wrongForm");
  const rows = data as { index?: unknown; embedding?: unknown }[];
  // the order of the answer is not promised, its numbers are
  const sorted = rows.toSorted((one, other) => Number(one.index ?? 0) - Number(other.index ?? 0));
  return sorted.map(({ embedding }) => {
    if (!Array.isArray(embedding) || embedding.length === 0) throw new AttemptFailed("empty");
    if (embedding.some((value) => typeof value !== "number")) throw new AttemptFailed("wrongForm");
    const vector = Float32Array.from(embedding as number[]);
    const length = Math.hypot(...vector);
    if (!Number.isFinite(length) || length === 0) throw new AttemptFailed("wrongForm");
    return vector.map((value) => value / length);
  });
}
