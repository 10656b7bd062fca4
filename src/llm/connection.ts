import type { APIConnectionError, APIError, OpenAI } from "openai";
import type { Fault } from "./model.ts";

export interface ConnectionOptions {
  baseURL: string;
  apiKey: string;
  /** milliseconds that only go forward */
  now(): number;
  fetch?: typeof fetch;
  /** how long a whole request may take, in ms */
  limitMs?: number;
}

const requestLimitMs = 8_000;
const faultsLimit = 5;
const circuitMs = 60_000;
/** A provider that asks for a longer pause is asked once in so long all the same. */
const longestPauseMs = 900_000;

/** What went wrong with one attempt; `unsupported` = the provider does not take this form of a request. */
export class AttemptFailed extends Error {
  readonly fault: Fault | "unsupported";
  constructor(fault: Fault | "unsupported") {
    super(fault);
    this.fault = fault;
  }
}

/** A provider's SDK with a client of it. */
interface Opened {
  client: OpenAI;
  APIError: typeof APIError;
  APIConnectionError: typeof APIConnectionError;
}

/**
 * The way to one provider that speaks OpenAI's interface: a limit for everything a request does, and
 * after five faults in a row nothing is asked for a minute. The SDK is read with the first request:
 * whoever has no provider never waits for it.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #bodyLimit: number;
  #opened: Promise<Opened> | undefined;
  #faults = 0;
  #shutUntil = -Infinity;

  /** @param bodyLimit bytes of an answer that are read */
  constructor(options: ConnectionOptions, bodyLimit: number) {
    this.#options = options;
    this.#bodyLimit = bodyLimit;
  }

  /** Does `work` within the limit. It never throws: what goes wrong comes back as a fault. */
  async run<T>(
    signal: AbortSignal,
    work: (client: OpenAI, signal: AbortSignal) => Promise<T>,
  ): Promise<{ ok: true; value: T } | { ok: false; fault: Fault }> {
    const { now, limitMs = requestLimitMs } = this.#options;
    if (now() < this.#shutUntil) return { ok: false, fault: "circuit" };
    this.#opened ??= this.#open();
    const sdk = await this.#opened;
    // the SDK's own limit is per attempt and ends with the headers: this one covers everything
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
    try {
      const value = await Promise.race([work(sdk.client, limit), whenAborted(limit)]);
      this.#faults = 0;
      return { ok: true, value };
    } catch (error) {
      const fault = faultOf(error, limit, sdk);
      // nothing a person said changes what the key opens
      const isFinal = fault === "key" || fault === "unknownModel";
      const pauseMs = fault === "tooMany" ? Math.min(pauseIn(error), longestPauseMs) : 0;
      if (++this.#faults >= faultsLimit || isFinal || pauseMs > 0) {
        this.#shutUntil = now() + (pauseMs || circuitMs);
        this.#faults = 0;
      }
      return { ok: false, fault };
    }
  }

  async #open(): Promise<Opened> {
    const { OpenAI, APIError, APIConnectionError } = await import("openai");
    const { baseURL, apiKey, limitMs = requestLimitMs } = this.#options;
    const fetchIt = limited(this.#options.fetch ?? fetch, this.#bodyLimit);
    const client = new OpenAI({ baseURL, apiKey, maxRetries: 0, timeout: limitMs, fetch: fetchIt });
    return { client, APIError, APIConnectionError };
  }
}

/** A refusal that says the request itself is not understood, by the status of HTTP. */
export const isNotTaken = (error: unknown): boolean => [400, 422].includes(statusOf(error));

const statusOf = (error: unknown): number => Number((error as { status?: unknown } | null)?.status ?? 0);

function refusalOf(status: number): Fault {
  if (status === 401 || status === 403) return "key";
  if (status === 404) return "unknownModel";
  if (status === 402 || status === 429) return "tooMany";
  return status >= 500 ? "down" : "refused";
}

/** How long a provider asks not to be asked, in ms; 0 = it does not say. RFC 9110: seconds, or a date, which is not read. */
function pauseIn(error: unknown): number {
  const headers = (error as { headers?: Headers } | null)?.headers;
  const seconds = Number(headers?.get("retry-after") ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}

/** Rejects when the time is over, whether or not whoever is waited for looks at the signal. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error("the time is over"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function faultOf(error: unknown, signal: AbortSignal, sdk: Opened): Fault {
  if (error instanceof AttemptFailed) return error.fault === "unsupported" ? "refused" : error.fault;
  if (signal.aborted) return "timeout";
  if (error instanceof sdk.APIConnectionError) {
    return String((error as { cause?: unknown }).cause).includes(tooLong) ? "tooLong" : "unreachable";
  }
  if (error instanceof sdk.APIError) return refusalOf(statusOf(error));
  return String(error).includes(tooLong) ? "tooLong" : "notJson";
}

const tooLong = "the answer is too long";

/** Reads whole answers here, up to a limit: a server may send megabytes whatever it was asked for. */
function limited(fetchIt: typeof fetch, bodyLimit: number): typeof fetch {
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
