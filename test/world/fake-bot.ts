import { FileTooLarge, PlatformRefusal } from "../../src/core/bot.ts";
import type { FileRef } from "../../src/core/event.ts";
import type { Accept, Bot, BotStatus, Capabilities, Outgoing, PacingProfile, Poll, Sent } from "../../src/core/bot.ts";

/** Everything a platform can have, as on Telegram. */
export const rich: Capabilities = {
  buttons: true,
  edits: true,
  deletes: true,
  replies: true,
  threads: true,
  privateFirst: false,
  commandMenu: true,
  nativeQuiz: true,
  pictures: true,
  files: true,
  copies: ["photo", "video", "audio", "voice", "animation", "document", "location", "contact"],
  textLimit: 4096,
};

/** What is left on WeChat. */
export const plain: Capabilities = {
  ...rich,
  befriendFirst: true,
  buttons: false,
  edits: false,
  deletes: false,
  replies: false,
  threads: false,
  commandMenu: false,
  nativeQuiz: false,
  copies: ["photo", "video", "document", "link"],
};

export interface SentMessage extends Outgoing {
  id: string;
  chatId: string;
}

/** Numbered choices in the place of buttons, of which several may stand in a line. */
const numbered = /^\d+\. /mu;
const choices = /(?<=^|  )(\d+)\. (.+?)(?=  \d+\. |$)/gmu;

/** A platform in the test's own process: keeps what was sent, and fails as it is told to. */
export class FakeBot implements Bot {
  readonly platform: string;
  readonly account = "bot1";
  readonly username = "HearthBot";
  readonly capabilities: Capabilities;
  readonly pacing: PacingProfile = {
    perGroup: { count: 18, windowMs: 60_000 },
    gapMs: { min: 1000, max: 1000 },
    overall: { count: 25, windowMs: 1000 },
  };
  readonly sent: SentMessage[] = [];
  /** messages with buttons, oldest first: what people can press */
  readonly pressable: SentMessage[] = [];
  /** thrown by the next sends, one each */
  readonly failures: Error[] = [];
  /** what somebody sent is not sent on: the words in its place are */
  refusesCopies = false;
  /** oldest first: what people can vote in */
  readonly polls: (SentMessage & { pollId: string; poll: Poll })[] = [];
  /** files people can send, by their platform's id */
  readonly files = new Map<string, Uint8Array>();
  accept: Accept = async () => {};
  #messages = 1000;
  readonly #newest = new Map<string, SentMessage>();
  readonly #numbered: SentMessage[] = [];

  constructor(platform: string, capabilities: Capabilities) {
    this.platform = platform;
    this.capabilities = capabilities;
  }

  async start(accept: Accept): Promise<void> {
    this.accept = accept;
  }

  async send(chat: { id: string }, message: Outgoing): Promise<Sent> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    const id = String(++this.#messages);
    const sent = { ...message, id, chatId: chat.id };
    this.sent.push(sent);
    if (message.pressId === undefined) this.#newest.set(chat.id, sent);
    if (message.buttons) this.pressable.push(sent);
    else if (numbered.test(message.text)) this.#numbered.push(sent);
    if (message.copyOf && this.refusesCopies) return { messageId: id, without: "not to be forwarded" };
    if (!message.poll) return { messageId: id };
    const pollId = `poll${id}`;
    this.polls.push({ ...sent, pollId, poll: message.poll });
    return { messageId: id, pollId };
  }

  async fetchFile(file: FileRef, most: number): Promise<Uint8Array> {
    const bytes = this.files.get(file.id);
    if (!bytes) throw new PlatformRefusal("notFound", "there is no such file");
    if (bytes.length > most) throw new FileTooLarge(`${bytes.length} bytes`);
    return bytes;
  }

  /** The number before these words in the newest message of a chat that offers them. */
  numberOf(label: string, chatId: string): string | undefined {
    for (const { text } of this.#numbered.filter((message) => message.chatId === chatId).toReversed()) {
      for (const [, number = "", words = ""] of text.matchAll(choices)) if (words.trim() === label) return number;
    }
    return undefined;
  }

  /** The id of the newest message in a chat. */
  newestIn(chatId: string): string | undefined {
    return this.#newest.get(chatId)?.id;
  }

  /** What the newest message in a chat says. */
  newestWordsIn(chatId: string): string {
    return this.#newest.get(chatId)?.text ?? "";
  }

  status(): BotStatus {
    return { state: "online", detail: null, contactAt: null };
  }

  async stop(): Promise<void> {}
}
