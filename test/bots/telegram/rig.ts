import { createTelegramBot, type TelegramBot, type TelegramOptions } from "../../../bots/telegram/index.ts";
import type { Accept } from "../../../src/core/bot.ts";
import type { ChatEvent } from "../../../src/core/event.ts";
import { createFakeTelegram, type FakeTelegram, type FakeTelegramOptions } from "../../fakes/telegram.ts";

/** The adapter on the fake Bot API, with a clock that moves only when somebody waits. */
export interface Rig {
  fake: FakeTelegram;
  bot: TelegramBot;
  events: ChatEvent[];
  /** log lines as "warn …" */
  lines: string[];
  /** milliseconds the adapter has waited between tries, in order */
  waits: number[];
  /** moves the adapter's clock */
  advance: (ms: number) => void;
  accept: Accept;
  start: () => Promise<void>;
  /** Resolves when the adapter's side has come so far; the platform's side has `fake.until`. */
  until: (condition: () => boolean) => Promise<void>;
  close: () => Promise<void>;
}

export async function createRig(
  options: Partial<TelegramOptions> = {},
  fakeOptions: FakeTelegramOptions = {},
): Promise<Rig> {
  const fake = await createFakeTelegram(fakeOptions);
  const lines: string[] = [];
  const waits: number[] = [];
  const events: ChatEvent[] = [];
  const line = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  let nowMs = Date.UTC(2026, 2, 1, 1);
  const bot = createTelegramBot({
    token: fake.token,
    apiRoot: fake.url,
    log: { info: line("info"), warn: line("warn"), error: line("error") },
    now: () => new Date(nowMs),
    wait: async (ms) => {
      waits.push(ms);
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    ...options,
  });
  const accept: Accept = (event) => {
    events.push(event);
    return Promise.resolve();
  };
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };
  const close = async () => {
    await bot.stop();
    await fake.close();
  };
  return {
    fake,
    bot,
    events,
    lines,
    waits,
    accept,
    start: () => bot.start(accept),
    until,
    close,
    advance: (ms) => void (nowMs += ms),
  };
}
