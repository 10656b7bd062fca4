import type { z } from "zod";
import type { Capabilities, CopyOf } from "./bot.ts";
import type { Tx } from "./database/index.ts";
import type { ChatEvent, MessageEvent } from "./event.ts";
import type { Rng } from "./rng.ts";
import type { Language, Text } from "./text.ts";
import type { Day } from "./time.ts";

/** Roles in a community, least first: each may do what those before it may. */
export const roles = ["viewer", "host", "manager", "owner"] as const;
export type Role = (typeof roles)[number];
/** Who may use a command: every member, or at least this role. */
export type Who = "member" | Role;

export interface CommunityInfo {
  id: number;
  name: string;
  timeZone: string;
  language: Language;
  salt: string;
}

export interface MemberInfo {
  communityId: number;
  /** the person's own id, also when the event came through an identity merged into them */
  id: number;
  /** the member of the identity the event came through: where new rows about the person belong, so
   * that a link of identities can be taken back exactly; equals `id` for most */
  via: number;
  name: string;
  role: Role | null;
}

export interface ChatInfo {
  id: number;
  platform: string;
  kind: "group" | "private" | "channel";
  title: string;
}

/**
 * What happened inside, told from one feature to others: name → what it says. Each feature adds its
 * own by declaration merging: `declare module ".../core/context.ts" { interface Facts { "quiz.won": … } }`.
 */
export interface Facts {
  "member.joined": { memberId: number };
  /** the first owner is there */
  "community.claimed": { memberId: number };
  /** settings, words or switches of the community changed; what processes remember of them is forgotten */
  "configuration.changed": { key: string };
}
export type FactName = keyof Facts;

/** What every act has, whatever woke it. Everything goes through `tx` and happens or does not happen as one. */
export interface BaseCtx {
  readonly tx: Tx;
  readonly community: CommunityInfo;
  /** the event's own instant */
  readonly now: Date;
  /** the civil day of `now` in the community's zone */
  readonly today: Day;
  readonly rng: Rng;
  /** This feature's settings: what an operator set, else the declared defaults. */
  settings<S extends z.ZodObject>(feature: { readonly name: string; readonly settings?: S }): Promise<z.infer<S>>;
  /** Tells other features; they hear it after this act's own code, in the same transaction. */
  emit<N extends FactName>(name: N, fact: Facts[N]): void;
  /** Slow work for later, outside the transaction; the key makes it once. */
  enqueue(job: { name: string; key: string; payload: unknown; runAt?: Date }): Promise<void>;
  /** What a platform can do; the least where its bot is not running in this process. */
  capabilitiesOf(platform: string): Capabilities;
  /** A message to a chat that nobody asked for just now. The key makes it once. */
  post(chatId: number, message: Post): Promise<void>;
}

export interface Post {
  key: string;
  text: string;
  /** unasked: quiet at night and three a day into a group; notice: quiet at night (core/sending/manners.ts) */
  kind: "receipt" | "unasked" | "notice" | "digest";
  priority: number;
  buttons?: { label: string; data: string }[][];
  deadlineAt?: Date;
  replyTo?: string;
  /** the topic of a forum */
  threadId?: string;
  /** sent where the platform can show pictures */
  picture?: { png: string; alt: string };
  /** as in Outgoing */
  copyOf?: CopyOf;
  unpins?: string;
}

/** An act woken by an event in a chat. */
export interface EventCtx<E extends ChatEvent = ChatEvent> extends BaseCtx {
  readonly event: E;
  readonly chat: ChatInfo;
  /** null for bots, channels, anonymous admins and unknown senders */
  readonly member: MemberInfo | null;
  readonly language: Language;
  readonly capabilities: Capabilities;
  /** Answers the event, in the member's language; visibly tied to their message where the platform can. */
  reply(text: Text): Promise<void>;
  reply<P>(text: Text<P>, params: P, more?: ReplyOptions): Promise<void>;
  /** Answers a press with a short notice that only its person sees; where there are no presses, a reply. */
  notice(text: Text): Promise<void>;
  notice<P>(text: Text<P>, params: P): Promise<void>;
  /** Says this last, should nothing else have been said to the person by then; the newest holds. */
  unlessAnswered(say: () => Promise<void>): Promise<void>;
}

export interface ReplyOptions {
  buttons?: { label: string; data: string }[][];
  /** who may choose by number where there are no buttons; absent: the member who is answered */
  choosers?: readonly number[];
  /** sent where the platform can show pictures */
  picture?: { png: string; alt: string };
  /** only where the platform can send files */
  file?: { name: string; content: string };
}

/** A command given by a member. */
export interface Ctx extends EventCtx {
  readonly member: MemberInfo;
  /** what follows the command word, trimmed */
  readonly args: string;
}

/** Slow work: no transaction is open; `act` opens one to finish in. */
export interface JobCtx {
  readonly communityId: number;
  readonly payload: unknown;
  readonly now: Date;
  /** how long it has been due when its turn came, in ms: whoever waits for it has waited so long already */
  readonly waitedMs: number;
  readonly signal: AbortSignal;
  /**
   * The file of a message, `most` bytes at most; see `Bot.fetchFile`.
   * @throws FileTooLarge | PlatformRefusal | PlatformSilence (also when its bot is not running here)
   */
  fetchFile(message: Pick<MessageEvent, "platform" | "account" | "file">, most: number): Promise<Uint8Array>;
  /** How many are in a group, see `Bot.countMembers`; null = nobody here can say. */
  countMembers(chat: { platform: string; account: string | null; address: string }): Promise<number | null>;
  /** Looks something up in a transaction of its own, before the slow work; must change nothing. */
  read<T>(look: (ctx: BaseCtx) => Promise<T>): Promise<T>;
  /**
   * A part of long work, in a transaction of its own before the end, so that locks stay short; the lease begins
   * anew with it. A job that fails later does all its parts again: each must bear that.
   */
  step<T>(work: (ctx: BaseCtx) => Promise<T>): Promise<T>;
  act(finish: (ctx: BaseCtx) => Promise<void>): Promise<void>;
}

/** The person asked for something that is not to be had now: undone, and told why in their language. */
export class Refusal<P = void> extends Error {
  override name = "Refusal";
  readonly text: Text<P>;
  readonly params: P;
  constructor(...[text, params]: [P] extends [void] ? [Text<P>] : [Text<P>, P]) {
    super(text.en(params as P));
    this.text = text;
    this.params = params as P;
  }
}
