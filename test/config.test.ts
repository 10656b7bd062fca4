import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { loadConfig, proxyFor, proxyOf } from "../src/config.ts";
import { UsageError } from "../src/core/errors.ts";
import { about, variables } from "../src/variables.ts";

const token = { TELEGRAM_BOT_TOKEN: "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456789" };
const load = (environment: Record<string, string>) => loadConfig({ HEARTH_DATA_DIR: "./nowhere", ...environment });

const proxy = "http://127.0.0.1:7890";

test("a proxy is for every https address, as curl's variable too", () => {
  expect(proxyOf(load({ ...token, HTTPS_PROXY: proxy }))).toBe(proxy);
  const config = load({ https_proxy: proxy, LLM_BASE_URL: "https://models.example.org/v1", LLM_MODEL: "m" });
  expect(proxyFor(config, "https://models.example.org/v1")).toBe(proxy);
  expect(proxyFor(config, "http://models.example.org/v1")).toBeUndefined();
  expect(proxyFor(config, "https://127.0.0.1:8081")).toBeUndefined();
});

test("NO_PROXY names hosts that are reached directly, with all below them", () => {
  const config = load({ HTTPS_PROXY: proxy, no_proxy: "example.org, .corp,LOCAL.example.com" });
  const direct = ["https://example.org", "https://a.example.org/x", "https://ci.corp", "https://local.example.com:444"];
  for (const address of direct) expect(proxyFor(config, address)).toBeUndefined();
  for (const address of ["https://notexample.org", "https://corp.net"]) expect(proxyFor(config, address)).toBe(proxy);
  expect(proxyFor(load({ HTTPS_PROXY: proxy, NO_PROXY: "*" }), "https://anything.example")).toBeUndefined();
});

test("a proxy of another kind stops nobody who needs none", () => {
  const socks = "socks5://127.0.0.1:1080";
  expect(proxyOf(load({ https_proxy: socks }))).toBeUndefined();
  expect(proxyOf(load({ ...token, HTTPS_PROXY: socks, TELEGRAM_API_ROOT: "http://127.0.0.1:8081" }))).toBeUndefined();
  expect(proxyOf(load({ ...token, HTTPS_PROXY: socks, NO_PROXY: "api.telegram.org" }))).toBeUndefined();
});

test("a proxy of another kind is refused in one sentence without its password", () => {
  expect(() => load({ ...token, HTTPS_PROXY: "socks5://clerk:secret@127.0.0.1:1080" })).toThrow(
    /^HTTPS_PROXY is wrong \(its value is not shown\); allowed: http:\/\/\[user:password@\]host:port$/,
  );
});

test.each(["*", "telegraf:client", "wechaty,telegraf*", "https-proxy-agent"])(
  "a start with DEBUG=%s is refused: messages and secrets would be printed",
  (names) => expect(() => load({ DEBUG: names })).toThrow(/^DEBUG is "/),
);

test("DEBUG for something else is nobody's business", () => {
  expect(load({ DEBUG: "vite:*,1" }).HEARTH_LOG).toBe("warn");
});

test.each([
  [{ HEARTH_PACING: "fast" }, /^HEARTH_PACING is "fast"; allowed: "on" or "off"$/],
  [
    { ...token, HEARTH_PACING: "off", TELEGRAM_API_ROOT: "https://api.telegram.org" },
    /^HEARTH_PACING is "off"; allowed: "on" with Telegram's own address/,
  ],
  [
    { DATABASE_URL: "mysql://localhost" },
    /^DATABASE_URL is wrong \(its value is not shown\); allowed: a PostgreSQL address/,
  ],
])("%j is refused with one sentence", (wrong, sentence) => {
  expect(() => load(wrong)).toThrow(sentence);
});

test.each(["everywhere", "0.0.0.0:8137", "192.168.1.5:8137", "example.org:80", "127.0.0.1:70000"])(
  "no page is opened on %s, where others could reach it",
  (address) => {
    expect(() => load({ HEARTH_WEB: address })).toThrow(
      `HEARTH_WEB is "${address}"; allowed: "off", or host:port on loopback such as 127.0.0.1:8137`,
    );
  },
);

/** What the program says to a configuration, in both languages; null: it takes it. */
function refusal(environment: Record<string, string>): { zh: string; en: string } | null {
  try {
    load(environment);
    return null;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { zh: error.in("zh"), en: error.in("en") };
  }
}

test("whatever is wrong with a variable is said in Chinese and in English, and no secret in either", () => {
  const found = new Set<string>();
  for (const [name, variable] of Object.entries(variables)) {
    for (const value of ["?", "no such thing", "-1", "1.5", "99999", " "]) {
      const said = refusal({ [name]: value });
      if (!said) continue;
      found.add(name);
      expect(said.zh, name).toMatch(/[\u4e00-\u9fff]/);
      expect(said.en, name).toMatch(/^[\x20-\x7e–]+$/);
      const shown = value === " " || about.get(variable)?.secret !== true;
      if (!shown) for (const sentence of [said.zh, said.en]) expect(sentence).not.toContain(value);
    }
  }
  expect([...found]).toEqual(
    expect.arrayContaining(["DATABASE_URL", "HEARTH_BACKUP_AT", "LLM_PRICE_IN", "HEARTH_LOG"]),
  );
  expect(found.size).toBeGreaterThan(18);
});

test("what no variable can say alone is said in both languages too", () => {
  const wrong = [
    { LLM_BASE_URL: "http://127.0.0.1:1" },
    { HEARTH_SMTP_URL: "smtps://127.0.0.1" },
    { LLM_EMBED_MODEL: "m" },
    { CRASH_AT: "after-http" },
    { HEARTH_CONFIG: "/nowhere/hearth.env" },
    { ...token, HTTPS_PROXY: "socks5://127.0.0.1:1080" },
    { ...token, HEARTH_PACING: "off" },
  ];
  for (const environment of wrong) {
    const said = refusal(environment);
    expect(said?.zh, JSON.stringify(environment)).toMatch(/[\u4e00-\u9fff]/);
    expect(said?.en, JSON.stringify(environment)).toMatch(/^[\x20-\x7e]+$/);
  }
});

test("a line of the file that sets nothing is refused with its number; notes and exports are read", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-config-"));
  const file = path.join(folder, "hearth.env");
  writeFileSync(file, "# a note\n\nexport HEARTH_LOG=error\nHEARTH_WEB = off # no pages\n");
  expect(load({ HEARTH_CONFIG: file })).toMatchObject({ HEARTH_LOG: "error", HEARTH_WEB: "off" });
  writeFileSync(file, "HEARTH_LOG=error\nHEARTH_WEB off\n");
  expect(() => load({ HEARTH_CONFIG: file })).toThrow(`${file}, line 2 sets nothing; write one NAME=value a line`);
  rmSync(folder, { recursive: true });
});
