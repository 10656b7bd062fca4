import type { BotStatus } from "../../src/core/bot.ts";
import { Complaint, type Saying } from "../../src/core/errors.ts";

/** Where the adapter tells of its state; every text is masked before it gets here. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

const unreachable: Saying = { zh: "连不上 Telegram", en: "Telegram cannot be reached" };

/** A failure that lasts is told once in this time, however often it is tried. */
const QUIET_MS = 60_000;

/** The state of the connection, and the one place that logs its failures. */
export class Connection {
  private state: BotStatus["state"] = "connecting";
  private detail: Saying | null = null;
  private contactAt: Date | null = null;
  private warnedAt: number | undefined;
  private waits = false;
  private told = false;
  private tries = 0;
  /** shown while online: something works less well than it could */
  caution: Saying | null = null;
  private readonly log: Log;
  private readonly now: () => Date;
  private readonly mask: (text: string) => string;

  constructor(log: Log, now: () => Date, mask: (text: string) => string) {
    this.log = log;
    this.now = now;
    this.mask = mask;
  }

  status(): BotStatus {
    const detail = this.state === "online" ? this.caution : this.detail;
    const standsBy = this.waits ? { standsBy: true as const } : {};
    return { state: this.state, detail, contactAt: this.contactAt, ...standsBy };
  }

  /** Whether another process has the account's turn: we are well, and silent. */
  standBy(waits: boolean): void {
    if (this.waits !== waits)
      this.log.info(waits ? "Telegram: another process receives; standing by" : "Telegram: receiving");
    this.waits = waits;
  }

  succeeded(): void {
    if (this.state === "refused") return;
    this.contactAt = this.now();
    this.state = "online";
    if (this.told) this.log.info(`Telegram: connected again after ${this.tries} failed tries`);
    this.told = false;
    this.tries = 0;
  }

  /** A failure that is tried again: one line at once, then one a minute at most. */
  failed(what: string, trouble: Saying = unreachable): void {
    if (this.state === "refused") return;
    this.tries += 1;
    this.state = "offline";
    const masked = this.mask(what);
    const detail = { zh: `${trouble.zh}：${masked}`, en: `${trouble.en}: ${masked}` };
    this.detail = detail;
    const now = this.now().getTime();
    if (this.warnedAt !== undefined && now - this.warnedAt < QUIET_MS) return;
    this.warnedAt = now;
    this.told = true;
    this.log.warn(`${detail.en} (try ${this.tries}; trying on)`);
  }

  /** Something failed that the connection can do without. */
  note(what: string): void {
    this.log.warn(this.mask(`Telegram: ${what}`));
  }

  /** The end: nothing is tried any more. */
  refused(why: Complaint): void {
    if (this.state === "refused") return;
    this.state = "refused";
    const { zh, en } = why.saying;
    this.detail = { zh: this.mask(zh), en: this.mask(en) };
  }

  /** Stopped by us. */
  closed(): void {
    if (this.state === "refused") return;
    this.state = "offline";
    this.detail = { zh: "已停止", en: "stopped" };
  }
}

/** The account, or another program that uses it, makes going on pointless. The message is for people. */
export class Refused extends Complaint {
  override name = "Refused";
}

export const badToken = {
  zh: "Telegram 不认这个机器人令牌；检查 TELEGRAM_BOT_TOKEN（在 BotFather 那里发 /token 能看到）",
  en: "Telegram does not accept the bot token; check TELEGRAM_BOT_TOKEN (BotFather shows it under /token)",
};

export const takenToken = {
  zh: "一分钟来一直有别的程序在收这个机器人的消息；停掉它，或者给 TELEGRAM_BOT_TOKEN 换一个机器人的令牌",
  en: "another program has been receiving this Telegram bot's messages for a minute; stop it, or give TELEGRAM_BOT_TOKEN the token of another bot",
};

/** Waits; ends early, without an error, when the signal aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

export const wait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });

/** 1 s, doubled with each failure in a row, 30 s at most. */
export const backoffMs = (failures: number): number => Math.min(30_000, 1_000 * 2 ** Math.max(0, failures - 1));
