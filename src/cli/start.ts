import path from "node:path";
import closeWithGrace from "close-with-grace";
import type { Backups } from "../backup/index.ts";
import { Nightly } from "../backup/nightly.ts";
import type { Config } from "../config.ts";
import { openBell, type Bell } from "../core/bell.ts";
import type { Bot } from "../core/bot.ts";
import { hasLowestPlace, readThrough, type Database } from "../core/database/index.ts";
import type { Feature } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import type { Language } from "../core/text.ts";
import { systemClock } from "../core/time.ts";
import { createTurns } from "../core/turns.ts";
import { createSendTimes } from "../health/metrics.ts";
import { healthPages, startingPages } from "../health/pages.ts";
import { clockOffMs, Watch } from "../health/watch.ts";
import { issueClaimCodes } from "../operators/claim.ts";
import { createHouse, type House } from "../house.ts";
import { openInstallation, type Installation } from "../installation.ts";
import { PresenceKeeper } from "../presence/keeper.ts";
import { qrAsPng, qrForTerminal } from "../presence/qr.ts";
import { serve, type Pages, type Web } from "../web/server.ts";
import { Complaint, UsageError } from "../core/errors.ts";
import { connect, StoppedEarly } from "./connect.ts";
import { endWithTerminal } from "./terminal.ts";
import { startText } from "./text.ts";
import { createTicks, type Ticks } from "../core/ticks.ts";

export interface StartOptions {
  config: Config;
  features: readonly Feature[];
  log: Log;
  /** the platforms that are configured, not yet connected */
  bots: readonly Bot[];
  backups: Backups;
  out(line: string): void;
  language: Language;
  /** The playground, over a database that is opened when somebody first plays. */
  playground(database: () => Promise<Database>): PlaygroundService;
}

/** The playground beside the service: its pages, and its terminal. */
export interface PlaygroundService {
  readonly pages: Pages;
  /** Plays in the terminal until its person leaves; absent without a terminal. */
  play?(): Promise<void>;
  close(): Promise<void>;
}

/** Longest a stop may take, in ms. */
const stopLimitMs = 10_000;
/**
 * Signals of a machine that went wrong underneath us. A handler in JavaScript returns into the fault, which
 * comes again: a process that should have died would keep a core busy for ever.
 */
const broken = ["SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV"] as const;

/**
 * The service: connects the configured platforms to the community core and runs until it is told to
 * stop. The playground has a page, and with a terminal it is open in it too; leaving it there stops all.
 */
export async function start(options: StartOptions): Promise<void> {
  const { config, log, bots, out, language } = options;
  const installation = await openInstallation(config, log, options.backups.beforeMigrating);
  const playground = options.playground(() => installation.open("hearth_playground"));
  let service: Service | undefined;
  let web: Web | undefined;
  try {
    const claim = await installation.claimService(() => {
      log.error("another process serves these chats now: this one ends");
      process.kill(process.pid, "SIGTERM");
    });
    if ("holder" in claim) {
      const known = { folder: config.HEARTH_DATA_DIR, holder: claim.holder };
      throw new UsageError({ zh: startText.alreadyRuns.zh(known), en: startText.alreadyRuns.en(known) });
    }
    // a port that is taken stops the start before anybody is told that we are here
    const starting = startingPages();
    const pages = [...starting, ...(installation.hasPlayground ? [playground.pages] : [])];
    if (config.HEARTH_WEB !== "off") web = await serve(config.HEARTH_WEB, pages, log);
    service = await openService(installation, claim.owner, options);
    pages.splice(0, starting.length, ...service.health);
  } catch (error) {
    await web?.close();
    await installation.close();
    if (error instanceof StoppedEarly) return;
    throw error;
  }
  const running = service;
  const stop = once(async () => {
    await web?.close();
    await playground.close();
    await running.close();
    await installation.close();
  });
  closeWithGrace({ delay: stopLimitMs, logger: false, skip: [...broken] }, async ({ err }) => {
    if (err instanceof Complaint) process.stderr.write(`${err.in(language)}\n`);
    else if (err) log.error({ err }, "stopping after an error nobody handled");
    await stop();
    if (err) process.exitCode = 1;
    endWithTerminal();
  });
  for (const line of describe(options)) out(line);
  out(whereToPlay(options, installation.hasPlayground ? web : undefined, playground));
  out(startText.ready[language]({ platforms: bots.map((bot) => bot.platform) }));
  if (playground.play && installation.hasPlayground) {
    await playground.play();
    await stop();
    endWithTerminal();
    process.exit(0);
  }
}

interface Service {
  house: House;
  /** whether it is well, for whatever watches it */
  health: Pages[];
  close(): Promise<void>;
}

async function openService(installation: Installation, owner: string, options: StartOptions): Promise<Service> {
  const { config, features, log, bots } = options;
  const database = await installation.open("hearth");
  if (!config.DATABASE_URL) await readThrough(database.pool, config.HEARTH_DATA_DIR);
  const sendTimes = createSendTimes();
  let bell: Bell | undefined;
  const house = createHouse({
    database,
    features,
    bots,
    clock: systemClock,
    log,
    pacing: config.HEARTH_PACING === "on",
    manners: config.HEARTH_PACING === "on",
    owner,
    onOthersWanted: (what) => bell?.ring(what),
    onCall: (ms) => sendTimes.observe(ms / 1000),
  });
  // an embedded database has one process: there is nobody to ring for
  if (config.DATABASE_URL) {
    bell = await openBell({ pool: database.pool, owner, onRing: (what) => house.help(what), log });
  }
  const keeper = presenceKeeper(database, options);
  await keeper.restore();
  try {
    await connect(options, house, createTurns({ database, owner }));
  } catch (error) {
    await house.stop();
    await bell?.close();
    throw error;
  }
  await house.start();
  const ticks = keepTime(house, database, keeper, options);
  await keepWell(installation, { database, house, owner }, ticks, options);
  const health = healthPages({
    database,
    bots,
    clock: systemClock,
    stats: () => house.dispatcher.stats(),
    recorded: () => house.recorded(),
    isRecordFailing: () => house.isRecordFailing(),
    dataDir: config.DATABASE_URL ? null : config.HEARTH_DATA_DIR,
    backupAgeMs: options.backups.ageMs,
    sendTimes,
  });
  const stopHearing = async () => {
    for (const bot of bots) await bot.stop();
  };
  return {
    house,
    health,
    close: async () => {
      await Promise.all([ticks.stop(), stopHearing().then(() => house.stop())]);
      await bell?.close();
    },
  };
}

/** Writes down whether the platforms are connected, and shows their QR codes on the terminal too. */
function presenceKeeper(database: Database, { config, bots, log, out, language }: StartOptions): PresenceKeeper {
  return new PresenceKeeper({
    database,
    bots,
    clock: systemClock,
    log,
    folder: path.join(config.HEARTH_DATA_DIR, "logins"),
    draw: qrAsPng,
    show: (platform, code) =>
      void qrForTerminal(code).then((drawn) => out(startText.scan[language]({ platform, code: drawn }))),
  });
}

/** Everything that the clock sets going, but for what keeps the installation well. */
function keepTime(house: House, database: Database, keeper: PresenceKeeper, options: StartOptions): Ticks {
  const { log, out, language } = options;
  // at start for every community without an owner, later for those that came since
  let onlyNew = false;
  const printClaimCodes = async () => {
    for (const { community, code } of await issueClaimCodes(database, { now: systemClock.now(), onlyNew })) {
      out(startText.claim[language]({ community, code }));
    }
    onlyNew = true;
  };
  const tick = () =>
    house
      .tick()
      .then(printClaimCodes)
      .catch((error: unknown) => log.error({ err: error }, "what was due could not be done; trying again in a minute"));
  const ticks = createTicks(log);
  ticks.every("* * * * *", tick);
  void tick();
  ticks.every("*/5 * * * * *", () => keeper.look());
  // what a process that died elsewhere had in its hands is taken up when its lease is over, not a minute later
  ticks.every("*/5 * * * * *", () => house.help("work"));
  // quizzes and instant draws count seconds; whatever fails here is done again by the tick
  const hurry = () => house.runJobs().catch((error: unknown) => log.error({ err: error }, "jobs could not be done"));
  ticks.every("* * * * * *", hurry);
  return ticks;
}

/**
 * Once a minute: the nightly backup, and whether something is going wrong slowly. Of several processes on one
 * database one does it at a time; another stands in when that one is gone.
 */
async function keepWell(
  installation: Installation,
  { database, house, owner }: { database: Database; house: House; owner: string },
  ticks: Ticks,
  { config, bots, backups, log }: StartOptions,
): Promise<void> {
  const address = await installation.address("hearth");
  const { HEARTH_BACKUP_AT: at } = config;
  const isMine = () => hasLowestPlace(database.pool, owner);
  const nightly = new Nightly({ backups, database, address, at, log, isStandIn: !(await isMine()) });
  const watch = new Watch({
    database,
    bots,
    clock: systemClock,
    log,
    stats: () => house.dispatcher.stats(),
    folders: [config.HEARTH_DATA_DIR, backups.shelf],
    backupAgeMs: async () => {
      if (at === "off") return undefined;
      const newest = await nightly.newest();
      return newest && systemClock.now().getTime() - newest.getTime();
    },
    clockOffMs: async () => (config.TELEGRAM_BOT_TOKEN ? clockOffMs(config.TELEGRAM_API_ROOT, Date.now) : null),
  });
  const look = async () => {
    // a database that does not answer is one of the things to note
    if (await isMine().catch(() => true)) await watch.look();
  };
  const dueNow = async () => {
    if (!(await isMine().catch(() => false))) return;
    // a backup that a stop does not wait for is left, and the next start makes another
    await nightly.tick(systemClock.now());
    house.dispatcher.wake();
  };
  ticks.every("* * * * *", look);
  ticks.every("30 * * * * *", dueNow);
}

/** What runs, what is not configured, and how to configure it. */
function describe({ config, bots, language }: StartOptions): string[] {
  const lines = [startText.data[language]({ folder: config.DATABASE_URL ? null : config.HEARTH_DATA_DIR })];
  for (const bot of bots) {
    const { state, detail, standsBy = false } = bot.status();
    const { platform, username } = bot;
    lines.push(startText.platform[language]({ platform, username, online: state === "online", standsBy, detail }));
  }
  // the playground comes along; whoever has a platform of their own needs no other
  if (bots.every(({ platform }) => platform === "playground")) lines.push(startText.noTelegram[language]());
  return lines;
}

/** Where the playground's page is, or why there is none. */
function whereToPlay({ config, language }: StartOptions, web: Web | undefined, playground: PlaygroundService): string {
  const address = web ? web.origin + playground.pages.prefix : null;
  const machine = `${process.platform}-${process.arch}`;
  return startText.playground[language]({ address, off: config.HEARTH_WEB === "off", machine });
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= run());
}
