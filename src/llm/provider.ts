import OpenAI, { APIConnectionError, APIError } from "openai";
import { z } from "zod";
import type { Fault, Model, ModelRequest, ModelResult, Usage } from "./model.ts";

export interface ProviderOptions {
  baseURL: string;
  apiKey: string;
  model: string;
  /** currency units for a million tokens, in and out */
  priceIn: number;
  priceOut: number;
  /** currency units a month; 0 = no limit */
  monthlyCap: number;
  /** milliseconds that only go forward */
  now(): number;
  fetch?: typeof fetch;
  /** how long a whole request may take, in ms */
  limitMs?: number;
}

/** Ways to ask for JSON, the strictest first; providers differ in which they take. */
const rungs = ["json_schema", "json_object", "plain"] as const;

const requestLimitMs = 8_000;
const faultsLimit = 5;
const circuitMs = 60_000;
/** An answer of 300 tokens is some kilobytes; whatever is longer is not read to its end. */
const bodyLimit = 64_000;

/** What went wrong with one attempt; `unsupported` = this way of asking for JSON is not taken. */
class AttemptFailed extends Error {
  readonly fault: Fault | "unsupported";
  constructor(fault: Fault | "unsupported") {
    super(fault);
    this.fault = fault;
  }
}

/**
 * A provider that speaks OpenAI's chat completions. The rung that worked is remembered; a reply of the
 * wrong form is asked for once more; after five faults in a row nothing is asked for a minute.
 */
export class Provider implements Model {
  readonly provider: string;
  readonly monthlyCap: number | null;
  readonly #options: ProviderOptions;
  readonly #client: OpenAI;
  #rung = 0;
  #faults = 0;
  #shutUntil = -Infinity;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.provider = `${options.model}, ${new URL(options.baseURL).hostname}`;
    this.monthlyCap = options.monthlyCap > 0 ? Math.round(options.monthlyCap * 1e6) : null;
    this.#client = new OpenAI({
      baseURL: options.baseURL,
      apiKey: options.apiKey,
      maxRetries: 0,
      timeout: options.limitMs ?? requestLimitMs,
      fetch: limited(options.fetch ?? fetch),
    });
  }

  cost({ tokensIn, tokensOut }: Usage): number {
    return Math.ceil(tokensIn * this.#options.priceIn + tokensOut * this.#options.priceOut);
  }

  async ask<T>(request: ModelRequest<T>, signal: AbortSignal): Promise<ModelResult<T>> {
    const usage = { tokensIn: 0, tokensOut: 0 };
    if (this.#options.now() < this.#shutUntil) return { ok: false, fault: "circuit", ...usage };
    // the SDK's own limit is per attempt and ends with the headers: this one covers everything
    const limit = AbortSignal.any([signal, AbortSignal.timeout(this.#options.limitMs ?? requestLimitMs)]);
    try {
      const climbing = this.#climb(request, usage, limit);
      const value = await Promise.race([climbing, whenAborted(limit)]);
      this.#faults = 0;
      return { ok: true, value, ...usage };
    } catch (error) {
      if (++this.#faults >= faultsLimit) {
        this.#shutUntil = this.#options.now() + circuitMs;
        this.#faults = 0;
      }
      return { ok: false, fault: faultOf(error, limit), ...usage };
    }
  }

  /** Down the ladder until a rung is taken, then one repair. */
  async #climb<T>(request: ModelRequest<T>, usage: Usage, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await this.#attempt(request, usage, signal);
      } catch (error) {
        const fault = error instanceof AttemptFailed ? error.fault : undefined;
        if (fault === "unsupported" && this.#rung < rungs.length - 1) {
          this.#rung++;
          continue;
        }
        if (fault !== "notJson" && fault !== "wrongForm") throw error;
        const user = `${request.user}\n\nYour last reply was not JSON of the demanded form. Reply with that JSON alone.`;
        return this.#attempt({ ...request, user }, usage, signal);
      }
    }
  }

  async #attempt<T>(request: ModelRequest<T>, usage: Usage, signal: AbortSignal): Promise<T> {
    const rung = rungs[this.#rung] ?? "plain";
    const schema = z.toJSONSchema(request.schema);
    const system =
      rung === "json_schema"
        ? request.system
        : `${request.system}\n\nReply with JSON alone, of this schema:\n${JSON.stringify(schema)}`;
    const completion = await this.#client.chat.completions
      .create(
        {
          model: this.#options.model,
          temperature: 0,
          max_tokens: request.maxTokens,
          messages: [
            { role: "system", content: system },
            { role: "user", content: request.user },
          ],
          ...formatOf(rung, request.schemaName, schema),
        },
        { signal },
      )
      .catch((error: unknown) => {
        const isUnsupported = error instanceof APIError && (error.status === 400 || error.status === 422);
        throw isUnsupported ? new AttemptFailed("unsupported") : error;
      });
    usage.tokensIn += completion.usage?.prompt_tokens ?? 0;
    usage.tokensOut += completion.usage?.completion_tokens ?? 0;
    return read(request.schema, completion.choices?.[0]?.message?.content);
  }
}

/** Rejects when the time is over, whether or not whoever is waited for looks at the signal. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error("the time is over"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function formatOf(rung: (typeof rungs)[number], name: string, schema: object) {
  if (rung === "json_schema") {
    const json_schema = { name, strict: true, schema: schema as Record<string, unknown> };
    return { response_format: { type: "json_schema" as const, json_schema } };
  }
  return rung === "json_object" ? { response_format: { type: "json_object" as const } } : {};
}

/** @throws AttemptFailed unless the text is JSON of the schema; a fence around it is taken off */
export function read<T>(schema: z.ZodType<T>, content: unknown): T {
  if (typeof content !== "string" || content.trim() === "") throw new AttemptFailed("empty");
  let value: unknown;
  try {
    value = JSON.parse(content.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/u, "$1"));
  } catch {
    throw new AttemptFailed("notJson");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AttemptFailed("wrongForm");
  return parsed.data;
}

function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (error instanceof AttemptFailed) return error.fault === "unsupported" ? "refused" : error.fault;
  if (signal.aborted) return "timeout";
  if (error instanceof APIConnectionError) {
    return String((error as { cause?: unknown }).cause).includes(tooLong) ? "tooLong" : "unreachable";
  }
  if (error instanceof APIError) return "refused";
  return String(error).includes(tooLong) ? "tooLong" : "notJson";
}

const tooLong = "the answer is too long";

/** Reads whole answers here, up to a limit: a server may send megabytes whatever it was asked for. */
function limited(fetchIt: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchIt(input, init);
    if (!response.body) return response;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > bodyLimit) throw new Error(tooLong);
      chunks.push(chunk);
    }
    const { status, statusText, headers } = response;
    return new Response(status === 204 ? null : Buffer.concat(chunks), { status, statusText, headers });
  };
}
