import { createTelegramBot } from "../../bots/telegram/index.ts";
import type { Role } from "../../src/core/context.ts";
import type { Feature } from "../../src/core/feature.ts";
import { silentLog } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { createHouse, type House, type HouseOptions } from "../../src/house.ts";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import type { FakeChat, FakePerson } from "../fakes/telegram/people.ts";
import { borrowTestDatabase, type TestDatabase } from "./database.ts";

export interface OnTelegram {
  features: readonly Feature[];
  /** the present, ISO with its offset */
  at?: string;
  house?: Partial<HouseOptions>;
}

/** The whole application on the fake Bot API, over sockets: for what only a strict platform shows. */
export class TelegramWorld {
  readonly fake: FakeTelegram;
  readonly house: House;
  readonly database: TestDatabase;
  readonly #bot: ReturnType<typeof createTelegramBot>;
  readonly #clock: { ms: number };

  private constructor(fake: FakeTelegram, database: TestDatabase, clock: { ms: number }, options: OnTelegram) {
    this.fake = fake;
    this.database = database;
    this.#clock = clock;
    const now = () => new Date(clock.ms);
    const quiet = { info: () => {}, warn: () => {}, error: () => {} };
    this.#bot = createTelegramBot({ token: fake.token, apiRoot: fake.url, log: quiet, now });
    this.house = createHouse({
      database,
      features: options.features,
      bots: [this.#bot],
      clock: { now },
      log: silentLog,
      pacing: false,
      seed: "world",
      ...options.house,
    });
  }

  static async create(options: OnTelegram): Promise<TelegramWorld> {
    seedVault("world");
    const clock = { ms: Date.parse(options.at ?? "2026-03-01T10:00+08:00") };
    const fake = await createFakeTelegram({ now: () => clock.ms });
    const world = new TelegramWorld(fake, await borrowTestDatabase(), clock, options);
    await world.#bot.start(world.house.accept);
    await world.house.start();
    return world;
  }

  get now(): Date {
    return new Date(this.#clock.ms);
  }

  /** Waits until everything that people did is over; what is due by the clock is done too. */
  async settle(): Promise<void> {
    await this.fake.drained();
    await this.house.settle();
  }

  /** Moves the clock and does what has become due. */
  async setTime(time: string): Promise<void> {
    this.#clock.ms = Date.parse(time);
    await this.house.tick();
    await this.house.settle();
  }

  /** What the bot says in a chat while something happens there, in order. */
  async hears(chat: FakeChat, doing: () => unknown): Promise<string[]> {
    const before = chat.sent.length;
    doing();
    await this.settle();
    return chat.sent.slice(before).map(shown);
  }

  /** Gives somebody a role wherever they have been heard. */
  async giveRole({ user }: FakePerson, role: Role): Promise<void> {
    await this.query(
      `INSERT INTO member_role (community_id, member_id, role, given_at)
       SELECT community_id, member_id, $2, $3 FROM identity WHERE platform_user_id = $1 ON CONFLICT DO NOTHING`,
      [String(user.id), role, this.now],
    );
  }

  async query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.pool.query<T>(sql, values)).rows;
  }

  async close(): Promise<void> {
    await this.#bot.stop();
    await this.house.stop();
    await this.fake.close();
    await this.database.close();
  }
}

/** A message as a member sees it. */
function shown({ text, buttons, copyOf }: FakeChat["sent"][number]): string {
  const rows = buttons.map((row) => row.map((button) => `[${button.text}]`).join(" "));
  return [copyOf ? "↪" : "", text, ...rows].filter((line) => line !== "").join("\n");
}
