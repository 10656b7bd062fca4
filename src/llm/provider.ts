import type { OpenAI } from "openai";
import { z } from "zod";
import { AttemptFailed, Connection, isNotTaken, type ConnectionOptions } from "./connection.ts";
import type { Model, ModelRequest, ModelResult, Usage } from "./model.ts";

export interface ProviderOptions extends ConnectionOptions {
  model: string;
  /** currency units for a million tokens, in and out */
  priceIn: number;
  priceOut: number;
  /** currency units a month; 0 = no limit */
  monthlyCap: number;
}

/** Ways to ask for JSON, the strictest first; providers differ in which they take. */
const rungs = ["json_schema", "json_object", "plain"] as const;

/** An answer of 300 tokens is some kilobytes; whatever is longer is not read to its end. */
const bodyLimit = 64_000;

/**
 * A provider that speaks OpenAI's chat completions. The rung that worked is remembered; a reply of the
 * wrong form is asked for once more.
 */
export class Provider implements Model {
  readonly provider: string;
  readonly monthlyCap: number | null;
  readonly #options: ProviderOptions;
  readonly #connection: Connection;
  #rung = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.provider = `${options.model}, ${new URL(options.baseURL).hostname}`;
    this.monthlyCap = options.monthlyCap > 0 ? Math.round(options.monthlyCap * 1e6) : null;
    this.#connection = new Connection(options, bodyLimit);
  }

  cost({ tokensIn, tokensOut }: Usage): number {
    return Math.ceil(tokensIn * this.#options.priceIn + tokensOut * this.#options.priceOut);
  }

  async ask<T>(request: ModelRequest<T>, signal: AbortSignal): Promise<ModelResult<T>> {
    const usage = { tokensIn: 0, tokensOut: 0 };
    const result = await this.#connection.run(signal, (client, limit) => this.#climb(client, request, usage, limit));
    return { ...result, ...usage };
  }

  /** Down the ladder until a rung is taken, then one repair. */
  async #climb<T>(client: OpenAI, request: ModelRequest<T>, usage: Usage, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await this.#attempt(client, request, usage, signal);
      } catch (error) {
        const fault = error instanceof AttemptFailed ? error.fault : undefined;
        if (fault === "unsupported" && this.#rung < rungs.length - 1) {
          this.#rung++;
          continue;
        }
        if (fault !== "notJson" && fault !== "wrongForm") throw error;
        const user = `${request.user}\n\nYour last reply was not JSON of the demanded form. Reply with that JSON alone.`;
        return this.#attempt(client, { ...request, user }, usage, signal);
      }
    }
  }

  async #attempt<T>(client: OpenAI, request: ModelRequest<T>, usage: Usage, signal: AbortSignal): Promise<T> {
    const rung = rungs[this.#rung] ?? "plain";
    const schema = z.toJSONSchema(request.schema);
    const system =
      rung === "json_schema"
        ? request.system
        : `${request.system}\n\nReply with JSON alone, of this schema:\n${JSON.stringify(schema)}`;
    const completion = await client.chat.completions
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
        throw isNotTaken(error) ? new AttemptFailed("unsupported") : error;
      });
    usage.tokensIn += completion.usage?.prompt_tokens ?? 0;
    usage.tokensOut += completion.usage?.completion_tokens ?? 0;
    return read(request.schema, completion.choices?.[0]?.message?.content);
  }
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
    value = JSON.parse(unfenced(content.trim()));
  } catch {
    throw new AttemptFailed("notJson");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AttemptFailed("wrongForm");
  return parsed.data;
}

const fence = "```";

/** What stands in the fence around it, if there is one. */
function unfenced(text: string): string {
  const isFenced = text.length >= 2 * fence.length && text.startsWith(fence) && text.endsWith(fence);
  return isFenced ? text.slice(fence.length, -fence.length).replace(/^json/iu, "") : text;
}
