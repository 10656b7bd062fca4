import type { Bot } from "../core/bot.ts";
import { Complaint } from "../core/errors.ts";
import type { Language } from "../core/text.ts";
import type { Turns } from "../core/turns.ts";
import type { House } from "../house.ts";
import { startText } from "./text.ts";

/** Somebody stopped the program while it waited for a platform. */
export class StoppedEarly extends Error {
  override name = "StoppedEarly";
}

/** So long nothing is said of a platform that does not answer. */
const patienceMs = 3_000;

interface Connecting {
  bots: readonly Bot[];
  out(line: string): void;
  language: Language;
}

/**
 * Connects every bot, or none. It waits as long as a platform cannot be reached, says so after some seconds, and
 * ends in good order at a signal: nobody else listens for one yet.
 * @throws StoppedEarly, or Complaint with what the platform says
 */
export async function connect({ bots, out, language }: Connecting, house: House, turns: Turns): Promise<void> {
  let isStopped = false;
  const stop = async () => {
    for (const bot of bots) await bot.stop();
  };
  const onSignal = () => {
    isStopped = true;
    void stop();
  };
  const waiting = setTimeout(() => {
    for (const bot of bots.filter((one) => one.status().state !== "online"))
      out(
        startText.waiting[language]({
          platform: bot.platform,
          detail: bot.status().detail,
          mayNeedProxy: bot.platform === "telegram",
        }),
      );
  }, patienceMs);
  for (const signal of signals) process.once(signal, onSignal);
  try {
    for (const bot of bots) await bot.start(house.accept, house.acquaintances, turns);
  } catch (error) {
    await stop();
    if (isStopped) throw new StoppedEarly("stopped while connecting", { cause: error });
    throw error instanceof Complaint ? error : new Complaint(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(waiting);
    for (const signal of signals) process.off(signal, onSignal);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
