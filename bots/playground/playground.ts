import { setTimeout as delay } from "node:timers/promises";
import { CommandTable } from "../../src/core/commands.ts";
import type { Database } from "../../src/core/database/index.ts";
import type { Feature } from "../../src/core/feature.ts";
import type { Log } from "../../src/core/log.ts";
import { createTicks, type Ticks } from "../../src/core/ticks.ts";
import { isLanguage, type Language } from "../../src/core/text.ts";
import { dayMs } from "../../src/core/time.ts";
import { createHouse, type House } from "../../src/house.ts";
import { cleanName } from "../../src/members/names.ts";
import { sameOn } from "../../src/members/same-person.ts";
import { FactTrace, lookBehind, type Behind } from "./behind.ts";
import { PlaygroundBot, type PlayMessage, type PlayScreen } from "./bot.ts";
import { chatAt, likeTelegram, likeWechat, telegramGroup, wechatGroup, type ChatKey } from "./chats.ts";
import type { PlayClock } from "./clock.ts";
import { senderNamed } from "./names.ts";
import type { News, PlayPerson } from "./news.ts";
import { playScript, type ReplayProgress, type ReplayScript } from "./replay.ts";
import { Transcript } from "./transcript.ts";

export interface SayOptions {
  /** the group as on Telegram when absent */
  chat?: ChatKey;
  replyTo?: string;
  /** whoever brings it in; comes back in the news of it */
  via?: string;
  /** sent with the words, or alone */
  file?: { name: string; bytes: Uint8Array };
}

/** What a playground that is open needs. */
export interface PlaygroundParts {
  database: Database;
  features: readonly Feature[];
  log: Log;
  clock: PlayClock;
  /** lets go of the database's lock */
  release: () => void;
}

/** A community to play in: two groups, and a private chat for everybody in them. */
export class Playground {
  readonly features: readonly Feature[];
  readonly #database: Database;
  readonly #clock: PlayClock;
  readonly #bots: PlaygroundBot[];
  readonly #house: House;
  readonly #commands: CommandTable;
  readonly #transcript: Transcript;
  readonly #facts = new FactTrace();
  readonly #people = new Map<string, PlayPerson>();
  readonly #listeners = new Set<(news: News) => void>();
  readonly #release: () => void;
  #communityId = 0;
  #replay: { stop: AbortController; over: Promise<void> } | undefined;
  #progress: ReplayProgress = { running: false, done: 0, of: 0 };
  #passing: Promise<void> = Promise.resolve();
  readonly #ticks: Ticks;

  constructor(parts: PlaygroundParts) {
    const { database, features, clock, log } = parts;
    this.#release = parts.release;
    this.features = features;
    this.#database = database;
    this.#clock = clock;
    this.#commands = new CommandTable(features);
    this.#ticks = createTicks(log);
    const now = () => clock.now();
    const screen: PlayScreen = {
      onMessage: (message) => {
        this.#transcript.add(message);
        this.#tell({ kind: "message", message });
      },
      onNotice: (notice) => this.#tell({ kind: "notice", ...notice }),
    };
    this.#bots = [likeTelegram, likeWechat].map((platform) => new PlaygroundBot(platform, now, screen));
    this.#transcript = new Transcript(database, (old) => {
      if (old.from === null) this.#botOf(old.platform).recognise(old.id);
    });
    this.#house = createHouse({
      database,
      features,
      log,
      bots: this.#bots,
      clock,
      pacing: false,
      seed: "playground",
      owner: "playground",
      onFact: ({ name, fact, by }) => this.#facts.tell({ name, fact }, by),
    });
  }

  /** Begins to live: takes up what an earlier run left, and does what became due since. */
  async start(): Promise<void> {
    for (const bot of this.#bots) await bot.start(this.#house.accept);
    await this.#house.start();
    const { communityId } = await this.#house.directory.group(likeTelegram.name, telegramGroup, "playground");
    this.#communityId = communityId;
    await this.#meetEverybody();
    await this.#house.tick();
    await this.#house.settle();
    // a quiz counts seconds by this clock too; what fails is done when time next passes
    this.#ticks.every("* * * * * *", () => this.#house.runJobs().catch(() => {}));
  }

  now(): Date {
    return this.#clock.now();
  }

  /** Everybody there, the longest known first. */
  people(): PlayPerson[] {
    return [...this.#people.values()];
  }

  progress(): ReplayProgress {
    return this.#progress;
  }

  /** The newest messages of a chat, oldest first. */
  messages(chat: ChatKey): Promise<PlayMessage[]> {
    return this.#transcript.read(chat);
  }

  /** Somebody says something; resolves when everything it caused is over. A new name is a new person. */
  async say(name: string, text: string, options: SayOptions = {}): Promise<void> {
    const place = this.#place(options.chat ?? "telegram");
    await this.#meet(name);
    await this.#botOf(place.platform.name).say(name, text, place.ref, options);
    await this.#house.settle();
  }

  /** Somebody presses a button under a message. */
  async press(name: string, chat: ChatKey, messageId: string, data: string): Promise<void> {
    const place = this.#place(chat);
    await this.#meet(name);
    await this.#botOf(place.platform.name).press(name, messageId, data, place.ref);
    await this.#house.settle();
  }

  /** Somebody comes into a group. */
  async join(name: string, chat: ChatKey = "telegram"): Promise<void> {
    const place = this.#place(chat);
    await this.#meet(name);
    await this.#botOf(place.platform.name).join(name, place.ref);
    await this.#house.settle();
  }

  async leave(name: string, chat: ChatKey): Promise<void> {
    const place = this.#place(chat);
    await this.#botOf(place.platform.name).leave(name, place.ref);
    await this.#house.settle();
  }

  /** Lets time pass; what becomes due on the way is done, day by day. */
  pass(ms: number): Promise<void> {
    const passing = this.#passing.then(() => this.#pass(ms));
    this.#passing = passing.catch(() => {});
    return passing;
  }

  async #pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= dayMs) {
      this.#clock.pass(Math.min(left, dayMs));
      await this.#house.tick();
      await this.#house.settle();
    }
    this.#tell({ kind: "time", now: this.now() });
  }

  /** What happened behind a message; undefined when the chat shows no such message. */
  async behind(chat: ChatKey, messageId: string): Promise<Behind | undefined> {
    await this.#transcript.read(chat);
    const message = this.#transcript.find(chat, messageId);
    if (!message) return undefined;
    const parts = { database: this.#database, facts: this.#facts, commands: this.#commands };
    return lookBehind({ ...parts, botName: this.#botOf(message.platform).username }, message);
  }

  /** Plays a chat log into a chat, in place of one that is playing. Resolves at once. */
  replay(script: ReplayScript, speed: number, chat: ChatKey): void {
    this.stopReplay();
    const stop = new AbortController();
    const stage = {
      pass: (ms: number) => (ms > 0 ? this.pass(ms) : Promise.resolve()),
      play: (line: ReplayScript["lines"][number]) => {
        if (line.kind === "message") return this.say(line.name, line.text, { chat });
        return line.kind === "join" ? this.join(line.name, chat) : this.leave(line.name, chat);
      },
      onProgress: (progress: ReplayProgress) => {
        // one that was replaced has nothing more to say
        if (this.#replay?.stop !== stop) return;
        this.#progress = progress;
        this.#tell({ kind: "replay", progress });
      },
      wait: (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {}),
    };
    const before = this.#replay?.over ?? Promise.resolve();
    this.#replay = { stop, over: before.then(() => playScript(stage, script, speed, stop.signal)) };
  }

  stopReplay(): void {
    this.#replay?.stop.abort();
  }

  /** The language the bot speaks here. */
  async language(): Promise<Language> {
    const { language } = await this.#database.prisma.community.findUniqueOrThrow({ where: { id: this.#communityId } });
    return isLanguage(language) ? language : "zh";
  }

  /** What the two groups are called, as they were founded: in English or in Chinese. */
  async titles(): Promise<{ telegram: string; wechat: string }> {
    const rows = await this.#database.prisma.chat.findMany({
      where: { communityId: this.#communityId, kind: "group" },
      select: { address: true, title: true },
    });
    const titleOf = ({ id, title }: { id: string; title: string }) =>
      rows.find(({ address }) => address === id)?.title ?? title;
    return { telegram: titleOf(telegramGroup), wechat: titleOf(wechatGroup) };
  }

  async setLanguage(language: Language): Promise<void> {
    await this.#database.prisma.community.update({ where: { id: this.#communityId }, data: { language } });
  }

  /** Draws that take entries, the next to close first. */
  openDraws(): Promise<{ id: number; closeAt: Date; entries: number }[]> {
    const { prisma } = this.#database;
    const where = { communityId: this.#communityId, state: "open", closeAt: { gt: this.now() } };
    return prisma.draw.findMany({
      where,
      select: { id: true, closeAt: true, entries: true },
      orderBy: { closeAt: "asc" },
    });
  }

  /** Hears what happens; returns how to stop. */
  onNews(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.stopReplay();
    await this.#replay?.over;
    await this.#passing;
    for (const bot of this.#bots) await bot.stop();
    await Promise.all([this.#ticks.stop(), this.#house.stop()]);
    this.#release();
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }

  #place(key: ChatKey) {
    const place = chatAt(key);
    if (!place) throw new RangeError(`there is no chat "${key}" in the playground`);
    return place;
  }

  #botOf(platform: string): PlaygroundBot {
    return this.#bots.find((bot) => bot.platform === platform) as PlaygroundBot;
  }

  async #meetEverybody(): Promise<void> {
    const { rows } = await this.#database.pool.query<PlayPerson>(
      `SELECT i.platform_user_id AS id, i.name, r.role FROM identity i
       LEFT JOIN member_role r ON r.community_id = i.community_id AND r.member_id = i.member_id
       WHERE i.community_id = $1 AND i.platform = $2 ORDER BY i.member_id`,
      [this.#communityId, likeTelegram.name],
    );
    for (const person of rows) this.#people.set(person.id, person);
  }

  /** Makes somebody new known on both platforms, as one member. */
  async #meet(name: string): Promise<void> {
    const sender = senderNamed(name);
    if (this.#people.has(sender.id)) return;
    const seen = { communityId: this.#communityId, platform: likeTelegram.name, sender, at: this.now() };
    await this.#house.directory.people([seen]);
    await sameOn(this.#database.prisma, this.#communityId, likeTelegram.name, likeWechat.name);
    const person: PlayPerson = { id: sender.id, name: cleanName(sender.name), role: null };
    this.#people.set(sender.id, person);
    this.#tell({ kind: "person", person });
  }
}
