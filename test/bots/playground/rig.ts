import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import {
  openPlayground,
  PlaygroundPages,
  type Playground,
  type PlaygroundOptions,
} from "../../../bots/playground/index.ts";
import { defineFeature, type Feature } from "../../../src/core/feature.ts";
import { silentLog } from "../../../src/core/log.ts";
import { text } from "../../../src/core/text.ts";
import { features } from "../../../src/features/index.ts";
import { serve, type Web } from "../../../src/web/server.ts";
import { borrowTestDatabase, type TestDatabase } from "../../world/database.ts";
import { setToMorning } from "./morning.ts";

/** A feature with buttons, until the product has one that is as simple. */
const choice = defineFeature({
  name: "choice",
  commands: [
    {
      name: "choice",
      aliases: ["选茶"],
      who: "member",
      help: text({ zh: "选一种茶", en: "choose a tea" }),
      run: async (ctx) => {
        const buttons = [
          [
            { label: "龙井", data: "tea:1" },
            { label: "普洱", data: "tea:2" },
          ],
        ];
        await ctx.reply(text<void>({ zh: () => "喝什么？", en: () => "Which tea?" }), undefined, { buttons });
      },
    },
  ],
  events: {
    button: async (ctx) => {
      await ctx.reply(text<string>({ zh: (data) => `好，${data}`, en: (data) => `Fine, ${data}` }), ctx.event.data);
    },
  },
});

/** A playground over a database of its own, with its pages on a free port. */
export interface PlayRig {
  playground: Playground;
  database: TestDatabase;
  web: Web;
  /** where the page is, token included */
  url: string;
  close(): Promise<void>;
}

export async function createPlayRig(
  options: Partial<Pick<PlaygroundOptions, "demo" | "language" | "onFurnishing">> = {},
): Promise<PlayRig> {
  const database = await borrowTestDatabase();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "hearth-play-"));
  const all: readonly Feature[] = [...features, choice];
  setToMorning(dataDir);
  const playground = await openPlayground({
    database,
    features: all,
    dataDir,
    log: silentLog,
    demo: false,
    ...options,
  });
  const pages = new PlaygroundPages(async () => playground);
  const web = await serve("127.0.0.1:0", [pages], silentLog);
  return {
    playground,
    database,
    web,
    url: web.origin + pages.prefix,
    close: async () => {
      pages.close();
      await web.close();
      await playground.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens the playground's page in a browser of its own, as somebody who was never there; `watch` sees it from the beginning. */
export async function openPage(
  browser: Browser,
  { url }: PlayRig,
  options: BrowserContextOptions,
  watch: (page: Page) => void,
): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  watch(page);
  await page.goto(url);
  await page.locator("body[data-ready]").waitFor();
  return page;
}
