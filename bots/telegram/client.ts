import type { Telegram } from "telegraf";

/** Calls one Bot API method. Rejects with what telegraf's client throws; `answerIn` reads it. */
export type Call = (method: string, params: object, signal: AbortSignal, timeoutMs?: number) => Promise<unknown>;

/** A call that is to be made. */
export interface BotCall {
  method: string;
  params: Record<string, unknown>;
}

/** Longest wait for an answer to an ordinary call. */
export const CALL_TIMEOUT_MS = 15_000;

/**
 * Telegraf's client, with any method by name and an end to waiting: on its own it waits 500 s, body
 * included, and its typed methods stop at Bot API 7.1.
 */
export function createCall(telegram: Telegram, callTimeoutMs = CALL_TIMEOUT_MS): Call {
  type AnyMethod = (method: string, params: object, options: { signal: AbortSignal }) => Promise<unknown>;
  const callApi = telegram.callApi.bind(telegram) as unknown as AnyMethod;
  return async (method, params, signal, timeoutMs = callTimeoutMs) => {
    signal.throwIfAborted();
    // not AbortSignal.any: the listener has to go when the call ends, as the source may live as long as the program
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, timeoutMs);
    signal.addEventListener("abort", abort);
    try {
      return await callApi(method, params, { signal: controller.signal });
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
