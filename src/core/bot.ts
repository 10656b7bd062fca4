import type { Acquaintances } from "./acquaintances.ts";
import type { Saying } from "./errors.ts";
import type { ChatEvent, FileRef, Media } from "./event.ts";
import type { Turns } from "./turns.ts";

/** What a platform can do; features ask for these, never for a platform by name. */
export interface Capabilities {
  /** buttons under a message */
  buttons: boolean;
  /** a sent message can be changed */
  edits: boolean;
  deletes: boolean;
  /** a message can answer another visibly */
  replies: boolean;
  threads: boolean;
  /** the bot may write first to any member in private */
  privateFirst: boolean;
  /** nobody writes to it in private who is not its friend there */
  befriendFirst?: true;
  /** a command menu can be registered */
  commandMenu: boolean;
  nativeQuiz: boolean;
  pictures: boolean;
  /** what reaches the bot in a group where it has no rights; absent = everything */
  sees?: "everything" | "commands";
  /** files can be sent; absent = no */
  files?: boolean;
  /** what somebody sent in one chat of the account can be sent on into another, these kinds of it (`Outgoing.copyOf`); absent = nothing */
  copies?: readonly Media[];
  /** longest text of one message, in UTF-16 code units */
  textLimit: number;
  /** its clock is its own and runs ahead of the world's: nothing that the world makes later can be waited for */
  ownTime?: true;
  /** what is said while the account is not connected never comes: such gaps are told; absent = it comes later */
  losesMissed?: boolean;
}

/** What can be counted on where a platform's bot is not running. */
export const leastCapabilities: Capabilities = {
  buttons: false,
  edits: false,
  deletes: false,
  replies: false,
  threads: false,
  privateFirst: false,
  commandMenu: false,
  nativeQuiz: false,
  pictures: false,
  textLimit: 4096,
};

export interface Button {
  label: string;
  /** at most 64 bytes of UTF-8 */
  data: string;
}

/**
 * A question with its options as the platform's own quiz. Votes come back as presses: `data`, ":" and
 * the numbers of the options, "q:12:3:0+2".
 */
export interface Poll {
  question: string;
  options: string[];
  /** which are right, shown by the platform; several make it a poll with several choices */
  right: number[];
  /** "" = none */
  explanation: string;
  /** it closes by itself after so long; absent: it stays open until `endPollOf` */
  seconds?: number;
  data: string;
}

/**
 * What fits into a native poll. https://core.telegram.org/bots/api#sendpoll, in UTF-16 code units;
 * newer servers take longer times than 600 s, older ones refuse them.
 */
export const pollLimits = {
  question: 300,
  option: 100,
  options: { least: 2, most: 12 },
  explanation: 200,
  explanationLines: 3,
  seconds: { least: 5, most: 600 },
} as const;

/**
 * A message that somebody sent in a chat of the same account, to be sent on into another. The platform does it by the
 * message's number: nothing of it is fetched or kept.
 */
export interface CopyOf {
  /** the platform's id of the chat it is in */
  chatId: string;
  messageId: string;
  media: Media;
  /** said in its place when the platform does not have it any more, or may not send it on */
  otherwise: string;
}

/** One message to send. Plain text always: nothing in it is markup. */
export interface Outgoing {
  text: string;
  /** the platform's id of the message it answers */
  replyTo?: string;
  /** who wrote that message, to be named where it is gone by then */
  asker?: string;
  threadId?: string;
  /** rows of buttons; where a platform has none the core has already numbered them into the text */
  buttons?: Button[][];
  /** change this sent message instead of sending a new one */
  editOf?: string;
  /** answer to a button press: a short notice, or "" to stop the spinner */
  pressId?: string;
  /** `png`: the path of a file, an address on the web, or the picture itself (core/picture.ts) */
  picture?: { png: string; alt: string };
  /** sent with the text as its caption where there are captions, else before it */
  copyOf?: CopyOf;
  /** a text file sent with the message, UTF-8 */
  file?: { name: string; content: string };
  /** in place of the text, where the platform has native quizzes */
  poll?: Poll;
  /** ends the poll of this sent message, and says nothing */
  endPollOf?: string;
  /** keeps it in sight at the top of the chat, without a sound, where platform and the bot's rights allow; else it is only sent */
  pin?: true;
  /** with this message an earlier one of ours is no longer kept at the top: its id on the platform */
  unpins?: string;
  /** nobody asked for it just now: some platforms count such messages apart */
  unasked?: true;
}

/** The platform took it. `messageId` is absent where the platform gives none. */
export interface Sent {
  messageId?: string;
  /** of a poll: what votes in it name it by */
  pollId?: string;
  /** why the platform did not take what was to be sent on with it (`copyOf`, `picture`, `file`): words were said in its place */
  without?: string;
}

/**
 * The platform said no: the message was definitely not sent.
 * `retryAfterMs` set = too many requests, nothing wrong with the message.
 */
export class PlatformRefusal extends Error {
  override name = "PlatformRefusal";
  readonly reason: RefusalReason;
  readonly retryAfterMs: number | undefined;
  readonly migratedTo: string | undefined;
  constructor(reason: RefusalReason, message: string, more: { retryAfterMs?: number; migratedTo?: string } = {}) {
    super(message);
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
    this.migratedTo = more.migratedTo;
  }
}

/**
 * rateLimited: wait; blocked: this person or chat does not want us; notFound: no such chat;
 * migrated: the chat lives under `migratedTo`; rejected: this message is bad; unauthorized: our token is.
 */
export type RefusalReason = "rateLimited" | "blocked" | "notFound" | "migrated" | "rejected" | "unauthorized";

/**
 * The platform did not answer: the message may or may not have been sent.
 * `isError`: it answered, but with an error that does not say which; a message that meets this again and again will not go.
 */
export class PlatformSilence extends Error {
  override name = "PlatformSilence";
  readonly isError: boolean;
  constructor(message: string, { isError = false }: { isError?: boolean } = {}) {
    super(message);
    this.isError = isError;
  }
}

/** A file is larger than whoever asked for it allows; nothing of it was kept. */
export class FileTooLarge extends Error {
  override name = "FileTooLarge";
}

/** Limits a platform sets on sending; see docs/decisions/0005-pacing.md for sources. */
export interface PacingProfile {
  /** messages in any window into one group */
  perGroup: { count: number; windowMs: number };
  /** least time between two messages into one chat; a range is drawn from evenly */
  gapMs: { min: number; max: number };
  /** messages in any window, all chats together */
  overall: { count: number; windowMs: number };
  /** most messages that nobody asked for, in any 24 hours, all chats together; absent: no such limit */
  unaskedADay?: number;
}

export interface CommandMenu {
  language: "zh" | "en";
  scope: "members" | "operators";
  commands: { name: string; description: string }[];
}

/** State of the connection for /status and /readyz. */
export interface BotStatus {
  state: "connecting" | "online" | "offline" | "refused";
  /** one sentence a person can act on, without the platform's name before it; null = there is nothing to say */
  detail: Saying | null;
  /** the newest successful contact */
  contactAt: Date | null;
  /** what a person must scan with the account's phone, as a QR code, before it is online */
  scan?: string;
  /** another process receives for this account and writes to its chats; this one does it when that one ends */
  standsBy?: true;
  /** the platform warned of something; nothing is sent until a person has looked at it (`halt(null)`) */
  alarm?: string;
}

/** Resolves once the event is recorded for good; never rejects (it waits while the database is away). */
export type Accept = (event: ChatEvent) => Promise<void>;

/** A platform as the core sees it: one object per bot account. */
export interface Bot {
  readonly platform: string;
  /** id of the bot account; known after `start` */
  readonly account: string;
  /** how it is addressed in text, without "@"; known after `start` */
  readonly username: string;
  readonly capabilities: Capabilities;
  readonly pacing: PacingProfile;
  /**
   * Connects and begins to hand events to `accept`. Rejects with one clear sentence if the account is refused.
   * With `turns` several processes may be started for one account: one at a time receives.
   */
  start(accept: Accept, acquaintances?: Acquaintances, turns?: Turns): Promise<void>;
  /** Sends one message. Throws PlatformRefusal (not sent) or PlatformSilence (unknown). */
  send(
    chat: { id: string; kind: "group" | "private" | "channel" },
    message: Outgoing,
    signal: AbortSignal,
  ): Promise<Sent>;
  /**
   * The bytes of a file that came with a message, `most` of them at most.
   * @throws FileTooLarge | PlatformRefusal (it is not there any more) | PlatformSilence
   */
  fetchFile?(file: FileRef, most: number, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * How many are in a group, our own account among them. Absent where the platform names them all (`Acquaintances`).
   * @throws PlatformRefusal | PlatformSilence
   */
  countMembers?(chatId: string, signal: AbortSignal): Promise<number>;
  setCommandMenu?(menus: CommandMenu[]): Promise<void>;
  status(): BotStatus;
  /** Sends nothing from now on, for this reason; null: sends again. Where a platform may punish the account. */
  halt?(why: string | null): void;
  /** Since when a program has used this account, where the house remembers: new accounts are paced more slowly. */
  knownSince?(at: Date): void;
  /** Stops taking events, waits for those already taken, disconnects. */
  stop(): Promise<void>;
}
