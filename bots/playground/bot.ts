import {
  FileTooLarge,
  PlatformRefusal,
  type Accept,
  type Bot,
  type BotStatus,
  type Capabilities,
  type Outgoing,
  type PacingProfile,
  type Sent,
} from "../../src/core/bot.ts";
import type { ButtonEvent, ChatEvent, ChatRef, FileRef, MessageEvent, PassageEvent } from "../../src/core/event.ts";
import type { PlaygroundPlatform } from "./chats.ts";
import { calledBot, clean, mentionsIn, nameOnScreen, senderNamed } from "./names.ts";

/** Something seen in a chat of the playground, as everyone there sees it. */
export interface PlayMessage {
  id: string;
  platform: string;
  chatId: string;
  kind: "message" | "join" | "leave";
  /** null: the bot */
  from: { id: string; name: string } | null;
  message: Outgoing;
  at: Date;
  /** the event it was handed to the house as; absent for the bot's and for what an earlier run saw */
  event?: ChatEvent;
  /** whoever brought it in, so that they need not hear it again */
  via?: string;
}

/** What a bot of the playground shows to the people in it. */
export interface PlayScreen {
  onMessage(message: PlayMessage): void;
  /** a short notice for the one person who pressed a button */
  onNotice?(notice: { to: string; text: string }): void;
}

interface Said {
  replyTo?: string;
  via?: string;
  file?: { name: string; bytes: Uint8Array };
}

/**
 * A platform in the program's own process: nobody needs an account to try the product. It needs no
 * pace, has no limit of length and never fails; what else it can is the platform's it stands for.
 */
export class PlaygroundBot implements Bot {
  readonly platform: string;
  readonly account = "playground";
  readonly username = "hearth";
  readonly capabilities: Capabilities;
  readonly pacing: PacingProfile = {
    perGroup: { count: 10_000, windowMs: 1000 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 10_000, windowMs: 1000 },
  };
  readonly #screen: PlayScreen;
  readonly #now: () => Date;
  readonly #own = new Set<string>();
  readonly #taken = new Set<Promise<void>>();
  readonly #files = new Map<string, { name: string; bytes: Uint8Array }>();
  readonly #presses = new Map<string, string>();
  #accept: Accept | undefined;
  #lastId: number;

  constructor(platform: PlaygroundPlatform, now: () => Date, screen: PlayScreen) {
    this.platform = platform.name;
    this.capabilities = platform.capabilities;
    this.#now = now;
    this.#screen = screen;
    // later runs go on behind the messages of earlier ones, whatever the playground's clock says
    this.#lastId = Date.now() * 1000;
  }

  async start(accept: Accept): Promise<void> {
    this.#accept = accept;
  }

  /** Somebody says something; resolves when it is recorded. */
  async say(name: string, words: string, chat: ChatRef, more: Said = {}): Promise<void> {
    const event = this.message(name, words, chat, more.replyTo);
    if (more.file) {
      const { name: called, bytes } = more.file;
      const name = clean(called);
      this.#files.set(event.messageId, { name, bytes });
      event.file = { id: event.messageId, name, size: bytes.length };
      event.media = "document";
    }
    await this.#happens(event, more.via);
  }

  /** A file that was sent in this run of the playground. */
  async fetchFile(file: FileRef, most: number): Promise<Uint8Array> {
    const bytes = this.#files.get(file.id)?.bytes;
    if (!bytes) throw new PlatformRefusal("notFound", "the file came in an earlier run of the playground");
    if (bytes.length > most) throw new FileTooLarge(`${bytes.length} bytes; at most ${most}`);
    return bytes;
  }

  /** Somebody comes into a group. */
  async join(name: string, chat: ChatRef): Promise<void> {
    await this.#happens(this.passage("join", name, chat));
  }

  async leave(name: string, chat: ChatRef): Promise<void> {
    await this.#happens(this.passage("leave", name, chat));
  }

  /** Somebody presses a button under a message of the bot's. */
  async press(name: string, messageId: string, data: string, chat: ChatRef): Promise<void> {
    const pressId = this.#nextId();
    const sender = senderNamed(name);
    this.#presses.set(pressId, sender.id);
    const event: ButtonEvent = {
      ...this.#base(`press:${pressId}`, chat),
      kind: "button",
      sender,
      pressId,
      messageId,
      data,
    };
    await this.#take(event);
  }

  /** What somebody says, as the house hears of it. */
  message(name: string, words: string, chat: ChatRef, replyTo?: string): MessageEvent {
    const said = clean(words);
    const called = calledBot(said, this.username);
    const text = called ?? said;
    const messageId = this.#nextId();
    return {
      ...this.#base(`message:${messageId}`, chat),
      kind: "message",
      messageId,
      sender: senderNamed(name),
      text,
      ...(replyTo === undefined ? {} : { replyTo: { messageId: replyTo, toBot: this.#own.has(replyTo) } }),
      mentionsBot: called !== null,
      mentions: mentionsIn(text, this.username),
      forwarded: false,
    };
  }

  /** Somebody's coming or going, as the house hears of it. */
  passage(kind: "join" | "leave", name: string, chat: ChatRef): PassageEvent {
    const messageId = this.#nextId();
    const member = senderNamed(name);
    return { ...this.#base(`message:${messageId}`, chat), kind, messageId, member, memberName: member.name };
  }

  /** A message of the bot's that an earlier run has sent. */
  recognise(messageId: string): void {
    this.#own.add(messageId);
  }

  async send(chat: { id: string }, given: Outgoing, signal?: AbortSignal): Promise<Sent> {
    signal?.throwIfAborted();
    const message = this.#withCopy(given);
    if (message.pressId !== undefined) return this.#answerPress(message.pressId, message.text);
    if (message.text === "" && !message.picture) throw new PlatformRefusal("rejected", "the message is empty");
    const id = message.editOf ?? this.#nextId();
    this.#own.add(id);
    this.#screen.onMessage({
      id,
      platform: this.platform,
      chatId: chat.id,
      kind: "message",
      from: null,
      message,
      at: this.#now(),
    });
    return { messageId: id };
  }

  /** A file that somebody sent in this run is named again where it is sent on. */
  #withCopy({ copyOf, ...message }: Outgoing): Outgoing {
    if (!copyOf) return message;
    const file = this.#files.get(copyOf.messageId);
    const lines = file ? [`📄 ${file.name}`, message.text] : [message.text, copyOf.otherwise];
    return { ...message, text: lines.filter((line) => line !== "").join("\n") };
  }

  status(): BotStatus {
    const isOnline = this.#accept !== undefined;
    const detail = isOnline ? null : { zh: "已停止", en: "stopped" };
    return { state: isOnline ? "online" : "offline", detail, contactAt: this.#now() };
  }

  async stop(): Promise<void> {
    this.#accept = undefined;
    await Promise.all(this.#taken);
  }

  #answerPress(pressId: string, text: string): Sent {
    const to = this.#presses.get(pressId);
    this.#presses.delete(pressId);
    if (to !== undefined && text !== "") this.#screen.onNotice?.({ to, text });
    return {};
  }

  async #happens(event: MessageEvent | PassageEvent, via?: string): Promise<void> {
    const shown = shownAs(event);
    if (shown && this.#accept) this.#screen.onMessage(via === undefined ? shown : { ...shown, via });
    await this.#take(event);
  }

  async #take(event: ChatEvent): Promise<void> {
    const taken = this.#accept?.(event) ?? Promise.resolve();
    this.#taken.add(taken);
    await taken.finally(() => this.#taken.delete(taken));
  }

  #base(key: string, chat: ChatRef) {
    return { platform: this.platform, account: this.account, key, chat, at: this.#now() };
  }

  #nextId(): string {
    return String(++this.#lastId);
  }
}

/** What is said, with the name of a file that is sent. */
const wordsOf = ({ text, file }: MessageEvent): string =>
  file ? [`📄 ${file.name}`, text].filter((line) => line !== "").join("\n") : text;

/** An event as the people in the chat see it. */
export function shownAs(event: MessageEvent | PassageEvent): PlayMessage | undefined {
  const person = event.kind === "message" ? event.sender : event.member;
  if (!person || event.messageId === undefined) return undefined;
  const message: Outgoing = { text: event.kind === "message" ? wordsOf(event) : "" };
  if (event.kind === "message" && event.replyTo) message.replyTo = event.replyTo.messageId;
  return {
    id: event.messageId,
    platform: event.platform,
    chatId: event.chat.id,
    kind: event.kind,
    from: { id: person.id, name: nameOnScreen(person.name) },
    message,
    at: event.at,
    event,
  };
}
