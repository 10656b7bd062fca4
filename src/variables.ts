import { z } from "zod";
import type { Saying } from "./core/errors.ts";

/** How a variable is explained in docs/configuration.md. */
export interface About {
  about: string;
  example?: string;
  /** never printed or logged */
  secret?: boolean;
  /** for tests and developers: not in the documentation */
  hidden?: boolean;
}
export const about = z.registry<About>();

const chinese = new Map<string, string>();

/** What a variable may be: a schema carries the English words, by which `allowedIn` finds the others again. */
function may(zh: string, en: string): string {
  chinese.set(en, zh);
  return en;
}

/** What is allowed, from a schema's own words. */
export const allowedIn = (english: string): Saying => ({ zh: chinese.get(english) ?? english, en: english });

/** What no other machine can reach. */
const loopbackAddress =
  /^off$|^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):(?:\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/i;

export const telegramRoot = "https://api.telegram.org";

const priceRange = may("0 到 1000 的数", "a number from 0 to 1000");
const port = may("端口号，1 到 65535", "a port, 1 to 65535");
const backupDays = may("天数，1 到 30", "a number of days, 1 to 30");
const httpAddress = may("http 或 https 地址", "a http or https address");
const something = may("不能是空的", "anything but nothing");

/** Made anew for each variable: what is registered about one would otherwise be said of all. */
const price = () => z.coerce.number({ error: priceRange }).min(0, priceRange).max(1_000, priceRange).default(0);

/** Everything a person can configure, by the name of its environment variable. */
export const variables = {
  HEARTH_DATA_DIR: z.string().default("./data").register(about, {
    about:
      "Folder of the embedded database, the playground, `secret.key` and, unless told otherwise, the backups. Made when missing; holds nothing else.",
    example: "/var/lib/hearth",
  }),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      may(
        "PostgreSQL 地址：postgresql://用户@主机:5432/数据库，密码写在“用户:”后面",
        'a PostgreSQL address: postgresql://user@host:5432/database, a password behind "user:"',
      ),
    )
    .optional()
    .register(about, {
      about: "A PostgreSQL server (14 or newer) to use instead of the embedded database.",
      example: "postgresql://hearth:secret@db:5432/hearth",
      secret: true,
    }),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(
      /^\d+:[A-Za-z0-9_-]{5,}$/,
      may("BotFather 给的令牌，形如 123456:ABC-def", "the token that BotFather gave, like 123456:ABC-def"),
    )
    .optional()
    .register(about, {
      about: "Connects to Telegram as this bot. Get it from @BotFather.",
      example: "123456:ABC-def…",
      secret: true,
    }),
  TELEGRAM_API_ROOT: z
    .url({ protocol: /^https?$/, error: httpAddress })
    .default(telegramRoot)
    .register(about, { about: "Address of the Bot API; a Bot API server of your own, or a fake one in tests." }),
  HTTPS_PROXY: z.string().optional().register(about, {
    about:
      "A HTTP proxy through which https addresses are reached: Telegram, a language model, drand, pictures, a digest's webhook; `https_proxy` does too. Mail and WeChat do not go through it. SOCKS is not understood.",
    example: "http://127.0.0.1:7890",
    secret: true,
  }),
  NO_PROXY: z.string().default("").register(about, {
    about: "Hosts that are reached without the proxy all the same, with everything below them; `no_proxy` does too.",
    example: "models.example.org,.corp",
  }),
  TELEGRAM_WEBHOOK_URL: z
    .url({
      protocol: /^https?$/,
      error: may("Telegram 找到这台机器用的 https 地址", "the https address under which Telegram reaches this machine"),
    })
    .optional()
    .register(about, {
      about: "Take updates by webhook under this public address instead of asking for them. A secret is always set.",
      example: "https://bot.example.org/telegram",
    }),
  TELEGRAM_WEBHOOK_PORT: z.coerce
    .number({ error: port })
    .int(port)
    .min(1, port)
    .max(65_535, port)
    .default(8443)
    .register(about, { about: "Port of the webhook on 127.0.0.1, behind your own proxy." }),
  WECHATY_PUPPET: z
    .string()
    .regex(
      /^(?:@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*$/,
      may(
        "wechaty 的 puppet 包名，例如 wechaty-puppet-service",
        "the name of a wechaty puppet's package, such as wechaty-puppet-service",
      ),
    )
    .optional()
    .register(about, {
      about: "Connects to WeChat through this wechaty puppet; read docs/wechat.md about the account's risk first.",
      example: "wechaty-puppet-service",
    }),
  WECHATY_PUPPET_SERVICE_TOKEN: z.string().min(1, something).optional().register(about, {
    about: "Token of the puppet service.",
    example: "puppet_workpro_…",
    secret: true,
  }),
  WECHATY_PUPPET_SERVICE_ENDPOINT: z
    .string()
    .regex(/^[^\s:]+:\d{1,5}$/, may("主机:端口", "host:port"))
    .optional()
    .register(about, {
      about: "Where the puppet service is; without it the token's own directory is asked.",
      example: "127.0.0.1:8788",
    }),
  WECHATY_PUPPET_SERVICE_NO_TLS_INSECURE_CLIENT: z
    .literal("true", { error: may("“true”，或不设", '"true", or nothing') })
    .optional()
    .register(about, { about: "Speak to the puppet service without TLS: only on your own machine." }),
  WECHAT_ACCOUNT: z
    .string()
    .regex(/^[a-z0-9_-]{1,32}$/, may("a–z、0–9、_ 和 -，1 到 32 个", "1 to 32 of a–z, 0–9, _ and -"))
    .default("wechat")
    .register(about, {
      about: "What the WeChat account is called here. Keep it when the same groups go on with another account.",
    }),
  WECHAT_SINCE: z.iso.date(may("日期，例如 2026-03-01", "a day such as 2026-03-01")).optional().register(about, {
    about:
      "Since when a program has used this WeChat account; in its first 14 days messages go out much more slowly. Without it: since its first login here.",
    example: "2026-03-01",
  }),
  WECHAT_ACCEPT: z
    .enum(["none", "members", "all"], { error: may("none、members 或 all", "none, members or all") })
    .default("none")
    .register(about, {
      about:
        "Whose friendship requests and group invitations are accepted without a person: of people in our groups, or of all. Slowly, and never asked for.",
    }),
  HEARTH_WEB: z
    .string()
    .regex(
      loopbackAddress,
      may("“off”，或本机的 主机:端口，例如 127.0.0.1:8137", '"off", or host:port on loopback such as 127.0.0.1:8137'),
    )
    .default("127.0.0.1:8137")
    .register(about, { about: 'Where the pages listen, host:port on loopback; "off" opens no port.' }),
  HEARTH_BACKUP_DIR: z.string().optional().register(about, {
    about:
      "Folder of the backups; best on another disk. Without it: `backups` in the data folder. They hold everything, `secret.key` too.",
    example: "/mnt/backup/hearth",
  }),
  HEARTH_BACKUP_AT: z
    .string()
    .regex(
      /^(?:off|(?:[01]\d|2[0-3]):[0-5]\d)$/,
      may("“off”，或一天里的时刻，例如 03:10", '"off", or a time of day such as 03:10'),
    )
    .default("03:10")
    .register(about, {
      about:
        'When the nightly backup is made and tried, in this machine\'s zone; one that was missed is made up. "off": none.',
    }),
  HEARTH_BACKUP_DAYS: z.coerce
    .number({ error: backupDays })
    .int(backupDays)
    .min(1, backupDays)
    .max(30, backupDays)
    .default(14)
    .register(about, {
      about:
        "So many days a backup a day is kept, then one a week; none longer than 30 days, so that what was erased is gone.",
    }),
  HEARTH_PACING: z
    .enum(["on", "off"], { error: may("“on”或“off”", '"on" or "off"') })
    .default("on")
    .register(about, {
      about: "Keep to the platforms' sending limits. \"off\" is refused with Telegram's own address.",
    }),
  HEARTH_LOG: z
    .enum(["debug", "info", "warn", "error", "silent"], {
      error: may("debug、info、warn、error 或 silent", "debug, info, warn, error or silent"),
    })
    .default("warn")
    .register(about, { about: "Least level of the log on standard error, one JSON object a line." }),
  LLM_BASE_URL: z
    .url({
      protocol: /^https?$/,
      error: may(
        "http 或 https 地址，说 OpenAI 的 chat completions",
        "a http or https address that speaks OpenAI's chat completions",
      ),
    })
    .optional()
    .register(about, {
      about:
        "A language model, asked only where somebody chose it: answers in other words (`service.mode rephrase`), the digest (`digest.model`), drafts of quiz questions, journeys with `phrasing: model`. Without it nothing leaves this machine for a model, and everything works.",
      example: "https://api.example.com/v1",
    }),
  LLM_API_KEY: z.string().min(1, something).optional().register(about, { about: "The provider's key.", secret: true }),
  LLM_MODEL: z
    .string()
    .min(1, something)
    .optional()
    .register(about, { about: "The model's name, as the provider calls it." }),
  LLM_PRICE_IN: price().register(about, { about: "What a million tokens sent cost, in the provider's currency." }),
  LLM_PRICE_OUT: price().register(about, { about: "What a million tokens received cost." }),
  LLM_EMBED_MODEL: z.string().min(1, something).optional().register(about, {
    about: "An embedding model: questions whose words settle nothing are found by their meaning as well.",
  }),
  LLM_EMBED_BASE_URL: z
    .url({
      protocol: /^https?$/,
      error: may(
        "http 或 https 地址，说 OpenAI 的 embeddings",
        "a http or https address that speaks OpenAI's embeddings",
      ),
    })
    .optional()
    .register(about, { about: "Where it is, if not at `LLM_BASE_URL`.", example: "http://127.0.0.1:11434/v1" }),
  LLM_EMBED_API_KEY: z
    .string()
    .min(1, something)
    .optional()
    .register(about, { about: "Its provider's key, if not `LLM_API_KEY`.", secret: true }),
  LLM_EMBED_PRICE: price().register(about, { about: "What a million tokens sent to it cost." }),
  LLM_MONTHLY_CAP: price().register(about, {
    about: "Most a community may cost in a calendar month; then answers are given as written. 0 = no limit.",
  }),
  HEARTH_FONT: z.string().optional().register(about, {
    about:
      "Font of the digest's pictures, with Chinese (TTF, OTF or TTC); else one is looked for where systems keep it.",
    example: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
  }),
  HEARTH_SMTP_URL: z
    .string()
    .regex(
      /^smtps?:\/\//,
      may("邮件服务器的地址：smtps://用户:密码@主机:465", "a mail server's address: smtps://user:password@host:465"),
    )
    .optional()
    .register(about, {
      about:
        "Mail server for the weekly page; whom it goes to is the setting `digest.mailTo` of each community. `?proxy=http://host:port` behind it names a proxy for mail.",
      example: "smtps://hearth:secret@mail.example.org:465",
      secret: true,
    }),
  HEARTH_MAIL_FROM: z
    .string()
    .min(3, may("发件人的地址，例如 Hearth <hearth@example.org>", "an address, such as Hearth <hearth@example.org>"))
    .optional()
    .register(about, {
      about: "Whom those mails are from.",
      example: "Hearth <hearth@example.org>",
    }),
  HEARTH_DIGEST_WEBHOOK: z
    .url({ protocol: /^https?$/, error: httpAddress })
    .optional()
    .register(about, {
      about:
        "Every week's figures of every community are posted here as JSON; `Idempotency-Key` is the same for a repeat.",
      example: "https://example.org/hearth",
    }),
  HEARTH_DIGEST_FOLDER: z.string().optional().register(about, {
    about: "Every week's page and figures are kept in this folder, as HTML and JSON.",
    example: "/var/lib/hearth/digests",
  }),
  HEARTH_TEST_BUILD: z
    .literal("1", { error: may("“1”，或不设", '"1", or nothing') })
    .optional()
    .register(about, { about: "Allows CRASH_AT and HEARTH_TEST_FEATURES.", hidden: true }),
  CRASH_AT: z.string().optional().register(about, { about: "The gap to die in.", hidden: true }),
  HEARTH_TEST_FEATURES: z
    .string()
    .optional()
    .register(about, { about: "Path of a module whose `testFeatures` come after the product's.", hidden: true }),
} as const;
