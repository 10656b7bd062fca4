import { DateTime } from "luxon";
import { expect } from "vitest";
import type { Capabilities } from "../../src/core/bot.ts";
import type { ButtonEvent, ChatEvent, MessageEvent, PollAnswerEvent, Sender } from "../../src/core/event.ts";
import type { Role } from "../../src/core/context.ts";
import type { Feature } from "../../src/core/feature.ts";
import { silentLog, type Log } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { createHouse, type House, type HouseOptions } from "../../src/house.ts";
import { borrowTestDatabase, type TestDatabase } from "./database.ts";
import { FakeBot, rich, type SentMessage } from "./fake-bot.ts";

export { plain, rich } from "./fake-bot.ts";

export interface WorldOptions {
  features: readonly Feature[];
  /** the present, ISO; with no offset it is read in Asia/Shanghai */
  at?: string;
  platform?: string;
  /** further platforms beside the first; people there are `member(name, platform)` */
  others?: readonly { platform: string; capabilities: Capabilities }[];
  capabilities?: Capabilities;
  language?: "zh" | "en";
  log?: Log;
  /** another act limit, chance or owner for the house */
  house?: Partial<HouseOptions>;
}

const zone = "Asia/Shanghai";
const parseTime = (text: string) => DateTime.fromISO(text.replace(" ", "T"), { zone, setZone: false }).toJSDate();

/** A member of the world, who speaks and reads as a person does. */
export interface Speaker {
  name: string;
  sender: Sender;
  /** Says something in the group (or another chat) and returns what the bot answered there. */
  says(text: string, more?: Partial<MessageEvent>): Promise<string[]>;
  /** Says something and expects exactly these answers. */
  hears(text: string, ...answers: string[]): Promise<void>;
  /** Says something to the bot in private. */
  whispers(text: string): Promise<string[]>;
}

/** The whole application over a real database, with a still clock and a platform of our own. */
export class World {
  readonly database: TestDatabase;
  readonly bot: FakeBot;
  readonly others: readonly FakeBot[];
  readonly house: House;
  #now: Date;
  #keys = 0;
  #language: "zh" | "en" = "zh";
  #people = new Map<string, Speaker>();

  private constructor(database: TestDatabase, bot: FakeBot, others: FakeBot[], options: WorldOptions) {
    this.database = database;
    this.bot = bot;
    this.others = others;
    this.#now = parseTime(options.at ?? "2026-03-01T09:00");
    this.house = createHouse({
      database,
      features: options.features,
      bots: [bot, ...others],
      clock: { now: () => this.#now },
      log: options.log ?? silentLog,
      pacing: false,
      seed: "world",
      ...options.house,
    });
  }

  static async create(options: WorldOptions): Promise<World> {
    seedVault("world");
    const database = await borrowTestDatabase();
    const bot = new FakeBot(options.platform ?? "telegram", options.capabilities ?? rich);
    const others = (options.others ?? []).map((one) => new FakeBot(one.platform, one.capabilities));
    const world = new World(database, bot, others, options);
    for (const each of [bot, ...others]) await each.start(world.house.accept);
    await world.house.start();
    if (options.language === "en") await world.#speak("en");
    return world;
  }

  get now(): Date {
    return this.#now;
  }

  /** Moves the clock and does what has become due. */
  async setTime(time: string): Promise<void> {
    this.#now = parseTime(time);
    await this.house.tick();
    await this.house.settle();
  }

  /** A member by name, on the world's first platform or another one: two people until they are linked. */
  member(name: string, platform = this.bot.platform): Speaker {
    const key = `${platform}\n${name}`;
    const known = this.#people.get(key);
    if (known) return known;
    const sender: Sender = { kind: "person", id: String(100 + this.#people.size), name };
    const says = (text: string, more: Partial<MessageEvent> = {}) =>
      this.#answersTo(this.message(sender, text, { platform, ...more }));
    const speaker: Speaker = {
      name,
      sender,
      says,
      hears: async (text, ...answers) => expect(await says(text)).toEqual(answers),
      whispers: (text) => says(text, { chat: { id: sender.id, kind: "private", title: name } }),
    };
    this.#people.set(key, speaker);
    return speaker;
  }

  /** Whether somebody of this name has been in the world. */
  knows(name: string, platform = this.bot.platform): boolean {
    return this.#people.has(`${platform}\n${name}`);
  }

  /** Makes somebody known in the group, without a word, and gives them a role there; returns their member id. */
  async giveRole(name: string, role: Role | null): Promise<number> {
    const { sender } = this.member(name);
    const { platform, account } = this.bot;
    const { communityId } = await this.house.directory.group(platform, this.message(sender, "").chat, account);
    const [known] = await this.house.directory.people([{ communityId, platform, sender, at: this.#now }]);
    const id = known ?? 0;
    await this.query("DELETE FROM member_role WHERE community_id = $1 AND member_id = $2", [communityId, id]);
    if (role) {
      await this.query("INSERT INTO member_role (community_id, member_id, role, given_at) VALUES ($1, $2, $3, $4)", [
        communityId,
        id,
        role,
        this.#now,
      ]);
    }
    return id;
  }

  /** A press on the newest button of this label in the chat, or on the newest message's n-th button. */
  press(sender: Sender, label: string, chat: ChatEvent["chat"] = this.message(null, "").chat): ButtonEvent {
    const messages = this.bot.pressable.filter((message) => message.chatId === chat.id).toReversed();
    const all = (message: SentMessage | undefined) => (message?.buttons ?? []).flat();
    const button = /^\d+$/.test(label)
      ? all(messages[0])[Number(label) - 1]
      : messages.flatMap(all).find((one) => one.label === label);
    if (!button) throw new Error(`there is no button "${label}" to press`);
    const number = ++this.#keys;
    const { platform, account } = this.bot;
    const key = `update:${number}`;
    return { kind: "button", platform, account, key, chat, at: this.#now, sender, pressId: key, data: button.data };
  }

  /** A vote for these options of the newest poll. */
  vote(sender: Sender, ...words: string[]): PollAnswerEvent {
    const poll = this.bot.polls.at(-1);
    const options = words.map((word) => poll?.poll.options.indexOf(word) ?? -1);
    if (!poll || options.includes(-1)) throw new Error(`there is no poll with ${words.join(", ")}`);
    const number = ++this.#keys;
    const { platform, account } = this.bot;
    // the platform does not say where the poll is: the chat is the voter's own
    const chat = { id: sender.id, kind: "private", title: sender.name } as const;
    const key = `update:${number}`;
    return { kind: "pollAnswer", platform, account, key, chat, at: this.#now, sender, pollId: poll.pollId, options };
  }

  /** A message event of this world's group, now. */
  message(sender: Sender | null, text: string, more: Partial<MessageEvent> = {}): MessageEvent {
    const number = ++this.#keys;
    return {
      kind: "message",
      platform: this.bot.platform,
      account: this.bot.account,
      key: `update:${number}`,
      chat: { id: "-1001", kind: "group", title: "Tea House" },
      at: this.#now,
      messageId: String(number),
      sender,
      text,
      mentionsBot: false,
      mentions: [],
      forwarded: false,
      ...more,
    };
  }

  /** Hands events to the house and waits until everything they caused is over; returns what was sent. */
  async happens(...events: ChatEvent[]): Promise<SentMessage[]> {
    const bots = [this.bot, ...this.others];
    const before = bots.map((bot) => bot.sent.length);
    await Promise.all(events.map((event) => this.bot.accept(event)));
    await this.house.settle();
    return bots.flatMap((bot, index) => bot.sent.slice(before[index]));
  }

  async #answersTo(event: MessageEvent): Promise<string[]> {
    return (await this.happens(event)).map(readable);
  }

  async query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.pool.query<T>(sql, values)).rows;
  }

  async close(): Promise<void> {
    await this.house.stop();
    if (this.#language !== "zh") await this.#speak("zh");
    await this.database.close();
  }

  /** What a community of this world speaks from its first day. */
  async #speak(language: "zh" | "en"): Promise<void> {
    this.#language = language;
    await this.query(`ALTER TABLE community ALTER language SET DEFAULT '${language}'`);
  }
}

/** A message as a member sees it: the text, and its buttons as [label]. */
export function readable(message: SentMessage): string {
  const buttons = (message.buttons ?? []).map((row) => row.map((button) => `[${button.label}]`).join(" "));
  const { poll, copyOf } = message;
  const asked = poll ? [`📊 ${poll.question}`, ...poll.options.map((option) => `○ ${option}`)] : [];
  const copied = copyOf ? `↪ ${copyOf.media}` : "";
  return [copied, poll ? asked.join("\n") : message.text, ...buttons].filter((line) => line !== "").join("\n");
}

/** A world for one test; close it at the end. */
export const createWorld = (options: WorldOptions): Promise<World> => World.create(options);
