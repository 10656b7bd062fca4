import { openOffice } from "../../src/cli/office.ts";
import type { PlaygroundService } from "../../src/cli/start.ts";
import { startText } from "../../src/cli/text.ts";
import type { Config } from "../../src/config.ts";
import type { Bot } from "../../src/core/bot.ts";
import type { Database } from "../../src/core/database/index.ts";
import type { Log } from "../../src/core/log.ts";
import type { Language } from "../../src/core/text.ts";
import { features, withOffice } from "../../src/features/index.ts";
import { qrAsSvg } from "../../src/presence/qr.ts";
import { openPlayground } from "./open.ts";
import { PlaygroundPages } from "./pages.ts";
import type { Playground } from "./playground.ts";
import { runTerminal } from "./terminal.ts";

export interface RoomOptions {
  config: Config;
  log: Log;
  /** opened when somebody first plays */
  database(): Promise<Database>;
  inTerminal: boolean;
  /** of the person at the keyboard */
  language: Language;
  /** what a tea house speaks that is made now */
  playLanguage: Language;
  /** whose logins the page shows */
  bots?: readonly Bot[];
}

/** The playground of the program, on its page and in its terminal, over a database that is opened when somebody first plays. */
export class PlaygroundRoom implements PlaygroundService {
  readonly pages: PlaygroundPages;
  readonly play?: () => Promise<void>;
  readonly #options: RoomOptions;
  #playground: Promise<Playground> | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
    const { bots = [], inTerminal } = options;
    const waiting = () =>
      bots.flatMap((bot) => {
        const code = bot.status().scan;
        return code === undefined ? [] : [{ platform: bot.platform, code }];
      });
    this.pages = new PlaygroundPages(() => this.#open(), { waiting, svg: qrAsSvg });
    if (inTerminal) this.play = () => this.#playInTerminal();
  }

  #open(): Promise<Playground> {
    this.#playground ??= this.#opened().catch((error: unknown) => {
      this.#playground = undefined; // whoever comes next tries again
      throw error;
    });
    return this.#playground;
  }

  async #opened(): Promise<Playground> {
    const { config, log, database, inTerminal, language, playLanguage } = this.#options;
    const onFurnishing = inTerminal ? showFurnishing(language) : () => {};
    // pictures as in real chats, but no way out of the house
    const { font } = openOffice(config);
    const played = withOffice(features, font === undefined ? {} : { font });
    const spoken = { language: playLanguage, onFurnishing };
    return openPlayground({
      database: await database(),
      features: played,
      dataDir: config.HEARTH_DATA_DIR,
      log,
      ...spoken,
    });
  }

  async #playInTerminal(): Promise<void> {
    // lines typed meanwhile wait in the terminal
    await runTerminal({
      playground: await this.#open(),
      input: process.stdin,
      output: process.stdout,
      interactive: process.stdin.isTTY,
      language: this.#options.language,
      timeZone: "Asia/Shanghai",
    });
  }

  async close(): Promise<void> {
    this.pages.close();
    // one that could not be opened has been complained of to whoever wanted it
    await this.#playground?.then(
      (playground) => playground.close(),
      () => {},
    );
  }
}

/** One line on the terminal while the tea house is made, gone when it is done. */
const showFurnishing = (language: Language) => (days: number, of: number) => {
  if (!process.stdout.isTTY) return;
  const line = startText.furnishing[language]({ days, of });
  process.stdout.write(`\r\u001b[K${days < of ? line : ""}`);
};
