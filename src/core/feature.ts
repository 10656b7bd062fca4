import type { z } from "zod";
import type { BaseCtx, ChatInfo, Ctx, EventCtx, FactName, Facts, JobCtx, MemberInfo, Who } from "./context.ts";
import type { Tx } from "./database/index.ts";
import type { DigestPeriod, DigestSection, FigureMeaning, Milestone } from "./digest.ts";
import type { ButtonEvent, ChatEvent, EventKind, MessageEvent } from "./event.ts";
import type { PointsWords } from "./points-words.ts";
import type { Text } from "./text.ts";

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
  /** How people read a word that `audit` kept, the index-th of them; undefined: as it stands. */
  auditWord?(word: string, index: number): Text | undefined;
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
  /** wall-clock times in the community's zone, HH:MM: one, or several of a day */
  at: string | readonly string[];
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
  /** says with its value what holds: "people answer until: 21:00" */
  name: Text;
  /** what it was called before: what people typed goes on working */
  formerly?: readonly string[];
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
  /** events it sees: service events always, messages only where it put a watch_chat or watch_member row, or that wake it */
  readonly events?: Handlers;
  /** Whether it must see a message of these words wherever they are said: by their form alone, for all talk is asked. */
  readonly wakes?: (text: string) => boolean;
  /**
   * A message in private, to the bot by its name or in reply to it, that is meant for this feature alone: the answer to
   * a word of its own, a file that says it is its. True: taken, and no other feature hears it.
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
  /** Whether this chat, which is not private, is one in which only the staff read. */
  isForStaff?(ctx: EventCtx): Promise<boolean>;
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

/** Declares a feature; gives the declaration back with its type kept. */
export function defineFeature<S extends z.ZodObject>(feature: Feature<S>): Feature<S> {
  return feature;
}
