import { mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { inject } from "vitest";
import { Product } from "../e2e/product.ts";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import { copyFolder } from "../world/blank.ts";

/** Features that only the tests' traffic knows. They speak at hours of the day, too, whatever a test counts then. */
export const testFeatures = fileURLToPath(new URL("features.mjs", import.meta.url));

export interface InstallationOptions {
  /** of the fake Telegram */
  seed?: number;
  /** an existing one to use, removed at the end too; a temporary one when absent */
  folder?: string;
  /** the data folder that it begins with a copy of; null: the first start makes everything */
  data?: string | null;
  /** a file of further features; none when absent */
  features?: string;
}

/** An installation of its own in a temporary folder, whose processes may be killed one by one. */
export class TestInstallation {
  readonly telegram: FakeTelegram;
  readonly folder: string;
  /** the newest product; it may have ended */
  product: Product | null = null;
  readonly #features: string | undefined;
  #ended = true;

  private constructor(telegram: FakeTelegram, folder: string, features?: string) {
    this.telegram = telegram;
    this.folder = folder;
    this.#features = features;
  }

  /** Its database is made and migrated, as by an earlier start, unless `data` says otherwise. */
  static async create({
    seed = 1,
    folder,
    data = inject("blank"),
    features,
  }: InstallationOptions = {}): Promise<TestInstallation> {
    const telegram = await createFakeTelegram({ seed });
    const place = realpathSync(folder ?? mkdtempSync(path.join(os.tmpdir(), "hearth-crash-")));
    if (data !== null) copyFolder(data, path.join(place, "data"));
    return new TestInstallation(telegram, place, features);
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** Starts the product, with further variables in its environment (CRASH_AT: the gap it dies in). */
  start(env: Record<string, string> = {}): Product {
    const product = new Product(["start"], { ...this.#env, ...env });
    this.product = product;
    this.#ended = false;
    product.child.once("exit", () => {
      if (this.product === product) this.#ended = true;
    });
    return product;
  }

  /** Runs another command beside the product to its end. */
  async run(args: string[], env: Record<string, string>): Promise<number | null> {
    return new Product(args, { ...this.#env, ...env }).exit();
  }

  async killProduct(): Promise<boolean> {
    if (!this.product || this.#ended) return false;
    const done = this.product.child.kill("SIGKILL");
    await this.product.exit();
    return done;
  }

  /** Kills the postmaster, one of its processes, or all of them. False when there was none. */
  killDatabase(which: "postmaster" | "backend" | "all", random: () => number): boolean {
    const processes = processesIn(this.#cluster);
    const postmaster = this.#postmaster();
    const others = processes.filter((pid) => pid !== postmaster);
    const chosen =
      which === "all"
        ? processes
        : which === "postmaster"
          ? processes.filter((pid) => pid === postmaster)
          : others.slice(Math.floor(random() * others.length)).slice(0, 1);
    for (const pid of chosen) killQuietly(pid);
    return chosen.length > 0;
  }

  /** A connection to its database; it must be running, or about to run again. */
  async connect(): Promise<pg.Client> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#connectOnce();
      } catch (error) {
        // a server that was killed leaves its socket behind until the next one is there
        if (tries >= 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async #connectOnce(): Promise<pg.Client> {
    const client = new pg.Client({
      host: path.join(this.folder, "data/pg"),
      user: "app",
      database: "hearth",
      application_name: "crash test",
      options: "-c TimeZone=UTC",
    });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  /** The one number a query asks for. */
  async ask(sql: string): Promise<number | undefined> {
    const client = await this.connect();
    try {
      const { rows } = await client.query<{ count: number }>(sql);
      return rows[0]?.count;
    } finally {
      await client.end();
    }
  }

  /** Resolves when so many more messages were sent, or after three seconds. */
  async answering(messages: number): Promise<void> {
    const sent = () => this.telegram.calls.length;
    const enough = sent() + messages;
    for (let waits = 0; waits < 60 && sent() < enough; waits++) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /**
   * Resolves when everything given to the bot is confirmed, acted on and sent, or when for a minute
   * nothing has become less: what is left then is for the caller to find. `alsoLeft`: SQL that counts more to wait for.
   */
  async workedOff(alsoLeft = "0"): Promise<void> {
    await untilWorkedOff(async () => {
      const waiting = await this.ask(`SELECT (${leftSql}) + ${alsoLeft} AS count`);
      return this.telegram.pending + (waiting ?? 0);
    });
  }

  /** Ends everything that still runs and removes the folder. */
  async close(): Promise<void> {
    await this.killProduct();
    for (const pid of processesIn(this.#cluster)) killQuietly(pid);
    await this.telegram.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }

  get #env(): Record<string, string> {
    return {
      HEARTH_DATA_DIR: path.join(this.folder, "data"),
      HEARTH_TEST_BUILD: "1",
      ...(this.#features ? { HEARTH_TEST_FEATURES: this.#features } : {}),
      HEARTH_PACING: "off",
      TELEGRAM_BOT_TOKEN: this.telegram.token,
      TELEGRAM_API_ROOT: this.telegram.url,
    };
  }

  get #cluster(): string {
    return path.join(this.folder, "data/pg/cluster");
  }

  #postmaster(): number {
    try {
      return Number(readFileSync(path.join(this.#cluster, "postmaster.pid"), "utf8").split("\n")[0]);
    } catch {
      return 0;
    }
  }
}

/** Resolves when nothing is left, or when for `patienceMs` nothing has become less. */
export async function untilWorkedOff(left: () => Promise<number>, patienceMs = 60_000): Promise<void> {
  let least = Infinity;
  let movedAt = performance.now();
  for (;;) {
    const now = await left();
    if (now < least) movedAt = performance.now();
    least = Math.min(now, least);
    if (now === 0 || performance.now() - movedAt > patienceMs) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Counts events to act on and messages to send. */
export const leftSql = `SELECT (SELECT count(*) FROM inbox WHERE status = 'new')::int
  + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending'))::int AS count`;

/** Live processes that work in a folder, by /proc. */
function processesIn(folder: string): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // gone meanwhile
  }
}
