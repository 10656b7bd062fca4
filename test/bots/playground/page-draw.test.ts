import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { hasBrowser, launchBrowser } from "../../browser.ts";
import { createPlayRig, openPage, type PlayRig } from "./rig.ts";

const checkPage = fileURLToPath(new URL("../../../src/web/check/index.html", import.meta.url));

describe.skipIf(!hasBrowser)("a draw on the playground's page", () => {
  let rig: PlayRig;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  const open = (options: BrowserContextOptions) =>
    openPage(browser, rig, { acceptDownloads: true, ...options }, (opened) => {
      opened.on("pageerror", (error) => errors.push(error.message));
    });
  const countdown = (on = page) => on.locator("#countdown");
  const group = () => page.locator(".pane.telegram");
  const says = (name: string, words: string) => rig.playground.say(name, words, { chat: "telegram" });

  beforeAll(async () => {
    rig = await createPlayRig();
    browser = await launchBrowser();
    page = await open({ locale: "zh-CN", viewport: { width: 1400, height: 850 } });
  });
  afterAll(async () => {
    await browser?.close();
    await rig.close();
  });

  test("a countdown appears when one opens, runs, and counts who enters", async () => {
    expect(await countdown().isVisible()).toBe(false);
    await says("operator", "开启抽奖 贴纸x1(5元) 30分钟后截止，主办 茶馆，联系 群主");
    await countdown().getByText("抽奖 1 号还有 29:").waitFor();
    const before = await countdown().innerText();
    await expect.poll(() => countdown().innerText(), { timeout: 60_000 }).not.toBe(before);
    await group().getByRole("button", { name: "参加抽奖" }).click();
    await countdown().getByText("已有 1 人参加").waitFor();
    await says("ben", "抽奖");
    await countdown().getByText("已有 2 人参加").waitFor();
  });

  test("its wheel turns, and stands still for whoever does not want motion", async () => {
    const turning = (on: Page) => on.locator("#countdown .wheel").evaluate((wheel) => wheel.getAnimations().length);
    expect(await turning(page)).toBe(1);
    const calm = await open({ locale: "zh-CN", reducedMotion: "reduce" });
    await countdown(calm).getByText("抽奖 1 号").waitFor();
    expect(await turning(calm)).toBe(0);
    await calm.context().close();
  });

  test("it goes when the draw closes, and the receipt comes as a file that the offline page finds valid", async () => {
    await rig.playground.pass(3_600_000);
    await group().getByText("名单就此冻结").waitFor();
    await rig.playground.pass(60_000); // the balls fall
    await group().getByText("抽奖 1 号开奖").waitFor();
    await expect.poll(() => countdown().isVisible(), { timeout: 60_000 }).toBe(false);
    await says("ben", "核对抽奖 1");
    const link = group().getByRole("link", { name: "draw-1.json" });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe("draw-1.json");
    const file = await download.path();
    expect(verifyReceipt(JSON.parse(readFileSync(file, "utf8"))).valid).toBe(true);
    const checker = await page.context().newPage();
    await checker.goto(`file://${checkPage}`);
    await checker.locator("input[type=file]").setInputFiles(file);
    await checker.getByText("收据有效").waitFor();
  });

  test("no script fails meanwhile", () => {
    expect(errors).toEqual([]);
  });
});
