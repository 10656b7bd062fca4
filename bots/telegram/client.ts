import type { Telegram } from "telegraf";
import { type DirectCall, directCall } from "./direct.ts";

/** Calls one Bot API method. Rejects with what telegraf's client throws; `answerIn` reads it. */
export type Call = (method: string, params: object, signal: AbortSignal, timeoutMs?: number) => Promise<unknown>;

/** A call that is to be made. */
export interface BotCall {
  method: string;
  params: Record<string, unknown>;
}

/** Longest wait for an answer to an ordinary call. */
export const CALL_TIMEOUT_MS = 15_000;

export interface CallOptions {
  telegram: Telegram;
  /** ends with a slash */
  apiRoot: string;
  token: string;
  /** connections are made by an agent of telegraf's client */
  isProxied: boolean;
  /** longest wait for an answer */
  timeoutMs?: number | undefined;
}

/** Methods that send a file along. */
const withFiles = new Set(["sendPhoto", "sendDocument"]);

/**
 * Any method by name, with an end to waiting. With a file, or through a proxy, by telegraf's client, which on its
 * own waits 500 s, body included, and whose typed methods stop at Bot API 7.1; else directly.
 */
export function createCall({ telegram, apiRoot, token, isProxied, ...options }: CallOptions): Call {
  type AnyMethod = (method: string, params: object, options: { signal: AbortSignal }) => Promise<unknown>;
  const callApi = telegram.callApi.bind(telegram) as unknown as AnyMethod;
  const byTelegraf: DirectCall = (method, params, signal) => callApi(method, params, { signal });
  const directly = isProxied ? byTelegraf : directCall(apiRoot, token);
  return async (method, params, signal, timeoutMs = options.timeoutMs ?? CALL_TIMEOUT_MS) => {
    signal.throwIfAborted();
    // not AbortSignal.any: the listener has to go when the call ends, as the source may live as long as the program
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener("abort", abort);
    try {
      return await (withFiles.has(method) ? byTelegraf : directly)(method, params, controller.signal);
    } catch (error) {
      if (controller.signal.aborted && !signal.aborted) {
        throw new Error(`no answer to ${method} in ${timeoutMs} ms`, { cause: error });
      }
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    }
  };
}
