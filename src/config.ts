import { existsSync, readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";
import { UsageError, type Saying } from "./core/errors.ts";
import { isExcepted } from "./core/proxy.ts";
import { about, allowedIn, telegramRoot, variables } from "./variables.ts";

const schema = z.object(variables);
export type Config = z.infer<typeof schema>;

/** The values that must never be printed or logged. */
export function secretsOf(config: Config): string[] {
  const entries = Object.entries(config) as [keyof typeof variables, unknown][];
  return entries.flatMap(([name, value]) =>
    about.get(variables[name])?.secret && !(name === "DATABASE_URL" && !hasPassword(String(value)))
      ? [String(value)]
      : [],
  );
}

/** A database's address without one is what people are told when something is wrong with it. */
function hasPassword(address: string): boolean {
  const { password, searchParams } = new URL(address);
  return password !== "" || searchParams.has("password");
}

/** The file read beside the environment, in .env form; the environment wins. */
const configFileName = "hearth.env";

/**
 * Reads the configuration once. HEARTH_CONFIG names the file; without it `hearth.env` here is read if there.
 * @throws UsageError naming the variable, the value (unless secret) and what is allowed
 */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  refuseTalkative(environment.DEBUG);
  const { https_proxy: HTTPS_PROXY, no_proxy: NO_PROXY } = environment; // as curl writes them
  const habit: NodeJS.ProcessEnv = {
    ...(HTTPS_PROXY === undefined ? {} : { HTTPS_PROXY }),
    ...(NO_PROXY === undefined ? {} : { NO_PROXY }),
  };
  const values: NodeJS.ProcessEnv = { ...readFile(environment.HEARTH_CONFIG), ...habit, ...environment };
  const given: Record<string, string> = {};
  for (const name of Object.keys(variables)) {
    const value = values[name];
    if (value !== undefined && value !== "") given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]) as keyof typeof variables;
    throw wrong(name, about.get(variables[name])?.secret ? null : (given[name] ?? ""), allowedIn(issue?.message ?? ""));
  }
  checkTogether(parsed.data);
  return parsed.data;
}

/** A variable, its value (null: it is not shown), and what it may be. */
function wrong(name: string, value: string | null, allowed: Saying): UsageError {
  return new UsageError({
    zh: `${name} ${value === null ? "设得不对（它的值不显示）" : `是“${value}”`}；可以是：${allowed.zh}`,
    en: `${name} is ${value === null ? "wrong (its value is not shown)" : `"${value}"`}; allowed: ${allowed.en}`,
  });
}

/** The proxy for https addresses; undefined: none. One of a kind that is not spoken here stops only who needs it. */
export const proxyOf = (config: Config): string | undefined =>
  isHttp(config.HTTPS_PROXY) || configuredAddresses(config).some((address) => isFar(config, address))
    ? config.HTTPS_PROXY
    : undefined;

/** The proxy for one address; undefined: it is reached directly. */
export const proxyFor = (config: Config, address: string): string | undefined =>
  isFar(config, address) ? proxyOf(config) : undefined;

const isFar = ({ NO_PROXY }: Config, address: string): boolean =>
  address.startsWith("https:") && !isExcepted(new URL(address).hostname, NO_PROXY);

const configuredAddresses = (config: Config): string[] =>
  [
    config.TELEGRAM_BOT_TOKEN && config.TELEGRAM_API_ROOT,
    config.LLM_BASE_URL,
    config.LLM_EMBED_BASE_URL,
    config.HEARTH_DIGEST_WEBHOOK,
  ].filter((address) => address !== undefined);

const isHttp = (address: string | undefined): boolean =>
  /^https?:\/\/./.test(address ?? "") && URL.canParse(address ?? "");

/** Libraries that print what they send: telegraf what members write and are told, the proxy's agent its password. */
const talkative = /(?:^|[\s,])(?:\*|telegraf|https-proxy-agent)/;

/** @throws UsageError */
function refuseTalkative(debug: string | undefined): void {
  if (debug !== undefined && talkative.test(debug))
    throw new UsageError({
      zh: `DEBUG 是“${debug}”，这样有些库会把消息和密钥打印出来；可以是：里面没有 telegraf、https-proxy-agent 和 * 的`,
      en: `DEBUG is "${debug}", with which libraries print messages and secrets; allowed: nothing that names telegraf, https-proxy-agent or *`,
    });
}

/** What no variable can say alone. @throws UsageError */
function checkTogether(config: Config): void {
  if (
    config.HEARTH_PACING === "off" &&
    new URL(config.TELEGRAM_API_ROOT).host === new URL(telegramRoot).host &&
    config.TELEGRAM_BOT_TOKEN
  ) {
    throw wrong("HEARTH_PACING", "off", {
      zh: "用 Telegram 自己的地址时只能是“on”（测试请设 TELEGRAM_API_ROOT）",
      en: '"on" with Telegram\'s own address (set TELEGRAM_API_ROOT for tests)',
    });
  }
  if (config.HEARTH_PACING === "off" && config.WECHATY_PUPPET && !isLoopback(config.WECHATY_PUPPET_SERVICE_ENDPOINT)) {
    throw wrong("HEARTH_PACING", "off", {
      zh: "用微信时只能是“on”：发得快的号会被封",
      en: '"on" with WeChat, which bans accounts that write fast',
    });
  }
  const proxy = proxyOf(config);
  if (proxy !== undefined && !isHttp(proxy))
    throw wrong("HTTPS_PROXY", null, { zh: "http://[用户:密码@]主机:端口", en: "http://[user:password@]host:port" });
  if (config.LLM_BASE_URL && !config.LLM_MODEL && !config.LLM_EMBED_MODEL) {
    throw halfSet("LLM_BASE_URL", "LLM_MODEL");
  }
  if (config.LLM_EMBED_MODEL && !config.LLM_EMBED_BASE_URL && !config.LLM_BASE_URL) {
    throw new UsageError({
      zh: "设了 LLM_EMBED_MODEL，没有地址；可以是：再设 LLM_EMBED_BASE_URL 或 LLM_BASE_URL",
      en: "LLM_EMBED_MODEL is set and no address; allowed: with LLM_EMBED_BASE_URL or LLM_BASE_URL",
    });
  }
  if (config.HEARTH_SMTP_URL && !config.HEARTH_MAIL_FROM) throw halfSet("HEARTH_SMTP_URL", "HEARTH_MAIL_FROM");
  for (const name of ["CRASH_AT", "HEARTH_TEST_FEATURES"] as const) {
    if (config[name] && !config.HEARTH_TEST_BUILD)
      throw new UsageError({
        zh: `${name} 是给测试用的，要有 HEARTH_TEST_BUILD=1`,
        en: `${name} is for tests; it needs HEARTH_TEST_BUILD=1`,
      });
  }
}

const halfSet = (there: string, missing: string): UsageError =>
  new UsageError({
    zh: `设了 ${there}，没有设 ${missing}；可以是：两个都设，或都不设`,
    en: `${there} is set and ${missing} is not; allowed: both, or neither`,
  });

const isLoopback = (endpoint: string | undefined) => /^(?:localhost|127(?:\.\d{1,3}){3}):/.test(endpoint ?? "");

function readFile(named: string | undefined): Record<string, string | undefined> {
  const file = named ?? configFileName;
  if (!existsSync(file)) {
    if (named)
      throw new UsageError({
        zh: `HEARTH_CONFIG 是“${named}”；没有这个文件`,
        en: `HEARTH_CONFIG is "${named}"; there is no such file`,
      });
    return {};
  }
  const content = readFileSync(file, "utf8");
  refuseNoise(file, content);
  const values = parseEnv(content);
  const secrets = Object.entries(variables).filter(([name, variable]) => about.get(variable)?.secret && values[name]);
  if (secrets.length > 0 && (statSync(file).mode & 0o077) !== 0) {
    throw new UsageError({
      zh: `${file} 里有 ${secrets[0]?.[0]}，别人却读得到；只让自己读：chmod 600 ${file}`,
      en: `${file} holds ${secrets[0]?.[0]} and others may read it; allow only yourself: chmod 600 ${file}`,
    });
  }
  for (const name of Object.keys(values)) {
    if (!(name in variables))
      throw new UsageError({
        zh: `${file} 里设了 ${name}，没有这一项；见 docs/configuration.md`,
        en: `${file} sets ${name}, which does not exist; see docs/configuration.md`,
      });
  }
  return values;
}

/** A line that sets nothing would be passed over, and with it what its writer meant. @throws UsageError */
function refuseNoise(file: string, content: string): void {
  const number = 1 + content.split(/\r?\n/u).findIndex((line) => !/^\s*(?:$|#|(?:export\s+)?\w+\s*=)/u.test(line));
  if (number > 0)
    throw new UsageError({
      zh: `${file} 第 ${number} 行什么也没设；每行写一个 名字=值，# 开头的是注释`,
      en: `${file}, line ${number} sets nothing; write one NAME=value a line, notes behind a #`,
    });
}

/** docs/configuration.md, made from the schema. */
export function describeConfig(): string {
  const rows = Object.entries(variables).flatMap(([name, variable]) => {
    const entry = about.get(variable);
    if (!entry || entry.hidden) return [];
    const standard = variable.safeParse(undefined).data;
    const example = entry.example ? ` Example: \`${entry.example}\`.` : "";
    return [
      `| \`${name}\` | ${standard === undefined ? "not set" : `\`${standard}\``} | ${entry.about}${entry.secret ? " Secret: never logged." : ""}${example} |`,
    ];
  });
  return `# Configuration

Set these in the environment, or in a file \`${configFileName}\` in the folder you start from (\`HEARTH_CONFIG\` names
another; one \`NAME=value\` a line; mode 600 when it holds a secret). The environment wins. A wrong value stops the start with
one sentence. This page is made from the program's own schema: \`npm run docs\`.

| variable | default | what it does |
| --- | --- | --- |
${rows.join("\n")}
`;
}
