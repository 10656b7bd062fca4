import path from "node:path";
import v8 from "node:v8";
import { Command } from "commander";
import { openPlayground, PlaygroundPages, runTerminal, type Playground } from "../bots/playground/index.ts";
import { examineTelegram } from "../bots/telegram/examine.ts";
import { createTelegramBot } from "../bots/telegram/index.ts";
import { createWechatBot } from "../bots/wechat/index.ts";
import { howToRestore } from "./backup/damaged.ts";
import { auditCommand } from "./cli/audit.ts";
import { backupCommand, restoreCommand } from "./cli/backup.ts";
import { communityCommand } from "./cli/community.ts";
import { dormancyCommand } from "./cli/dormancy.ts";
import { journeyCommand } from "./cli/journey.ts";
import { doctorCommand, type DoctorContext } from "./cli/doctor.ts";
import { drawCommand } from "./cli/draw.ts";
import { writeDocs } from "./cli/docs.ts";
import { digestCommand } from "./cli/digest.ts";
import { faqCommand } from "./cli/faq.ts";
import { identitiesCommand } from "./cli/identities.ts";
import { importCommand } from "./cli/import.ts";
import { openOffice } from "./cli/office.ts";
import { Joined } from "./cli/joined.ts";
import { moveCommand } from "./cli/move/index.ts";
import { pointsCommand } from "./cli/points.ts";
import { quizCommand } from "./cli/quiz.ts";
import { settingsCommand } from "./cli/settings.ts";
import { startText } from "./cli/text.ts";
import { start, type PlaygroundService } from "./cli/start.ts";
import { statsCommand } from "./cli/stats.ts";
import { loadConfig, proxyFor, proxyOf, secretsOf, type Config } from "./config.ts";
import type { Bot } from "./core/bot.ts";
import { armCrash } from "./core/crash.ts";
import { DamagedDatabase, isDamage, whyUnusable, type Database } from "./core/database/index.ts";
import { Complaint, UsageError } from "./core/errors.ts";
import { createLog, secretMasker, type Log } from "./core/log.ts";
import type { Language } from "./core/text.ts";
import { fetchThrough } from "./core/proxy.ts";
import { systemClock } from "./core/time.ts";
import { openVault } from "./core/vault.ts";
import { features, personHooks, withOffice } from "./features/index.ts";
import { configuredEmbedder, configuredScribe, servedFeatures } from "./served.ts";
import { qrAsSvg } from "./presence/qr.ts";

// Entry and composition root: the one file that imports bots/ and builds everything by hand.

// What lives long is some 60 MB, and most of what a batch makes is garbage soon: left alone, V8 lets three times as much
// of it gather. Measured in docs/benchmarks.md.
v8.setFlagsFromString("--heap-growing-percent=60");

/** The language of the person at the keyboard. */
const locale = process.env.LC_ALL ?? process.env.LANG ?? "";
const language = /^zh/i.test(locale) ? "zh" : "en";
/** A tea house that is made now speaks English where the terminal does, else Chinese. */
const playLanguage: Language = /^en/i.test(locale) ? "en" : "zh";
const out = (line: string) => void process.stdout.write(`${line}\n`);

/** Ends the program cleanly with a sentence, from wherever it is noticed that it cannot go on. */
function fail(complaint: Complaint): void {
  setImmediate(() => {
    throw complaint;
  });
}

function configuredBots(config: Config, log: Log): Bot[] {
  const bots: Bot[] = [];
  if (config.TELEGRAM_BOT_TOKEN) {
    const url = config.TELEGRAM_WEBHOOK_URL;
    const webhook = url ? { webhook: { url, port: config.TELEGRAM_WEBHOOK_PORT } } : {};
    const onRefused = (why: Complaint, reason: "unauthorized" | "conflict") => {
      if (reason === "conflict") fail(why); // a refused token is logged and shown in the status
    };
    const connection = { token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, log, onRefused };
    bots.push(createTelegramBot({ ...connection, ...webhook, ...proxied(config) }));
  }
  if (config.WECHATY_PUPPET) {
    const given = {
      token: config.WECHATY_PUPPET_SERVICE_TOKEN,
      endpoint: config.WECHATY_PUPPET_SERVICE_ENDPOINT,
    };
    bots.push(
      createWechatBot({
        puppet: config.WECHATY_PUPPET,
        memory: path.resolve(config.HEARTH_DATA_DIR, `wechat-${config.WECHAT_ACCOUNT}`),
        ...(given.token === undefined ? {} : { token: given.token }),
        ...(given.endpoint === undefined ? {} : { endpoint: given.endpoint }),
        withoutTls: config.WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT === "true",
        account: config.WECHAT_ACCOUNT,
        since: config.WECHAT_SINCE === undefined ? null : new Date(`${config.WECHAT_SINCE}T00:00:00Z`),
        accept: config.WECHAT_ACCEPT,
        careful: config.HEARTH_PACING === "on",
        log,
      }),
    );
  }
  return bots;
}

/** The playground over a database that is opened when somebody first plays. */
class PlaygroundRoom implements PlaygroundService {
  readonly pages: PlaygroundPages;
  readonly play?: () => Promise<void>;
  readonly #open: () => Promise<Playground>;
  #playground: Promise<Playground> | undefined;

  constructor(
    config: Config,
    log: Log,
    database: () => Promise<Database>,
    inTerminal: boolean,
    bots: readonly Bot[] = [],
  ) {
    const dataDir = config.HEARTH_DATA_DIR;
    this.#open = () => {
      this.#playground ??= database()
        .then((opened) => {
          const spoken = { language: playLanguage, onFurnishing: inTerminal ? showFurnishing : () => {} };
          // pictures as in real chats, but no way out of the house
          const { font } = openOffice(config);
          const played = withOffice(features, font === undefined ? {} : { font });
          return openPlayground({ database: opened, features: played, dataDir, log, ...spoken });
        })
        .catch((error: unknown) => {
          this.#playground = undefined; // whoever comes next tries again
          throw error;
        });
      return this.#playground;
    };
    const waiting = () =>
      bots.flatMap((bot) => {
        const code = bot.status().scan;
        return code === undefined ? [] : [{ platform: bot.platform, code }];
      });
    this.pages = new PlaygroundPages(this.#open, { waiting, svg: qrAsSvg });
    if (inTerminal) this.play = () => this.#playInTerminal();
  }

  async #playInTerminal(): Promise<void> {
    // lines typed meanwhile wait in the terminal
    await runTerminal({
      playground: await this.#open(),
      input: process.stdin,
      output: process.stdout,
      interactive: process.stdin.isTTY,
      language,
      timeZone: "Asia/Shanghai",
    });
  }

  async close(): Promise<void> {
    this.pages.close();
    // one that could not be opened has been complained of to whoever wanted it
    await this.#playground?.then(
      (playground) => playground.close(),
      () => {},
    );
  }
}

/** One line on the terminal while the tea house is made, gone when it is done. */
function showFurnishing(days: number, of: number): void {
  if (!process.stdout.isTTY) return;
  const line = startText.furnishing[language]({ days, of });
  process.stdout.write(`\r\u001b[K${days < of ? line : ""}`);
}

/** Telegram's proxy as an option that is only there when there is one. */
function proxied(config: Config): { proxy?: string } {
  const proxy = proxyFor(config, config.TELEGRAM_API_ROOT);
  return proxy === undefined ? {} : { proxy };
}

/** What `hearth doctor` looks at, and which platforms it asks. */
function doctorContext(config: Config, context: Joined): DoctorContext {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot } = config;
  const account = { token: token ?? "", apiRoot, polls: config.TELEGRAM_WEBHOOK_URL === undefined };
  return {
    config,
    address: () => context.address(),
    shelf: context.backups.shelf,
    backupAgeMs: context.backups.ageMs,
    howToRestore: (spoken) => howToRestore(restoringPlace(config, context), spoken),
    now: () => systemClock.now(),
    platforms: token ? [(groups) => examineTelegram(account, groups)] : [],
    language,
    out,
  };
}

function program(config: Config, log: Log, context: Joined): Command {
  const hearth = new Command("hearth").description("The community manager that lives in chat groups").exitOverride();
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  hearth
    .command("start")
    .description("serve the configured platforms; with a terminal, open the playground in it")
    .action(async () => {
      const bots = configuredBots(config, log);
      const playground = (database: () => Promise<Database>) =>
        new PlaygroundRoom(config, log, database, isTerminal, bots);
      const served = withOffice(await servedFeatures(config), openOffice(config), await configuredScribe(config));
      const { backups } = context;
      await start({ config, features: served, log, bots, backups, out, language, playground });
    });
  hearth
    .command("playground")
    .description("only the playground, reading lines from standard input")
    .action(async () => {
      const room = new PlaygroundRoom(config, log, () => context.openPlayground(), true);
      await room.play?.();
      await room.close();
    });
  hearth.command("docs", { hidden: true }).action(() => writeDocs(features));
  hearth.addCommand(importCommand(context));
  hearth.addCommand(statsCommand(context));
  hearth.addCommand(digestCommand(context, features, config.HEARTH_FONT));
  hearth.addCommand(drawCommand(context));
  hearth.addCommand(faqCommand(context, () => configuredEmbedder(config)));
  hearth.addCommand(quizCommand(context));
  hearth.addCommand(dormancyCommand(context));
  hearth.addCommand(journeyCommand(context));
  hearth.addCommand(pointsCommand(context, features));
  hearth.addCommand(communityCommand(context, personHooks));
  hearth.addCommand(settingsCommand(context, features));
  hearth.addCommand(auditCommand(context));
  hearth.addCommand(doctorCommand(() => doctorContext(config, context)));
  hearth.addCommand(backupCommand(context));
  hearth.addCommand(restoreCommand(context));
  hearth.addCommand(identitiesCommand(context));
  hearth.addCommand(moveCommand({ config, log, out }));
  return hearth;
}

/** Takes secrets out of whatever is printed when the program fails; the configured ones once they are known. */
let mask = secretMasker([]);

async function main(): Promise<void> {
  const secret = process.argv.slice(2).find((argument) => /^\d+:[A-Za-z0-9_-]{30,}$/.test(argument));
  if (secret)
    throw new UsageError(
      "a bot token stands in the command line, where others can read it; set TELEGRAM_BOT_TOKEN instead",
    );
  const config = loadConfig(process.env);
  const proxy = proxyOf(config);
  if (proxy !== undefined) await fetchThrough(proxy, config.NO_PROXY);
  armCrash(config.CRASH_AT);
  openVault(config.HEARTH_DATA_DIR);
  mask = secretMasker(secretsOf(config));
  const log = createLog(config.HEARTH_LOG, mask);
  const context = new Joined(config, log, { out, language });
  try {
    await program(config, log, context).parseAsync();
  } catch (error) {
    if (isDamage(error)) throw damaged(error as Error, config, context);
    throw config.DATABASE_URL ? whyUnusable(error, config.DATABASE_URL) : error;
  } finally {
    await context.close();
  }
}

const restoringPlace = ({ HEARTH_DATA_DIR: dataDir, DATABASE_URL: url }: Config, { backups: { shelf } }: Joined) => ({
  shelf,
  dataDir,
  onServer: url !== undefined,
});

/** What is wrong with the database, and what to do now. */
function damaged(error: Error, config: Config, context: Joined): Complaint {
  const { HEARTH_DATA_DIR: dataDir, DATABASE_URL: url } = config;
  const known =
    error instanceof DamagedDatabase ? error : new DamagedDatabase(url ? "DATABASE_URL" : dataDir, error.message);
  const place = restoringPlace(config, context);
  return new Complaint(`${known.in(language)}${language === "zh" ? "。" : ". "}${howToRestore(place, language)}`, {
    cause: error,
  });
}

// whoever reads us (`| head`) may have seen enough
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await main();
} catch (error) {
  const { code, exitCode } = error as { code?: unknown; exitCode?: number };
  if (typeof code === "string" && code.startsWith("commander.")) {
    process.exitCode = exitCode ?? 0; // commander has said it
  } else {
    const said = error instanceof Complaint ? error.in(language) : ((error as Error).stack ?? String(error));
    process.stderr.write(`${mask(said)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
