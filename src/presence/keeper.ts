import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Bot, BotStatus } from "../core/bot.ts";
import type { Database } from "../core/database/index.ts";
import { makeFolder } from "../core/folder.ts";
import type { Log } from "../core/log.ts";
import type { Clock } from "../core/time.ts";
import { presenceOf, writeGap, writePresence, type Presence } from "./presence.ts";
import { tellOwnersElsewhere } from "./tell.ts";
import { words } from "./text.ts";

/** Silence longer than this is a gap; contact is proved about every half minute. */
const gapMs = 90_000;
/** Owners hear of an outage that lasts. */
const outageMs = 120_000;
/** A new QR code is not sent to owners more often: puppets make one every few minutes. */
const scanAgainMs = 10 * 60_000;

export interface KeeperOptions {
  database: Database;
  bots: readonly Bot[];
  clock: Clock;
  log: Log;
  /** where QR codes are drawn for sending */
  folder: string;
  /** draws a QR code as a PNG */
  draw(code: string): Promise<Buffer>;
  /** shows a code to whoever starts the program */
  show(platform: string, code: string): void;
}

/**
 * Keeps the database's knowledge of the connections true, and tells people what they must do: scan a
 * code, look at a warning, know that nothing is heard.
 */
export class PresenceKeeper {
  readonly #options: KeeperOptions;
  readonly #scans = new Map<Bot, { code: string; toldAt: number }>();
  readonly #wasOnline = new Map<Bot, boolean>();
  /** whose sending is stopped, as far as the database knew at the last look */
  readonly #halted = new Set<Bot>();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Before the bots start: how old the accounts are, and a warning of an earlier run still holds. */
  async restore(): Promise<void> {
    for (const bot of this.#options.bots) {
      const known = await presenceOf(this.#options.database, bot);
      if (known?.firstAt) bot.knownSince?.(known.firstAt);
      if (!known?.alarm) continue;
      bot.halt?.(known.alarm);
      this.#halted.add(bot);
    }
  }

  /** Looks at every connection. Safe to call at any time; a failure of one does not hide the others. */
  async look(): Promise<void> {
    for (const bot of this.#options.bots) {
      // not met yet, or another process has the account and tells of it
      if (bot.account === "" || bot.status().standsBy) continue;
      await this.#lookAt(bot).catch((error: unknown) =>
        this.#options.log.warn({ err: error, platform: bot.platform }, "how a platform is could not be written"),
      );
    }
  }

  async #lookAt(bot: Bot): Promise<void> {
    const { database, clock } = this.#options;
    const now = clock.now();
    const before = await presenceOf(database, bot);
    if (before?.alarm === null && this.#halted.delete(bot)) bot.halt?.(null); // an operator has looked
    const status = bot.status();
    const isNewAlarm = status.alarm !== undefined && before?.alarm == null;
    if (status.alarm !== undefined) this.#halted.add(bot);
    if (before) await this.#noteGap(bot, before, status, now);
    await writePresence(database, bot, status, now);
    this.#wasOnline.set(bot, status.state === "online");
    await this.#showScan(bot, status.scan, now);
    await this.#tellTrouble(bot, isNewAlarm, now);
  }

  /** Whatever lies between the last word and the first new one was said to nobody. */
  async #noteGap(bot: Bot, before: Presence, status: BotStatus, now: Date): Promise<void> {
    if (status.state !== "online" || !bot.capabilities.losesMissed || !before.heardAt) return;
    const untilAt = status.contactAt ?? now;
    const silenceMs = untilAt.getTime() - before.heardAt.getTime();
    const isBack = this.#wasOnline.get(bot) !== true;
    if (silenceMs <= (isBack ? 0 : gapMs)) return;
    await writeGap(this.#options.database, bot, {
      fromAt: before.heardAt,
      untilAt,
      why: before.detail,
    });
  }

  async #showScan(bot: Bot, code: string | undefined, now: Date): Promise<void> {
    const { database, folder } = this.#options;
    if (code === undefined) return void this.#scans.delete(bot);
    const shown = this.#scans.get(bot);
    if (shown?.code === code) return;
    this.#options.show(bot.platform, code);
    const isDue = shown === undefined || now.getTime() - shown.toldAt >= scanAgainMs;
    this.#scans.set(bot, { code, toldAt: isDue ? now.getTime() : shown.toldAt });
    if (!isDue) return;
    makeFolder(folder);
    const png = path.join(folder, `login-${bot.platform}-${bot.account}.png`);
    await writeFile(png, await this.#options.draw(code), { mode: 0o600 });
    const { platform } = bot;
    await tellOwnersElsewhere(database, {
      platform,
      key: `scan:${platform}:${bot.account}:${now.getTime()}`,
      message: (language) => ({ text: words.scan[language]({ platform }), picture: { png, alt: "QR" } }),
      at: now,
      deadlineAt: new Date(now.getTime() + scanAgainMs),
    });
  }

  /** A warning at once, an outage when it lasts; each once. */
  async #tellTrouble(bot: Bot, isNewAlarm: boolean, now: Date): Promise<void> {
    const { database } = this.#options;
    const known = await presenceOf(database, bot);
    if (!known || (known.toldAt !== null && !isNewAlarm)) return;
    const { platform, account, alarm, detail, changedAt } = known;
    const isOut = known.state === "offline" && now.getTime() - changedAt.getTime() >= outageMs;
    if (alarm === null && !isOut) return;
    await tellOwnersElsewhere(database, {
      platform,
      key: `${alarm === null ? "out" : "alarm"}:${platform}:${account}:${now.getTime()}`,
      message: (language) => ({
        text:
          alarm === null
            ? words.offline[language]({ platform, detail })
            : words.alarm[language]({ platform, why: alarm }),
      }),
      at: now,
    });
    await database.prisma.accountPresence.update({
      where: { platform_account: { platform, account } },
      data: { toldAt: now },
    });
  }
}
