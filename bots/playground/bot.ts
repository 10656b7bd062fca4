import type { Accept, Bot, BotStatus, Capabilities, Outgoing, PacingProfile, Sent } from "../../src/core/bot.ts";
import type { ChatRef, MessageEvent, Sender } from "../../src/core/event.ts";

/** A message in the playground, as everyone there sees it. */
export interface PlayMessage {
  id: string;
  chatId: string;
  /** null: the bot */
  from: string | null;
  message: Outgoing;
}

/** The playground's one group. */
export const playGroup: ChatRef = { id: "tea-house", kind: "group", title: "炉边茶馆" };

/**
 * A platform in the program's own process: nobody needs an account to try the product. It can all
 * that Telegram can, needs no pace and never fails.
 */
export class PlaygroundBot implements Bot {
  readonly platform = "playground";
  readonly account = "playground";
  readonly username = "hearth";
  readonly capabilities: Capabilities = {
    buttons: true,
    edits: true,
    deletes: true,
    replies: true,
    threads: false,
    privateFirst: true,
    commandMenu: false,
    nativeQuiz: false,
    pictures: true,
    textLimit: 4096,
  };
  readonly pacing: PacingProfile = {
    perGroup: { count: 10_000, windowMs: 1000 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 10_000, windowMs: 1000 },
  };
  readonly #onMessage: (message: PlayMessage) => void;
  readonly #now: () => Date;
  #accept: Accept | undefined;
  #lastId: number;

  constructor(now: () => Date, onMessage: (message: PlayMessage) => void) {
    this.#now = now;
    this.#onMessage = onMessage;
    // later runs go on behind the messages of earlier ones, whatever the playground's clock says
    this.#lastId = Date.now() * 1000;
  }

  async start(accept: Accept): Promise<void> {
    this.#accept = accept;
  }

  /** Somebody says something; resolves when it is recorded. */
  async say(name: string, text: string, chat: ChatRef = playGroup): Promise<void> {
    const messageId = String(++this.#lastId);
    const event: MessageEvent = {
      ...this.#base(`message:${messageId}`, chat),
      kind: "message",
      messageId,
      sender: senderNamed(name),
      text,
      mentionsBot: text.includes(`@${this.username}`),
      mentions: [],
      forwarded: false,
    };
    await this.#accept?.(event);
  }

  /** Somebody comes into the group. */
  async join(name: string, chat: ChatRef = playGroup): Promise<void> {
    const messageId = String(++this.#lastId);
    const base = this.#base(`message:${messageId}`, chat);
    await this.#accept?.({ ...base, kind: "join", messageId, member: senderNamed(name), memberName: name });
  }

  #base(key: string, chat: ChatRef) {
    return { platform: this.platform, account: this.account, key, chat, at: this.#now() };
  }

  async send(chat: { id: string }, message: Outgoing): Promise<Sent> {
    const id = message.editOf ?? String(++this.#lastId);
    this.#onMessage({ id, chatId: chat.id, from: null, message });
    return { messageId: id };
  }

  status(): BotStatus {
    return { state: "online", detail: "", contactAt: this.#now() };
  }

  async stop(): Promise<void> {
    this.#accept = undefined;
  }
}

/** In the playground a person is their name. */
export function senderNamed(name: string): Sender {
  return { kind: "person", id: name.toLowerCase(), name };
}
