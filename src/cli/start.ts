import closeWithGrace from "close-with-grace";
import cron from "node-cron";
import type { Config } from "../config.ts";
import type { Bot } from "../core/bot.ts";
import type { Database } from "../core/database/index.ts";
import type { Feature } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import type { Language } from "../core/text.ts";
import { systemClock } from "../core/time.ts";
import { createHouse, type House } from "../house.ts";
import { openInstallation, type Installation } from "../installation.ts";
import { Complaint } from "../core/errors.ts";
import { UsageError } from "./context.ts";
import { startText } from "./text.ts";

export interface StartOptions {
  config: Config;
  features: readonly Feature[];
  log: Log;
  /** the platforms that are configured, not yet connected */
  bots: readonly Bot[];
  out(line: string): void;
  language: Language;
  /** Plays in the terminal until its person leaves; absent without a terminal. */
  play?: (database: Database) => Promise<void>;
}

/** Longest a stop may take, in ms. */
const stopLimitMs = 10_000;

/**
 * The service: connects the configured platforms to the community core and runs until it is told to
 * stop. With a terminal it opens the playground in it, and leaving the playground stops it.
 */
export async function start(options: StartOptions): Promise<void> {
  const { config, log, bots, out } = options;
  const installation = await openInstallation(config, log);
  let service: Service | undefined;
  try {
    const claim = await installation.claimService(() => {
      log.error("another process serves these chats now: this one ends");
      process.kill(process.pid, "SIGTERM");
    });
    if ("holder" in claim)
      throw new UsageError(
        `Hearth already runs on ${config.HEARTH_DATA_DIR} (${claim.holder}); stop it first, or set HEARTH_DATA_DIR to another folder`,
      );
    service = await openService(installation, claim.owner, options);
  } catch (error) {
    await installation.close();
    throw error;
  }
  const running = service;
  const stop = once(async () => {
    await running.close();
    await installation.close();
  });
  closeWithGrace({ delay: stopLimitMs, logger: false }, async ({ err }) => {
    if (err instanceof Complaint) process.stderr.write(`${err.message}\n`);
    else if (err) log.error({ err }, "stopping after an error nobody handled");
    await stop();
    if (err) process.exitCode = 1;
  });
  for (const line of describe(options)) out(line);
  out(`ready: ${bots.length === 0 ? "no platform connected" : bots.map((bot) => bot.platform).join(", ")}`);
  if (options.play) {
    await options.play(await installation.open("hearth_playground"));
    await stop();
    process.exit(0);
  }
}

interface Service {
  house: House;
  close(): Promise<void>;
}

async function openService(installation: Installation, owner: string, options: StartOptions): Promise<Service> {
  const { config, features, log, bots } = options;
  const database = await installation.open("hearth");
  const house = createHouse({
    database,
    features,
    bots,
    clock: systemClock,
    log,
    pacing: config.HEARTH_PACING === "on",
    owner,
  });
  const connected: Bot[] = [];
  try {
    for (const bot of bots) {
      await bot.start(house.accept).catch((error: unknown) => {
        throw new Complaint(error instanceof Error ? error.message : String(error));
      });
      connected.push(bot);
    }
  } catch (error) {
    for (const bot of connected) await bot.stop();
    await house.stop();
    throw error;
  }
  await house.start();
  const tick = () =>
    house
      .tick()
      .catch((error: unknown) => log.error({ err: error }, "what was due could not be done; trying again in a minute"));
  // cron only ticks: the cursor rows in the database decide what is due
  const ticking = cron.schedule("* * * * *", tick, { noOverlap: true });
  void tick();
  return {
    house,
    close: async () => {
      await ticking.stop();
      for (const bot of bots) await bot.stop();
      await house.stop();
    },
  };
}

/** What runs, what is not configured, and how to configure it. */
function describe({ config, bots, language }: StartOptions): string[] {
  const lines = [startText.data[language]({ folder: config.DATABASE_URL ? null : config.HEARTH_DATA_DIR })];
  for (const bot of bots) {
    const { state, detail } = bot.status();
    const { platform, username } = bot;
    lines.push(startText.platform[language]({ platform, username, online: state === "online", detail }));
  }
  if (!bots.some((bot) => bot.platform === "telegram")) lines.push(startText.noTelegram[language]());
  return lines;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
