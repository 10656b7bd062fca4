import path from "node:path";
import v8 from "node:v8";
import { Command } from "commander";
import type { RoomOptions } from "../bots/playground/index.ts";
import { howToRestore } from "./backup/damaged.ts";
import type { DoctorContext } from "./cli/doctor.ts";
import { inChinese, withForm } from "./cli/help.ts";
import { commandsFor } from "./cli/index.ts";
import { Joined } from "./cli/joined.ts";
import { loadConfig, proxyFor, proxyOf, secretsOf, type Config } from "./config.ts";
import type { Bot } from "./core/bot.ts";
import { armCrash } from "./core/crash.ts";
import { DamagedDatabase, isDamage, whyUnusable, type Database } from "./core/database/index.ts";
import { Complaint, UsageError } from "./core/errors.ts";
import { createLog, secretMasker, type Log } from "./core/log.ts";
import { fetchThrough } from "./core/proxy.ts";
import { inSources } from "./core/source-lines.ts";
import type { Language } from "./core/text.ts";
import { systemClock } from "./core/time.ts";
import { openVault } from "./core/vault.ts";

// Entry and composition root: the one file that imports bots/ and builds everything by hand. What only some starts need
// is imported where it is built: a platform that is configured, a command that is called.

// What lives long is some 60 MB, and most of what a batch makes is garbage soon: left alone, V8 lets three times as much
// of it gather. Measured in docs/benchmarks.md.
v8.setFlagsFromString("--heap-growing-percent=60");

/** The language of the person at the keyboard. */
const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
const language = /^zh/i.test(locale) ? "zh" : "en";
/** A tea house that is made now speaks English where the terminal does, else Chinese. */
const playLanguage: Language = /^en/i.test(locale) ? "en" : "zh";
const spoken: Pick<RoomOptions, "language" | "playLanguage"> = { language, playLanguage };
const out = (line: string) => void process.stdout.write(`${line}\n`);

/** Ends the program cleanly with a sentence, from wherever it is noticed that it cannot go on. */
function fail(complaint: Complaint): void {
  setImmediate(() => {
    throw complaint;
  });
}

async function configuredBots(config: Config, log: Log): Promise<Bot[]> {
  const bots: Bot[] = [];
  if (config.TELEGRAM_BOT_TOKEN) {
    const { createTelegramBot } = await import("../bots/telegram/index.ts");
    const url = config.TELEGRAM_WEBHOOK_URL;
    const webhook = url ? { webhook: { url, port: config.TELEGRAM_WEBHOOK_PORT } } : {};
    const onRefused = (why: Complaint, reason: "unauthorized" | "conflict") => {
      if (reason === "conflict") fail(why); // a refused token is logged and shown in the status
    };
    const connection = { token: config.TELEGRAM_BOT_TOKEN, apiRoot: config.TELEGRAM_API_ROOT, log, onRefused };
    bots.push(createTelegramBot({ ...connection, ...webhook, ...proxied(config) }));
  }
  if (config.WECHATY_PUPPET) {
    const { createWechatBot } = await import("../bots/wechat/index.ts");
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
    outside: [
      async (groups) => (token ? (await import("../bots/telegram/examine.ts")).examineTelegram(account, groups) : []),
      async () => (await import("./cli/examine-models.ts")).examineModels(config),
    ],
    language,
    out,
  };
}

async function serve(config: Config, log: Log, { backups }: Joined): Promise<void> {
  const [{ start }, { servedFeatures, configuredScribe }, { withOffice }, { openOffice }, { PlaygroundRoom }] =
    await Promise.all([
      import("./cli/start.ts"),
      import("./served.ts"),
      import("./features/index.ts"),
      import("./cli/office.ts"),
      import("../bots/playground/index.ts"),
    ]);
  const bots = await configuredBots(config, log);
  const inTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const playground = (database: () => Promise<Database>) =>
    new PlaygroundRoom({ config, log, database, inTerminal, bots, ...spoken });
  const features = withOffice(await servedFeatures(config), openOffice(config), await configuredScribe(config));
  await start({ config, features, log, bots, backups, out, language, playground });
}

async function play(config: Config, log: Log, context: Joined): Promise<void> {
  const { PlaygroundRoom } = await import("../bots/playground/index.ts");
  const database = () => context.openPlayground();
  const room = new PlaygroundRoom({ config, log, database, inTerminal: true, ...spoken });
  await room.play?.();
  await room.close();
}

async function writeDocs(): Promise<void> {
  const [docs, { features }] = await Promise.all([import("./cli/docs.ts"), import("./features/index.ts")]);
  docs.writeDocs(features);
}

/** A mistake in any command comes back here, instead of ending the process where it was met. */
function endAsOurs(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) endAsOurs(one);
}

/** @param called the first word after the program's name */
async function program(config: Config, log: Log, context: Joined, called: string | undefined): Promise<Command> {
  const { say } = context;
  const hearth = new Command("hearth").description(
    say({ zh: "住在群里的社群管家", en: "The community manager that lives in chat groups" }),
  );
  hearth
    .command("start")
    .description(
      say({
        zh: "连上配置好的平台，开始服务；在终端里同时打开茶馆",
        en: "serve the configured platforms; with a terminal, open the playground in it",
      }),
    )
    .action(() => serve(config, log, context));
  hearth
    .command("playground")
    .description(
      say({ zh: "只开茶馆，从标准输入一行行读", en: "only the playground, reading lines from standard input" }),
    )
    .action(() => play(config, log, context));
  hearth.command("docs", { hidden: true }).action(writeDocs);
  if (!hearth.commands.some((one) => one.name() === called)) {
    const doctor = () => doctorContext(config, context);
    for (const command of await commandsFor(called, { config, log, context, doctor })) hearth.addCommand(command);
  }
  withForm(hearth, context);
  if (language === "zh") inChinese(hearth);
  endAsOurs(hearth);
  return hearth;
}

/** Takes secrets out of whatever is printed when the program fails; the configured ones once they are known. */
let mask = secretMasker([]);
/** Whatever is printed of what went wrong: without secrets, and with its places in the sources. */
const printable = (text: string) => mask(inSources(text));

async function main(): Promise<void> {
  const secret = process.argv.slice(2).find((argument) => /^\d+:[A-Za-z0-9_-]{30,}$/.test(argument));
  if (secret)
    throw new UsageError({
      zh: "命令行里有机器人的令牌，别人看得到；请改用 TELEGRAM_BOT_TOKEN",
      en: "a bot token stands in the command line, where others can read it; set TELEGRAM_BOT_TOKEN instead",
    });
  const config = loadConfig(process.env);
  const proxy = proxyOf(config);
  if (proxy !== undefined) await fetchThrough(proxy, config.NO_PROXY);
  armCrash(config.CRASH_AT);
  openVault(config.HEARTH_DATA_DIR);
  mask = secretMasker(secretsOf(config));
  const log = createLog(config.HEARTH_LOG, printable);
  const context = new Joined(config, log, { out, language });
  try {
    await (await program(config, log, context, process.argv[2])).parseAsync();
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
  const saying = {
    zh: `${known.in("zh")}。${howToRestore(place, "zh")}`,
    en: `${known.in("en")}. ${howToRestore(place, "en")}`,
  };
  return new Complaint(saying, { cause: error });
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
    process.exitCode = exitCode ? 2 : 0; // commander has said it: help that was asked for, or a mistake
  } else {
    const said = error instanceof Complaint ? error.in(language) : ((error as Error).stack ?? String(error));
    process.stderr.write(`${printable(said)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
