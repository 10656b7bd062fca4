import type { Acquaintances } from "../../src/core/acquaintances.ts";
import type { Accept, Bot, BotStatus, Capabilities, Outgoing, PacingProfile, Sent } from "../../src/core/bot.ts";
import { PlatformRefusal, PlatformSilence } from "../../src/core/bot.ts";
import type { ChatEvent, FileRef } from "../../src/core/event.ts";
import type { Log } from "../../src/core/log.ts";
import { alwaysOurs, type Turn, type Turns } from "../../src/core/turns.ts";
import { Connection, systemHours, type Hours } from "./connection.ts";
import { fetchFile } from "./file.ts";
import { Friends, type AcceptFrom } from "./friends.ts";
import { Groups } from "./groups.ts";
import { Reader } from "./listener.ts";
import { load, type PuppetChoice } from "./load.ts";
import type { Arrival } from "./order.ts";
import { paceOf, quietLeft } from "./pace.ts";
import { riskInMessage } from "./risk.ts";
import { send, textLimit } from "./send.ts";
import { Sessions } from "./session.ts";
import { details, greeting } from "./text.ts";
import { TurnKeeper } from "./turn.ts";
import type { FileBoxModule, Puppet } from "./wire.ts";

export interface WechatOptions extends PuppetChoice {
  /** how the account is called in the house: it stays when WeChat changes every id */
  account: string;
  log: Log;
  /** since when a program has used this account; null = as far as the house remembers */
  since: Date | null;
  /** false: as fast as the puppet takes it, and at once after a login (tests only) */
  careful: boolean;
  /** whose requests and invitations are accepted without a person */
  accept: AcceptFrom;
  hours?: Hours;
}

/** Plain texts, pictures and files, one after the other: no buttons, no edits, no visible answers. */
const capabilities: Capabilities = {
  buttons: false,
  edits: false,
  deletes: false,
  replies: false,
  threads: false,
  privateFirst: false,
  befriendFirst: true,
  commandMenu: false,
  nativeQuiz: false,
  pictures: true,
  files: true,
  losesMissed: true,
  // voice messages cannot be sent on by anybody on WeChat
  copies: ["photo", "video", "document", "link"],
  textLimit,
};

/** How long a message waits that cannot go now; it is tried again then. */
const waitMs = 15_000;
const haltedWaitMs = 60_000;

/** The WeChat adapter over wechaty. Nothing is imported or connected before `start`. */
export function createWechatBot(options: WechatOptions): Bot {
  return new Adapter(options);
}

class Adapter implements Bot {
  readonly platform = "wechat";
  readonly capabilities = capabilities;
  readonly account: string;
  readonly #options: WechatOptions;
  readonly #hours: Hours;
  readonly #friends: Friends;
  #sessions: Sessions;
  #halted: string | null = null;
  #running: Running | null = null;
  #acquaintances = nobodyKnown;
  #turn: Turn = alwaysOurs();
  #keeper: TurnKeeper | null = null;
  #isStopping = false;
  #since: Date | null;

  constructor(options: WechatOptions) {
    this.#options = options;
    this.#since = options.since;
    this.account = options.account;
    this.#hours = options.hours ?? systemHours;
    this.#sessions = this.#sessionsWith(() => Promise.reject(new Error("not started")), nobodyKnown);
    this.#friends = new Friends({
      key: this.#key,
      rule: options.accept,
      now: () => this.#hours.now(),
      deliver: (events) => this.#sessions.deliver(events),
      greet: (chat) => this.#greet(chat),
    });
  }

  get username(): string {
    return this.#sessions.name;
  }

  #sessionsWith(accept: Accept, acquaintances: Acquaintances): Sessions {
    const { account, log } = this.#options;
    return new Sessions({ account, log, hours: this.#hours, accept, acquaintances });
  }

  get #key() {
    return { platform: this.platform, account: this.account };
  }

  get pacing(): PacingProfile {
    return paceOf(this.#since, this.#hours.now());
  }

  /** Resolves once the puppet has been asked to start: the login waits for a person with a phone. */
  async start(accept: Accept, acquaintances = nobodyKnown, turns?: Turns): Promise<void> {
    this.#acquaintances = acquaintances;
    this.#sessions = this.#sessionsWith(accept, acquaintances);
    this.#turn = turns?.(this.#key) ?? alwaysOurs();
    const { log } = this.#options;
    const close = () => this.#close();
    this.#keeper = new TurnKeeper({ turn: this.#turn, hours: this.#hours, log, open: () => this.#open(), close });
    await this.#keeper.start();
  }

  async #open(): Promise<void> {
    if (this.#running) return this.#running.connection.start();
    const { wechaty, files } = await load(this.#options);
    const connection = new Connection(wechaty, this.#hours, this.#options.log, this.#options.token);
    if (this.#halted !== null) connection.halt(this.#halted);
    const { puppet } = wechaty;
    const groups = new Groups({
      puppet,
      log: this.#options.log,
      tell: (seen, whole) => this.#acquaintances.meet(this.#key, { groups: seen, whole }),
      tellOne: async (seen) => (await this.#acquaintances.meetOne?.(this.#key, seen)) ?? null,
    });
    const reader = new Reader(puppet, () => this.#sessions.self);
    this.#running = { connection, puppet, files, groups, reader };
    connection.onLogin = (contactId) => this.#loggedIn(contactId);
    connection.onTick = () => this.#tick();
    this.#listen(this.#running);
    connection.start();
  }

  async send(chat: Parameters<Bot["send"]>[0], message: Outgoing, signal: AbortSignal): Promise<Sent> {
    const running = this.#running;
    if (!this.#turn.isOurs) throw notNow("another process has the account", waitMs);
    if (!running || running.connection.login.phase !== "online") throw notNow("not logged in", waitMs);
    const { alarm } = running.connection;
    if (alarm !== null) throw notNow(`sending is stopped: ${alarm}`, haltedWaitMs);
    const quietMs = this.#quietMs(running.connection);
    if (quietMs > 0) throw notNow("quiet after a login", quietMs);
    const tellRefusal = (words: string) => running.connection.suspect(words);
    return send({ puppet: running.puppet, files: running.files, tellRefusal }, chat, message, signal);
  }

  async fetchFile(file: FileRef, most: number, signal: AbortSignal): Promise<Uint8Array> {
    const running = this.#running;
    if (running?.connection.login.phase !== "online") throw new PlatformSilence("WeChat: not logged in");
    return fetchFile(running.puppet, file, most, signal);
  }

  status(): BotStatus {
    // well, and silent
    if (!this.#turn.isOurs) return { state: "online", detail: null, contactAt: null, standsBy: true };
    if (this.#running) return this.#statusOf(this.#running.connection);
    return { state: "connecting", detail: { zh: "还没有启动", en: "not started" }, contactAt: null };
  }

  #statusOf(connection: Connection): BotStatus {
    const status = connection.status();
    const quietMs = this.#quietMs(connection);
    return quietMs === 0 || status.alarm !== undefined ? status : { ...status, detail: details.quiet(quietMs) };
  }

  #quietMs({ login: { phase, since } }: Connection): number {
    return this.#options.careful && phase === "online" ? quietLeft(since, this.#hours.now()) : 0;
  }

  halt(why: string | null): void {
    this.#halted = why;
    this.#running?.connection.halt(why);
  }

  knownSince(at: Date): void {
    this.#since ??= at;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#keeper?.stop();
  }

  /** Logs out of nothing, but leaves: what was heard is recorded first. */
  async #close(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    await running.connection.stop();
    await this.#sessions.end(running.groups.idle());
  }

  #listen(running: Running): void {
    const { puppet, reader, groups } = running;
    puppet.on("message", ({ messageId }) => {
      if (!messageId) return; // a message without an identity cannot be counted once
      this.#take(this.#message(messageId, running));
    });
    puppet.on("room-join", (told) => {
      groups.changed(told.roomId, this.#hours.now());
      this.#take(reader.join(told));
    });
    puppet.on("room-leave", (told) => {
      groups.changed(told.roomId, this.#hours.now());
      this.#take(reader.leave(told));
    });
    puppet.on("room-topic", (told) => {
      groups.changed(told.roomId, this.#hours.now());
      this.#take(reader.topic(told));
    });
    const isMember = (contact: string) => groups.isMember(contact);
    puppet.on("friendship", ({ friendshipId }) =>
      this.#quietly(this.#friends.friendship(puppet, friendshipId, isMember)),
    );
    puppet.on("room-invite", ({ roomInvitationId }) =>
      this.#quietly(this.#friends.invited(puppet, roomInvitationId, isMember)),
    );
  }

  async #message(id: string, { reader, connection, groups }: Running): Promise<Arrival<ChatEvent[]> | null> {
    const payload = await reader.payload(id);
    if (payload.roomId) groups.spoke(payload.roomId, this.#hours.now());
    const warning = riskInMessage(payload);
    if (warning !== null) connection.halt(warning);
    return reader.message(payload);
  }

  #take(details: Promise<Arrival<ChatEvent[]> | null>): void {
    if (this.#isStopping) return void details.catch(() => {});
    this.#quietly(this.#sessions.take(details));
  }

  #quietly(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.warn({ err: error }, "WeChat: something could not be read"));
  }

  #loggedIn(contactId: string): void {
    const running = this.#running;
    if (!running) return;
    running.reader.forgetAliases();
    const quietMs = this.#quietMs(running.connection);
    if (quietMs > 0) this.#options.log.info({}, `WeChat: ${details.quiet(quietMs).en}`);
    this.#quietly(this.#sessions.begin(running.puppet, running.groups, contactId));
  }

  #tick(): void {
    const running = this.#running;
    if (running?.connection.login.phase !== "online") return;
    running.groups.tick(this.#sessions.selfId, this.#hours.now());
    if (running.connection.alarm !== null) return;
    this.#quietly(this.#friends.acceptNext(running.puppet));
  }

  async #greet(chat: { id: string; kind: "private" }): Promise<void> {
    const words = { text: `${greeting.zh()}\n${greeting.en()}`, unasked: true } as const;
    await this.send(chat, words, new AbortController().signal);
  }
}

interface Running {
  connection: Connection;
  puppet: Puppet;
  files: FileBoxModule["FileBox"];
  groups: Groups;
  reader: Reader;
}

/** Where no house is told of anybody. */
const nobodyKnown: Acquaintances = {
  known: () => Promise.resolve({ groups: new Set(), people: new Set() }),
  meet: () => Promise.resolve(),
};

const notNow = (why: string, retryAfterMs: number) =>
  new PlatformRefusal("rateLimited", `WeChat: ${why}`, { retryAfterMs });
