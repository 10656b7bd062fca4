import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser } from "../../browser.ts";
import { createPlayRig, openPage, type PlayRig } from "./rig.ts";

describe.skipIf(!hasBrowser)("the playground's page", () => {
  let rig: PlayRig;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const requests: string[] = [];

  const open = (options: BrowserContextOptions) =>
    openPage(browser, rig, options, (opened) => {
      opened.on("request", (request) => requests.push(new URL(request.url()).origin));
      opened.on("pageerror", (error) => errors.push(error.message));
      opened.on("console", (message) => errors.push(message.text()));
    });

  beforeAll(async () => {
    rig = await createPlayRig();
    browser = await launchBrowser();
    page = await open({ locale: "zh-CN", viewport: { width: 1400, height: 850 } });
  });
  afterAll(async () => {
    await browser?.close();
    await rig.close();
  });

  const pane = (name: string, on = page) => on.locator(`.pane.${name}`);
  /** Says something, and waits for the answer that holds these words. */
  async function say(name: string, words: string, answer: string, on = page): Promise<void> {
    const before = await pane(name, on).locator(".message.bot").count();
    await pane(name, on).locator("form input:not([type=file])").fill(words);
    await pane(name, on).locator(".send").click();
    await pane(name, on).locator(".message.bot").nth(before).getByText(answer).waitFor();
  }

  test("shows three chats side by side: with quotes and buttons, without, and in private", async () => {
    await say("telegram", "签到", "签到成功！+10 分");
    const answer = pane("telegram").locator(".message.bot").last();
    expect(await answer.locator("blockquote").innerText()).toBe("ada 签到");
    await say("wechat", "积分", "@ada 你有 10 分");
    expect(await pane("wechat").locator("blockquote, .buttons").count()).toBe(0);
    await say("private", "帮助", "我会这些");
    for (const name of ["telegram", "wechat", "private"]) expect(await pane(name).isVisible()).toBe(true);
  });

  test("what is said elsewhere appears by itself, and is read out politely", async () => {
    await rig.playground.say("ben", "<b>有人吗</b>", { via: "terminal" });
    const said = pane("telegram").locator(".message").last();
    await said.getByText("<b>有人吗</b>").waitFor();
    const log = page.getByRole("log", { name: /炉边茶馆\s*像在 Telegram/ });
    expect(await log.getAttribute("aria-live")).toBe("polite");
  });

  test("a button is pressed as whoever one is", async () => {
    await say("telegram", "选茶", "喝什么？");
    await page.getByRole("button", { name: "普洱" }).click();
    await pane("telegram").getByText("好，tea:2").waitFor();
    await say("wechat", "选茶", "1. 龙井");
  });

  test("a member is added and speaks; a hostile name stays a name", async () => {
    const name = "\u202eevil<img src=x";
    await page.getByLabel("加一位新成员").fill(name);
    await page.getByRole("button", { name: "加入", exact: true }).click();
    await pane("telegram").locator(".passage").last().waitFor();
    await expect.poll(() => page.locator("#who").inputValue()).toBe("evil<img src=x");
    await say("wechat", "签到", "签到成功");
    expect(await page.locator("img").count()).toBe(0);
    await page.getByLabel("以谁的身份说话").selectOption("ada");
  });

  test("shows step by step what happened behind a message", async () => {
    const own = pane("telegram").locator(".message.own").first();
    await own.getByRole("button", { name: "ada 这条消息的幕后" }).click();
    const dialog = page.getByRole("dialog", { name: "这条消息的幕后" });
    await expect.poll(() => dialog.locator("li:visible").count()).toBe(1);
    for (let step = 0; step < 5; step++) await dialog.getByRole("button", { name: "下一步" }).click();
    expect(await dialog.locator("li:visible").count()).toBe(6);
    expect(await dialog.innerText()).toMatch(/命令 checkin[^]*checkin\.done[^]*"delta": 10[^]*签到成功/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  test("time passes at a press, and the clock says so", async () => {
    const before = await page.locator("#clock").innerText();
    await page.getByRole("button", { name: "过 1 天" }).click();
    await expect.poll(() => page.locator("#clock").innerText(), { timeout: 20_000 }).not.toBe(before);
    await say("telegram", "签到", "连续 2 天");
  });

  test("a chosen file is replayed, and one that is none is refused in a sentence", async () => {
    const row = { chat: "x:1", author: "7", author_name: "Zoë", sent_at: "2026-03-01T09:00:00Z", kind: "message" };
    const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.locator("#file").setInputFiles(file("my.jsonl", JSON.stringify({ ...row, text: "Bonjour" })));
    await page.getByRole("button", { name: "开始重放" }).click();
    await pane("telegram").getByText("Bonjour").waitFor();
    await page.locator("#file").setInputFiles(file("cat.txt", "meow"));
    await page.getByRole("button", { name: "开始重放" }).click();
    await page.getByText("没有成功：文件“cat.txt”不是炉边认识的聊天记录").waitFor();
  });

  test("can be used with the keyboard alone, and every control has a name", async () => {
    await pane("telegram").locator("form input").focus();
    await page.keyboard.type("/checki");
    await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("签到");
    await page.keyboard.press("Enter");
    const before = await pane("telegram").locator(".message.bot").count();
    await page.keyboard.press("Enter");
    await pane("telegram").locator(".message.bot").nth(before).getByText("签到").first().waitFor();
    const nameless = await page.evaluate(`[...document.querySelectorAll("button, input, select")].filter((one) =>
      !one.textContent.trim() && !one.getAttribute("aria-label") && !(one.labels?.length)).map((one) => one.outerHTML)`);
    expect(nameless).toEqual([]);
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).not.toBe("none");
  });

  test("speaks English to an English browser, the bot too, and either language at a press", async () => {
    const english = await open({ locale: "en-GB", viewport: { width: 1400, height: 850 } });
    await say("telegram", "/points", "You have", english);
    await english.getByRole("button", { name: "中文" }).click();
    await english.getByRole("button", { name: "过 1 小时" }).waitFor();
    await say("telegram", "/points", "你有", english);
    await english.context().close();
  });

  test.each(["light", "dark"] as const)("fits a phone, and can be read in %s colours", async (colorScheme) => {
    const viewport = { width: 320, height: 640 };
    const phone = await open({ colorScheme, viewport, locale: "zh-CN", reducedMotion: "reduce" });
    const width = () => phone.evaluate("document.documentElement.scrollWidth");
    expect(await width()).toBeLessThanOrEqual(320);
    const places = [".bubble .words", ".own .bubble .words", ".bot .bubble > .name", ".foot time", ".send", "#clock"];
    for (const place of places) expect(await contrast(phone, place), place).toBeGreaterThanOrEqual(4.5);
    await phone.getByRole("button", { name: "像在微信" }).click();
    expect(await pane("wechat", phone).isVisible()).toBe(true);
    expect(await pane("telegram", phone).isVisible()).toBe(false);
    await phone.getByRole("button", { name: "控制台" }).click();
    expect(await phone.getByRole("button", { name: "过 1 天" }).isVisible()).toBe(true);
    expect(await width()).toBeLessThanOrEqual(320);
    await phone.context().close();
  });

  test("asks nothing of anybody else and reports no error but the refused file", () => {
    expect([...new Set(requests)]).toEqual([rig.web.origin]);
    expect(errors.filter((error) => !error.includes("422"))).toEqual([]);
  });
});

/** WCAG contrast between the text of an element and the first painted background behind it. */
function contrast(page: Page, selector: string): Promise<number> {
  return page.evaluate(`(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => parse(color).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const element = document.querySelector(${JSON.stringify(selector)});
    let behind = element;
    while (parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`);
}
