import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cleanName } from "../../../src/members/names.ts";
import { hasBrowser, launchBrowser } from "../../browser.ts";
import { dataFile, testData } from "../../data.ts";
import { createPlayRig, type PlayRig } from "./rig.ts";

/** Names that would do harm where a page is built from them, and names that only look strange. */
const ours = [
  "<script>window.harmed=1</script>",
  "<img src=x onerror=window.harmed=1>",
  '"><svg onload=window.harmed=1>',
  "javascript:window.harmed=1",
  "{{7*7}}${window.harmed=1}",
  "</div></main><h1>HARMED",
  "&lt;b&gt;&amp;",
  "<style>*{display:none}</style>",
  "\u202Egnp.exe\u202C",
  "\u2067\u2066مرحبا\u2069 abc",
  `Z${"\u0335\u0321\u0489".repeat(30)}algo`,
  "A\u200B\u200D\uFEFFdmin",
  "\u3164\u2800 ",
  "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
  "﷽﷽﷽﷽﷽﷽﷽﷽",
  "𒐫𒐫𒐫𒐫𒐫𒐫",
  "👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿",
  "line\nbreak\u2028and\ttab",
  "bot",
  "operator ",
  "__proto__",
  "=HYPERLINK(1)",
] as const;

/** Of the collected names every one that is unusual in some way, and a few of the plain. */
function collected(): string[] {
  const lines = readFileSync(dataFile("names/nicknames.jsonl"), "utf8").trim().split("\n");
  const names = lines.map((line) => JSON.parse(line) as { name: string; tags: string[] });
  const strange = names.filter(({ tags }) => tags.some((tag) => tag !== "han" && tag !== "astral"));
  return [...strange, ...names.slice(0, 20)].map((one) => one.name).slice(0, 100);
}

describe.skipIf(!hasBrowser)("people with hostile names in the playground's page", () => {
  let rig: PlayRig;
  let browser: Browser;
  let page: Page;
  const harm: string[] = [];
  beforeAll(async () => {
    rig = await createPlayRig();
    browser = await launchBrowser();
    page = await (await browser.newContext({ locale: "zh-CN", viewport: { width: 1200, height: 800 } })).newPage();
    page.on("dialog", (dialog) => {
      harm.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("pageerror", (error) => harm.push(error.message));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== rig.web.origin) harm.push(`asked ${request.url()}`);
    });
    await page.goto(rig.url);
    await page.locator("body[data-ready]").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await rig.close();
  });

  const elements = () =>
    page.evaluate<string>(`JSON.stringify(["script", "img", "svg", "style", "h1", "iframe"].map((name) =>
    [name, document.querySelectorAll(name).length]))`);

  /** Replays a log in which each of them says something, through the page, and waits until it is over. */
  async function speak(names: readonly string[]): Promise<void> {
    const row = (author_name: string, index: number) =>
      JSON.stringify({
        chat: "x:1",
        author: `${index}`,
        author_name,
        sent_at: "2026-03-01T09:00:00Z",
        kind: "message",
        text: index % 8 === 0 ? "签到" : `第 ${index} 句`,
      });
    const buffer = Buffer.from(names.map(row).join("\n"));
    await page.locator("#file").setInputFiles({ name: "names.jsonl", mimeType: "text/plain", buffer });
    await page.locator("#speed").selectOption({ index: (await page.locator("#speed option").count()) - 1 });
    await page.getByRole("button", { name: "开始重放" }).click();
    const last = names.length - 1;
    await page
      .locator(".pane.telegram")
      .getByText(last % 8 === 0 ? "签到" : `第 ${last} 句`, { exact: true })
      .last()
      .waitFor({ timeout: 200_000 });
  }

  /** What is broken on the page: names as they must not be shown, or parts that do not fit. */
  const broken = () =>
    page.evaluate<string[]>(`(() => {
      const wrong = [];
      if (window.harmed) wrong.push("a script ran");
      if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
      const pane = document.querySelector(".pane.telegram").getBoundingClientRect();
      for (const message of document.querySelectorAll(".pane.telegram .message")) {
        const bubble = message.querySelector(".bubble").getBoundingClientRect();
        if (bubble.left < pane.left - 1 || bubble.right > pane.right + 1) wrong.push("too wide: " + message.textContent);
        const name = message.querySelector(".bubble > .name");
        if (name && name.getBoundingClientRect().height > 40) wrong.push("too high: " + name.textContent);
        if (message.scrollHeight > message.clientHeight + 24) wrong.push("over its edge: " + message.textContent);
      }
      return wrong;
    })()`);

  const shown = () => page.locator(".pane.telegram .bubble > .name").allTextContents();

  async function expectHarmless(names: readonly string[]): Promise<void> {
    const before = await elements();
    await speak(names);
    expect(await elements()).toBe(before);
    expect(await broken()).toEqual([]);
    expect(harm).toEqual([]);
    const uncleaned = (await shown()).filter((name) => name !== cleanName(name) || name === "");
    expect(uncleaned).toEqual([]);
  }

  test("do no harm and are shown cleaned: our own", { timeout: 120_000 }, async () => {
    await expectHarmless(ours);
    const names = await shown();
    expect(names).toContain("<script>window.harmed=1</script>");
    expect(names).toContain("line break and tab");
  });

  test.skipIf(!testData)("do no harm and are shown cleaned: collected ones", { timeout: 300_000 }, async () => {
    await expectHarmless(collected());
  });

  test("in the list of members, behind a message and on a phone", { timeout: 60_000 }, async () => {
    expect((await page.locator("#who option").allTextContents()).filter((name) => cleanName(name) !== name)).toEqual(
      [],
    );
    await page.locator(".pane.telegram .message").last().getByRole("button").first().click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await broken()).toEqual([]);
    expect(harm).toEqual([]);
  });
});
