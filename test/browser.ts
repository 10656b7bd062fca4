import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** The browser of page tests; without one they are skipped, visibly: `describe.skipIf(!hasBrowser)`. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const hasBrowser = existsSync(executablePath);

/** Opens Chromium, with as few connections of its own as it can be talked into. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
