import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { Bot, BotStatus, Capabilities, Outgoing, PacingProfile, Sent } from "../../src/core/bot.ts";
import type { Database } from "../../src/core/database/index.ts";
import { createDispatcher, type Dispatcher, type DispatcherOptions } from "../../src/core/sending/dispatcher.ts";
import { enqueue, type NewOutbox } from "../../src/core/outbox.ts";
import type { Timers } from "../../src/core/sending/pacing.ts";
import type { Clock } from "../../src/core/time.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { rich } from "../world/fake-bot.ts";

/** Time that moves only when told: a clock and timers that agree. */
export class StillTime {
  #ms = 0;
  #waits: { at: number; resolve: () => void }[] = [];

  readonly clock: Clock = { now: () => new Date(Date.parse("2026-03-01T01:00:00Z") + this.#ms) };
  readonly timers: Timers = {
    now: () => this.#ms,
    delay: (ms, signal) =>
      new Promise((resolve) => {
        const wait = { at: this.#ms + ms, resolve };
        this.#waits.push(wait);
        const cancel = (): void => {
          this.#waits = this.#waits.filter((other) => other !== wait);
          resolve();
        };
        if (signal?.aborted) cancel();
        else signal?.addEventListener("abort", cancel, { once: true });
      }),
    after: (ms, work) => {
      const wait = { at: this.#ms + ms, resolve: work };
      this.#waits.push(wait);
      return () => {
        this.#waits = this.#waits.filter((other) => other !== wait);
      };
    },
  };

  advance(ms: number): void {
    this.#ms += ms;
    const due = this.#waits.filter(({ at }) => at <= this.#ms);
    this.#waits = this.#waits.filter(({ at }) => at > this.#ms);
    for (const { resolve } of due) resolve();
  }
}

/** Telegram's figures with the margin kept for answers; see the design of PacingProfile. */
export const telegramPacing: PacingProfile = {
  perGroup: { count: 18, windowMs: 60_000 },
  gapMs: { min: 1_000, max: 1_000 },
  overall: { count: 25, windowMs: 1_000 },
};

export interface Call {
  chat: string;
  message: Outgoing;
  signal: AbortSignal;
  /** performance.now() at its arrival */
  at: number;
}

/** A platform in this process: `answer` decides about each call; the default takes every message. */
export class FakePlatform implements Bot {
  readonly platform = "fake";
  readonly account = "1";
  readonly username = "hearth";
  readonly pacing = telegramPacing;
  capabilities: Capabilities = rich;
  readonly calls: Call[] = [];
  readonly taken: Call[] = [];
  answer: (call: Call) => Promise<void> | void = () => {};
  #waiting: { count: number; resolve: () => void }[] = [];

  async send(chat: { id: string }, message: Outgoing, signal: AbortSignal): Promise<Sent> {
    const call = { chat: chat.id, message, signal, at: performance.now() };
    this.calls.push(call);
    for (const { count, resolve } of this.#waiting) if (this.calls.length >= count) resolve();
    await this.answer(call);
    this.taken.push(call);
    return { messageId: String(this.taken.length) };
  }

  /** Resolves once so many calls have come. */
  async called(count: number): Promise<void> {
    if (this.calls.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  texts(chat?: string): string[] {
    return this.taken.filter((call) => chat === undefined || call.chat === chat).map(({ message }) => message.text);
  }

  start = (): Promise<void> => Promise.resolve();
  stop = (): Promise<void> => Promise.resolve();
  status = (): BotStatus => ({ state: "online", detail: null, contactAt: null });
}

/** A community of its own, its chats, its dispatchers, on still time unless told otherwise. */
export class Sending {
  readonly time = new StillTime();
  readonly platform = new FakePlatform();
  readonly logged: object[] = [];
  readonly migrations: string[] = [];
  readonly unreachable: string[] = [];
  readonly #dispatchers: Dispatcher[] = [];
  readonly #keys = new Map<string, number>();
  readonly database: Database;
  readonly communityId: number;

  private constructor(database: Database, communityId: number) {
    this.database = database;
    this.communityId = communityId;
  }

  static async in(database: Database, language = "zh"): Promise<Sending> {
    const name = randomBytes(6).toString("hex");
    const { id } = await database.prisma.community.create({
      data: { name, salt: "00", language, createdAt: new Date("2026-01-01T00:00:00Z") },
    });
    return new Sending(database, id);
  }

  async chat(address: string, kind = "group"): Promise<number> {
    const { id } = await this.database.prisma.chat.create({
      data: {
        communityId: this.communityId,
        platform: "fake",
        account: "1",
        address,
        kind,
        title: address,
        createdAt: new Date("2026-01-01T00:00:00Z"),
      },
    });
    return id;
  }

  dispatcher(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const dispatcher = createDispatcher({
      database: this.database,
      findBot: () => this.platform,
      clock: this.time.clock,
      timers: this.time.timers,
      pacing: false,
      log: { warn: (fields) => this.logged.push(fields), error: (fields) => this.logged.push(fields) },
      owner: "one",
      rng: () => 0.5,
      communities: [this.communityId],
      onUnreachable: async (chat, reason) => {
        this.unreachable.push(`${chat.chatId} ${reason}`);
      },
      onMigrated: async (chat, address) => {
        this.migrations.push(address);
        await this.database.prisma.chat.updateMany({ where: { id: chat.chatId }, data: { address } });
      },
      ...options,
    });
    this.#dispatchers.push(dispatcher);
    return dispatcher;
  }

  /** Puts texts into the outbox; keys are the chat and a number unless given. */
  async put(chatId: number, texts: string[], more: Partial<NewOutbox> = {}): Promise<void> {
    const rows = texts.map((text): NewOutbox => {
      const number = (this.#keys.get(String(chatId)) ?? 0) + 1;
      this.#keys.set(String(chatId), number);
      return {
        communityId: this.communityId,
        chatId,
        key: `${chatId}:${number}`,
        kind: "reply",
        priority: 100,
        createdAt: this.time.clock.now(),
        ...more,
        message: { text, ...more.message },
      };
    });
    await this.database.prisma.$transaction((tx) => enqueue(tx, ...rows));
  }

  /** "text: state" of every row, in order. */
  async states(): Promise<string[]> {
    const rows = await this.database.prisma.outbox.findMany({
      where: { communityId: this.communityId },
      orderBy: { id: "asc" },
    });
    return rows.map((row) => `${(row.message as unknown as Outgoing).text}: ${row.state}`);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#dispatchers.map((dispatcher) => dispatcher.stop()));
  }
}

/** Gives every test of a file a community of its own, all in one database. */
export function sendingInEachTest(use: (sending: Sending) => void, open = borrowTestDatabase): void {
  let database: TestDatabase;
  let sending: Sending;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    sending = await Sending.in(database);
    use(sending);
  });
  afterEach(() => sending.stop());
  afterAll(() => database.close());
}
