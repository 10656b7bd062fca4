import { TelegramError } from "telegraf";
import { PlatformRefusal, PlatformSilence } from "../../src/core/bot.ts";

/** How long to wait after a 429 that does not say. */
const RETRY_AFTER_MS = 5_000;

/** What Telegram answered to a call that it did not do; null when it did not answer. */
export interface Answer {
  code: number;
  description: string;
  retryAfterMs: number;
  migratedTo: string | undefined;
}

/**
 * Reads an error of telegraf's client. Only an answer in the Bot API's own form, below 500, is a
 * refusal; anything else (timeout, reset, 5xx, a proxy's page) leaves open whether the call was done.
 */
export function answerIn(error: unknown): Answer | null {
  if (!(error instanceof TelegramError) || !(error.code >= 400 && error.code < 500)) return null;
  const migratedTo = error.parameters?.migrate_to_chat_id;
  return {
    code: error.code,
    description: error.description ?? "",
    retryAfterMs: retryAfterMs(error.parameters?.retry_after),
    migratedTo: migratedTo === undefined ? undefined : String(migratedTo),
  };
}

function retryAfterMs(seconds: unknown): number {
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : RETRY_AFTER_MS;
}

/** A failed send in the core's words, the token masked. */
export function platformError(error: unknown, mask: (text: string) => string): PlatformRefusal | PlatformSilence {
  const answer = answerIn(error);
  if (!answer) return new PlatformSilence(mask(`Telegram did not answer: ${messageOf(error)}`));
  const text = mask(`Telegram refused: ${answer.code} ${answer.description}`);
  const { code, retryAfterMs, migratedTo } = answer;
  if (code === 429) return new PlatformRefusal("rateLimited", text, { retryAfterMs });
  if (migratedTo !== undefined) return new PlatformRefusal("migrated", text, { migratedTo });
  return new PlatformRefusal(reasonOf(answer), text);
}

function reasonOf({ code, description }: Answer): "unauthorized" | "blocked" | "notFound" | "rejected" {
  if (code === 401) return "unauthorized";
  if (code === 403) return "blocked";
  if (/chat not found|user not found|PEER_ID_INVALID|group chat was (deactivated|upgraded)/i.test(description)) {
    return "notFound";
  }
  if (/not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED/i.test(description)) return "blocked";
  return "rejected";
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A function that takes the token, and anything that looks like one, out of a text: telegraf's errors hold the URL. */
export function masker(token: string): (text: string) => string {
  return (text) => {
    const known =
      token === "" ? text : text.replaceAll(token, "[token]").replaceAll(encodeURIComponent(token), "[token]");
    return known.replaceAll(/\d+:[A-Za-z0-9_-]{30,}/g, "[token]");
  };
}
