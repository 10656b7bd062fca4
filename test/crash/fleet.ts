import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { Product } from "../e2e/product.ts";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import { urlOf } from "../postgres/server.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { leftSql, testFeatures, untilWorkedOff } from "./installation.ts";

/** Several processes of the product with one bot on one server database, each of which may be killed. */
export class Fleet {
  readonly telegram: FakeTelegram;
  readonly database: TestDatabase;
  readonly members: (Product | null)[] = [];
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), "hearth-fleet-"));

  private constructor(telegram: FakeTelegram, database: TestDatabase) {
    this.telegram = telegram;
    this.database = database;
  }

  static async create(seed = 1): Promise<Fleet> {
    return new Fleet(await createFakeTelegram({ seed }), await createTestDatabase());
  }

  /** Starts a process under a number; resolves when it is ready. */
  async start(number: number): Promise<Product> {
    const product = new Product(["start"], {
      DATABASE_URL: urlOf(this.database.config),
      HEARTH_DATA_DIR: path.join(this.#folder, "data"),
      HEARTH_TEST_BUILD: "1",
      HEARTH_TEST_FEATURES: testFeatures,
      HEARTH_PACING: "off",
      TELEGRAM_BOT_TOKEN: this.telegram.token,
      TELEGRAM_API_ROOT: this.telegram.url,
    });
    this.members[number] = product;
    await product.ready();
    return product;
  }

  async kill(number: number): Promise<void> {
    const product = this.members[number];
    this.members[number] = null;
    product?.child.kill("SIGCONT"); // one that is stopped does not die before it goes on
    product?.child.kill("SIGKILL");
    await product?.exit();
  }

  /** The number of the process that receives; they are named by the places they took. */
  async receiver(): Promise<number | null> {
    const { rows } = await this.database.pool.query<{ pid: number }>(
      `SELECT substring(a.application_name FROM '\\d+$')::int AS pid FROM bot_turn t
       JOIN pg_locks l ON l.locktype = 'advisory' AND l.classid = 7000 AND l.granted
         AND 'service-' || l.objid = t.holder AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       JOIN pg_stat_activity a ON a.pid = l.pid WHERE t.until > now()`,
    );
    const number = this.members.findIndex((one) => one?.child.pid === rows[0]?.pid);
    return number < 0 ? null : number;
  }

  /** Resolves when everything is confirmed, acted on and sent, or nothing has moved for two minutes. */
  async workedOff(alsoLeft = "0"): Promise<void> {
    await untilWorkedOff(async () => {
      const { rows } = await this.database.pool.query<{ count: number }>(`SELECT (${leftSql}) + ${alsoLeft} AS count`);
      return this.telegram.pending + (rows[0]?.count ?? 0);
    }, 120_000);
  }

  async connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.database.config, options: "-c TimeZone=UTC" });
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.members.map((_, number) => this.kill(number)));
    await this.telegram.close();
    await this.database.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
