import type { z } from "zod";
import type { Capabilities } from "./bot.ts";
import type { Tx } from "./database/index.ts";
import type { DigestPeriod, DigestSection, FigureMeaning, Milestone } from "./digest.ts";
import type { ButtonEvent, ChatEvent, EventKind, MessageEvent } from "./event.ts";
import type { PointsWords } from "./points-words.ts";
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
 * own by declaration merging: `declare module ".../core/feature.ts" { interface Facts { "quiz.won": … } }`.
 */
export interface Facts {
  "member.joined": { memberId: number };
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
  /** A message to a chat that nobody asked for just now. The key makes it once. */
  post(chatId: number, message: Post): Promise<void>;
}

export interface Post {
  key: string;
  text: string;
  /** unasked: quiet at night and three a day into a group; notice: quiet at night (core/manners.ts) */
  kind: "receipt" | "unasked" | "notice" | "digest";
  priority: number;
  buttons?: { label: string; data: string }[][];
  deadlineAt?: Date;
  replyTo?: string;
  /** sent where the platform can show pictures */
  picture?: { png: string; alt: string };
  /** as in Outgoing */
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

export interface Command {
  /** Latin name for "/name"; lower case, a–z, 0–9 and _ */
  name: string;
  /** bare words, in simplified Chinese or Latin letters; they work with "/" too */
  aliases: readonly string[];
  /** further names that work only with "/" */
  alsoNamed?: readonly string[];
  who: Who;
  /** where it works; elsewhere it answers where to use it */
  where?: "group" | "private";
  /** a bare word followed by more text is this command (加积分 100 …); without it only the word alone is */
  takesArguments?: boolean;
  /** one line for /help and the command menu */
  help: Text;
  /** false: help and menus leave it out (another command's answer names it, or nobody should come upon it) */
  listed?: false;
  /**
   * Destructive: says what will happen, changing nothing; it happens when the same person presses
   * "yes" within two minutes. null = there is nothing to ask.
   */
  confirm?(ctx: Ctx): Promise<Question | null>;
  /** What the audit keeps of the arguments: no names and no texts, people as #id. Absent: nothing. */
  audit?(ctx: Ctx): string | Promise<string>;
  /** written in the audit although every member may use it */
  audited?: true;
  /**
   * Another command, with its own role, that this one is when `when` says so: an owner's "/forget @ada"
   * is "/forget_member @ada", "/points export" is "/points_export". `mayUse`: whether the giver may use it.
   */
  instead?: { command: string; when(given: { args: string; event: MessageEvent; mayUse: boolean }): boolean };
  run(ctx: Ctx): Promise<void>;
  /** Takes back what was offered with `undoable` (operators/undo.ts); refuses where that is no longer possible. */
  undo?(ctx: Ctx, what: unknown): Promise<void>;
}

/** What a destructive command asks before it does anything. */
export interface Question {
  /** what will happen, in one sentence: "42 members lose 12,300 points" */
  summary: Text;
  /** what the command is given instead of its words when it is confirmed: whom or what exactly the question names */
  args?: string;
  /** a second manager must agree where there is one, other than this member (the one it is about) */
  second?: { exceptId?: number };
}

export interface Schedule {
  name: string;
  /** wall-clock time in the community's zone, HH:MM */
  at: string;
  /** 1 = Monday … 7; absent = every day */
  weekday?: number;
  /** Runs once for each due moment; after a pause only for the newest. `ctx.now` is that moment. */
  run(ctx: BaseCtx): Promise<void>;
}

/** What `/link`, `/export` and `/forget` do in a feature's tables. */
export interface PersonHooks {
  /** Everything kept about a person, as plain rows per table. */
  export(tx: Tx, communityId: number, memberIds: number[]): Promise<Record<string, unknown[]>>;
  /** Erases a person; what must stay stays under the member id alone. */
  forget(tx: Tx, communityId: number, memberIds: number[]): Promise<void>;
  /**
   * Moves rows of whole communities: table `moving(from_community, from_member, to_community, to_member)`
   * holds every member that goes over. Set-based; in the transaction of the move.
   */
  move(tx: Tx): Promise<void>;
}

type Handlers = { [K in EventKind]?: (ctx: EventCtx<Extract<ChatEvent, { kind: K }>>) => Promise<void> };
type Listeners = { [N in FactName]?: (ctx: BaseCtx, fact: Facts[N]) => Promise<void> };

/** Something the community has written down for its members. */
export interface Passage {
  /** names it and its present wording */
  key: string;
  title: string;
  text: string;
  /** where it stands, as people call it */
  source: string;
}

/** One press among many. */
export interface CrowdPress {
  readonly event: ButtonEvent;
  readonly member: MemberInfo | null;
}

/** Presses of one chat that a feature takes together when hundreds come at once: one transaction for all. */
export interface Crowd {
  /** whether a press with this data may be taken with others */
  matches(data: string): boolean;
  /**
   * Takes presses in the order in which they came, as if one after the other; `ctx.now` is the
   * present, each press has its own time. Returns the notice for each of them, or null, having
   * written nothing, when they had better be acted on one by one.
   */
  take(ctx: BaseCtx & { readonly chat: ChatInfo }, presses: readonly CrowdPress[]): Promise<Text[] | null>;
}

/** How a setting is called and what it does. */
export interface SettingText {
  name: Text;
  help: Text;
  /** It is about members' privacy: every change is told in the groups, with what the new value means for them. */
  privacy?(from: unknown, to: unknown): Text;
}

/** What a feature declares; see docs of each field. Everything else is made from this. */
export interface Feature<S extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** how people call it, where it can be switched off */
  readonly title?: Text;
  /** cannot be switched off in a chat: without it nobody could switch anything on again */
  readonly essential?: true;
  readonly commands?: readonly Command[];
  /** events it sees: service events always, messages only where it put a watch_chat or watch_member row */
  readonly events?: Handlers;
  /**
   * A message in private that is meant for this feature alone: the answer to a word of its own, a file that
   * says it is its. True: taken, and no other feature hears it.
   */
  readonly takes?: (ctx: EventCtx<MessageEvent>) => Promise<boolean>;
  /** an optional faster way for presses that `events.button` takes one by one */
  readonly crowd?: Crowd;
  readonly on?: Listeners;
  readonly schedules?: readonly Schedule[];
  readonly jobs?: Readonly<Record<string, (ctx: JobCtx) => Promise<void>>>;
  /** every key has a default */
  readonly settings?: S;
  /** a name and an explanation for every setting */
  readonly settingTexts?: { readonly [K in keyof z.infer<S>]: SettingText };
  readonly person?: PersonHooks;
  readonly points?: PointsWords;
  /**
   * Its part of the digest of a period; null: it has nothing to tell of it. `before`: the periods just
   * before, four at most, the oldest first, to compare counts with. Only reads.
   */
  readonly digest?: (
    ctx: BaseCtx,
    period: DigestPeriod,
    before: readonly DigestPeriod[],
  ) => Promise<DigestSection | null>;
  /** what the figures of its part mean */
  readonly figures?: readonly FigureMeaning[];
  readonly milestones?: readonly Milestone[];
  /** What members may read that people wrote here: what questions may be asked about. */
  readonly knowledge?: (ctx: BaseCtx) => Promise<readonly Passage[]>;
  /** Answers "/why WORD" where the word is one of its figures; null: it is not. */
  readonly why?: (ctx: Ctx, word: string) => Promise<Text | null>;
  /** Which of these people nobody should write to unasked now: a question of theirs is open, a person answers them. */
  holdsNudges?(ctx: BaseCtx, people: readonly number[]): Promise<readonly number[]>;
  /**
   * Something of its own that a group may be told, chosen for what these people liked or asked here
   * before; null: nothing fits. It names nobody and says nothing of anybody. Only reads.
   */
  offer?(ctx: BaseCtx, chatId: number, people: readonly number[]): Promise<Offer | null>;
}

/** What a feature has for a group; see `Feature.offer`. */
export interface Offer {
  text: Text;
  /** for how many of the people it was chosen */
  people: number;
}

/** Slow work: no transaction is open; `act` opens one to finish in. */
export interface JobCtx {
  readonly communityId: number;
  readonly payload: unknown;
  readonly now: Date;
  readonly signal: AbortSignal;
  /**
   * The file of a message, `most` bytes at most; see `Bot.fetchFile`.
   * @throws FileTooLarge | PlatformRefusal | PlatformSilence (also when its bot is not running here)
   */
  fetchFile(message: Pick<MessageEvent, "platform" | "account" | "file">, most: number): Promise<Uint8Array>;
  /** Looks something up in a transaction of its own, before the slow work; must change nothing. */
  read<T>(look: (ctx: BaseCtx) => Promise<T>): Promise<T>;
  /**
   * A part of long work, in a transaction of its own before the end, so that locks stay short; the lease begins
   * anew with it. A job that fails later does all its parts again: each must bear that.
   */
  step<T>(work: (ctx: BaseCtx) => Promise<T>): Promise<T>;
  act(finish: (ctx: BaseCtx) => Promise<void>): Promise<void>;
}

/** Declares a feature; gives the declaration back with its type kept. */
export function defineFeature<S extends z.ZodObject>(feature: Feature<S>): Feature<S> {
  return feature;
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
