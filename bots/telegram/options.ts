import type { RequestListener } from "node:http";
import type { Bot, Capabilities, PacingProfile } from "../../src/core/bot.ts";
import type { Complaint } from "../../src/core/errors.ts";
import type { Log, Wait } from "./connection.ts";
import { textLimit } from "./limits.ts";

export interface TelegramOptions {
  token: string;
  /** where the Bot API is, without the token; TELEGRAM_API_ROOT */
  apiRoot: string;
  /** a HTTP proxy for an https `apiRoot`: http://[user:password@]host:port */
  proxy?: string;
  log: Log;
  now?: () => Date;
  /** how long Telegram holds an empty poll, in seconds; 0–50 */
  pollTimeoutS?: number;
  /** longest wait for an answer to an ordinary call; 15 s when absent */
  callTimeoutMs?: number;
  /**
   * Called once when the running connection ends for good (token revoked, another program polls the
   * same bot), with the sentence that `status` shows. A `start` that rejects does not call it.
   */
  onRefused?: (why: Complaint, reason: "unauthorized" | "conflict") => void;
  /** pauses between tries; replaced in tests */
  wait?: Wait;
  /** updates come by POST instead of by polling */
  webhook?: WebhookOptions;
}

export interface WebhookOptions {
  /** the public https address that Telegram posts to */
  url: string;
  /** a server of our own on 127.0.0.1; without it mount `webhookHandler` in another */
  port?: number;
  /** 1–256 of A–Z, a–z, 0–9, _ and -; without it one made from the token, the same in every process */
  secret?: string;
}

/** The Telegram adapter; beside the port, the handler for a web server that others own. */
export interface TelegramBot extends Bot {
  /** Takes Telegram's POSTs at the path of `webhook.url`; null when polling. */
  readonly webhookHandler: RequestListener | null;
  /** The port of our own webhook server, once started; null without one. */
  readonly webhookPort: number | null;
}

/** Deleting exists on Telegram, but the port has no message for it yet. */
export const capabilities: Capabilities = {
  buttons: true,
  edits: true,
  deletes: false,
  replies: true,
  threads: true,
  privateFirst: false,
  commandMenu: true,
  nativeQuiz: true,
  pictures: true,
  files: true,
  copies: ["photo", "video", "audio", "voice", "animation", "document", "location", "contact"],
  textLimit,
};

/**
 * Under what https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this says:
 * 20 messages a minute into one group (2 kept free for urgent answers), one a second into one chat,
 * about 30 a second in all.
 */
export const pacing: PacingProfile = {
  perGroup: { count: 18, windowMs: 60_000 },
  gapMs: { min: 1_000, max: 1_000 },
  overall: { count: 25, windowMs: 1_000 },
};
