import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, launchBrowser } from "../../browser.ts";
import { receiptText } from "../../../src/features/draw/receipt.ts";
import { H, type Entry } from "../../../src/features/draw/scheme.ts";
import { receiptOf, vector } from "./receipts.ts";
import { allTampered, withoutBls } from "./tampered.ts";

const address = new URL("../../../src/web/check/index.html", import.meta.url).href;

interface Found {
  valid: boolean;
  failed: string[];
}

describe.skipIf(!hasBrowser)("the check page, opened from a file without network", () => {
  let browser: Browser;
  let page: Page;
  const requests: string[] = [];
  const errors: string[] = [];
  let folder: string;

  async function open(options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
    const context = await browser.newContext({ offline: true, ...options });
    const opened = await context.newPage();
    opened.on("request", (request) => requests.push(request.url()));
    opened.on("pageerror", (error) => errors.push(error.message));
    opened.on("console", (message) => errors.push(message.text()));
    await opened.goto(address);
    return opened;
  }

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "hearth-draw-"));
    browser = await launchBrowser();
    page = await open({ locale: "zh-CN" });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Chooses a file and waits for the verdict; a look at the working state in between does not count. */
  async function choose(content: string, on = page): Promise<string> {
    const file = path.join(folder, "receipt.json");
    writeFileSync(file, content);
    await on.evaluate("outcome = null; show();");
    await on.locator("#file").setInputFiles(file);
    await on.locator('#verdict:not(:empty):not([data-verdict="open"])').waitFor();
    return on.locator("#verdict").innerText();
  }

  const failed = (on = page): Promise<string[]> => names(on, "failed");
  async function names(on: Page, state: string): Promise<string[]> {
    const found = await on.locator(`[data-state="${state}"]`).all();
    return Promise.all(found.map(async (line) => (await line.getAttribute("data-check")) ?? ""));
  }

  test.each(["A", "B", "C"] as const)("finds the winners of vector %s", async (level) => {
    const verdict = await choose(receiptText(receiptOf(level)));
    const order = vector(level).ranking.map(([ticket]) => ticket);
    expect(await page.locator("#winners code").allInnerTexts()).toEqual(order.slice(0, 3));
    expect(await page.locator("#alternates code").allInnerTexts()).toEqual(order.slice(3, 5));
    expect(await failed()).toEqual([]);
    expect(await names(page, "skipped")).toEqual(level === "A" ? ["signature"] : []);
    expect(verdict).toBe(
      { A: "全部吻合，只差签名本身（见下）", B: "收据有效", C: "前后一致，但 C 级的保证是弱的" }[level],
    );
    expect(await page.locator("#seen").innerText()).toContain(vector(level).head.slice(0, 8));
  });

  test("says at level A how the signature can be checked", async () => {
    await choose(receiptText(receiptOf("A")));
    expect(await page.locator(".note").innerText()).toMatch(/hearth draw verify[^]*b44679b9[^]*public\/1000/);
  });

  test("finds out the same tampering as the command does", async () => {
    // straight to the page's own function: sixty files through the file chooser take ten seconds
    const texts = JSON.stringify(allTampered.map(({ receipt }) => JSON.stringify(receipt)));
    const verdicts: Found[] = await page.evaluate(`${texts}.map((text) => verify(JSON.parse(text))).map(
      ({ checks, valid }) => ({ valid, failed: checks.filter((c) => c.state === "failed").map((c) => c.name) }),
    )`);
    const found = allTampered.map(({ what }, index) => ({ what, ...verdicts[index] }));
    const expected = allTampered.map((tampered) => {
      const failed = withoutBls(tampered);
      return { what: tampered.what, failed, valid: failed.length === 0 };
    });
    expect(found).toEqual(expected);
  });

  test("says of a tampered receipt that it is not valid, and names no winners", async () => {
    const receipt = { ...receiptOf("B"), ranking: receiptOf("B").ranking.toReversed() };
    expect(await choose(JSON.stringify(receipt))).toBe("收据无效");
    expect(await failed()).toEqual(["ranking"]);
    expect(await page.locator("#winners").count()).toBe(0);
  });

  test("checks a pasted receipt, and says when it is none", async () => {
    await page.locator("summary").click();
    await page.locator("#pasted").fill("hello");
    await page.locator("#check").click();
    await page.getByText("这不是收据文件").waitFor();
    await page.locator("#pasted").fill(receiptText(receiptOf("B")));
    await page.locator("#check").click();
    await page.getByText("收据有效", { exact: true }).waitFor();
  });

  test("takes a receipt that is dropped on it", async () => {
    await choose("nothing");
    const transfer = await page.evaluateHandle(
      `(() => { const t = new DataTransfer(); t.items.add(new File([${JSON.stringify(receiptText(receiptOf("B")))}], "r.json")); return t; })()`,
    );
    await page.locator("#drop").dispatchEvent("drop", { dataTransfer: transfer });
    await page.getByText("收据有效", { exact: true }).waitFor();
  });

  test("shows what a receipt says as text, never as markup", async () => {
    const announcement = vector("B").announcement.replace("保温杯", "<img src=x onerror=alert(1)>");
    await choose(receiptText(receiptOf("B", { announcement })));
    expect(await page.locator("#winners").innerText()).toContain("<img src=x onerror=alert(1)>");
  });

  test("speaks English to an English browser, and either language at a press", async () => {
    const english = await open({ locale: "en-GB" });
    expect(await choose(receiptText(receiptOf("B")), english)).toBe("The receipt is valid");
    await english.getByRole("button", { name: "中文" }).click();
    expect(await english.locator("#verdict").innerText()).toBe("收据有效");
    await english.context().close();
  });

  test.each(["light", "dark"] as const)("fits a phone, and can be read in %s colours", async (colorScheme) => {
    const phone = await open({ colorScheme, viewport: { width: 320, height: 640 }, locale: "zh-CN" });
    await choose(receiptText(receiptOf("A")), phone);
    const width = await phone.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(320);
    for (const place of ["body", "#checks", "#verdict", '[data-state="skipped"] b', ".note a"]) {
      expect(await contrast(phone, place)).toBeGreaterThanOrEqual(4.5);
    }
    await phone.context().close();
  });

  test("can be used from the keyboard and names its controls", async () => {
    expect(await page.getByLabel("选择收据文件，或拖到这里").count()).toBe(1);
    await page.locator("#language").focus();
    await page.keyboard.press("Tab");
    await page.locator("#file:focus").waitFor({ state: "attached" });
    expect(await page.getByRole("status").count()).toBe(1);
  });

  test("ranks a long list", async () => {
    const entries: Entry[] = Array.from({ length: 20_000 }, (_, index) => [H("page", index).slice(0, 16), 1]);
    const beacon = "numbers:ssq:1+kl8:1";
    const numbers = `1.2.3.4.5.6./7./${Array.from({ length: 20 }, (_, index) => `${index + 1}.`).join("")}/`;
    const announcement = vector("B").announcement.replace(/^beacon=.*$/m, `beacon=${beacon}`);
    const receipt = receiptOf("B", { announcement, beacon: numbers, entries: entries as [string, number][] });
    await choose(receiptText(receipt));
    expect(await failed()).toEqual([]);
  });

  test("asks the network for nothing and reports no error", () => {
    expect([...new Set(requests)]).toEqual([address]);
    expect(errors).toEqual([]);
  });
});

/** WCAG contrast between the text of an element and the first painted background behind it. */
function contrast(page: Page, selector: string): Promise<number> {
  return page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const light = (color) => parse(color).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    let behind = element;
    while (parse(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`);
}
