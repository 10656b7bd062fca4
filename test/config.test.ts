import { expect, test } from "vitest";
import { loadConfig, proxyOf } from "../src/config.ts";

const token = { TELEGRAM_BOT_TOKEN: "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456789" };
const load = (environment: Record<string, string>) => loadConfig({ HEARTH_DATA_DIR: "./nowhere", ...environment });

test("a proxy is Telegram's, as curl's variable too; for others it is nothing", () => {
  expect(proxyOf(load({ ...token, HTTPS_PROXY: "http://127.0.0.1:7890" }))).toBe("http://127.0.0.1:7890");
  expect(proxyOf(load({ ...token, https_proxy: "http://127.0.0.1:7890" }))).toBe("http://127.0.0.1:7890");
  expect(proxyOf(load({ https_proxy: "socks5://127.0.0.1:1080" }))).toBeUndefined();
  expect(proxyOf(load({ ...token, HTTPS_PROXY: "x", TELEGRAM_API_ROOT: "http://127.0.0.1:8081" }))).toBeUndefined();
});

test("a proxy of another kind is refused in one sentence without its password", () => {
  expect(() => load({ ...token, HTTPS_PROXY: "socks5://clerk:secret@127.0.0.1:1080" })).toThrow(
    /^HTTPS_PROXY is \(its value is not shown\); allowed: http:\/\/\[user:password@\]host:port$/,
  );
});

test.each(["*", "telegraf:client", "wechaty,telegraf*", "https-proxy-agent"])(
  "a start with DEBUG=%s is refused: messages and secrets would be printed",
  (names) => expect(() => load({ DEBUG: names })).toThrow(/^DEBUG is "/),
);

test("DEBUG for something else is nobody's business", () => {
  expect(load({ DEBUG: "vite:*,1" }).HEARTH_LOG).toBe("warn");
});
