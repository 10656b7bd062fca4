// `npm run pictures`: starts the product on an empty folder, plays in its playground, and takes the
// pictures that the READMEs show. Needs Chromium (CHROMIUM, or /usr/bin/chromium) and a CJK font.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const main = path.join(here, "../../dist/program/main.js");
const data = mkdtempSync(path.join(os.tmpdir(), "hearth-pictures-"));
const env = { ...process.env, HEARTH_DATA_DIR: data, HEARTH_WEB: "127.0.0.1:0" };
const product = spawn(process.execPath, [main, "start"], { env, stdio: ["ignore", "pipe", "inherit"] });
const ended = once(product, "exit");

/** The address that the product prints. */
async function address() {
  let printed = "";
  for await (const part of product.stdout) {
    printed += part;
    const [found] = /http:\S+\/p\/\S+\//.exec(printed) ?? [];
    if (found && /^(?:ready:|就绪：)/mu.test(printed)) return found;
  }
  throw new Error("the product ended before it was ready");
}

async function open(browser, url, options) {
  const page = await (await browser.newContext({ reducedMotion: "reduce", ...options })).newPage();
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor({ timeout: 120_000 });
  return page;
}

async function say(page, pane, words) {
  const answers = page.locator(`.pane.${pane} .message.bot`);
  const before = await answers.count();
  await page.locator(`#say-${pane}`).fill(words);
  await page.locator(`.pane.${pane} .send`).click();
  await answers.nth(before).waitFor();
}

/** The group as on WeChat alone, after these words: no buttons, choices by number, answers that begin with the name. */
async function asOnWechat(page, words, name) {
  await page.setViewportSize({ width: 1280, height: 860 });
  for (const said of words) await say(page, "wechat", said);
  await page.locator(".pane.wechat").screenshot({ path: path.join(here, name) });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"],
});
try {
  const url = await address();
  const wide = { viewport: { width: 1280, height: 720 } };
  const chinese = await open(browser, url, { ...wide, locale: "zh-CN" });
  await say(chinese, "telegram", "签到");
  await say(chinese, "telegram", "排行榜");
  await say(chinese, "wechat", "积分");
  await say(chinese, "private", "帮助");
  await chinese.screenshot({ path: path.join(here, "playground.zh.png") });
  await asOnWechat(chinese, ["签到", "@炉边 怎么退换？", "1"], "wechat.zh.png");
  await chinese.setViewportSize({ width: 1280, height: 1240 });
  const asked = chinese.locator(".pane.telegram .message.own").first();
  await asked.locator(".foot button").first().click();
  for (let step = 0; step < 5; step++) await chinese.locator("#next").click();
  await chinese.locator("#behind").screenshot({ path: path.join(here, "behind.zh.png") });
  await chinese.context().close();

  const english = await open(browser, url, { ...wide, locale: "en-GB", colorScheme: "dark" });
  await english.locator("#who").selectOption("ben");
  await say(english, "telegram", "/checkin");
  await say(english, "telegram", "/top week");
  await say(english, "wechat", "/points");
  await say(english, "private", "/help");
  await english.screenshot({ path: path.join(here, "playground.en.png") });
  await asOnWechat(english, ["/checkin", "/top", "/quiz"], "wechat.en.png");
} finally {
  await browser.close();
  product.kill("SIGTERM");
  await ended;
  rmSync(data, { recursive: true, force: true });
}
