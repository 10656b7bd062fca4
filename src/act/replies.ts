import type { Capabilities, Outgoing } from "../core/bot.ts";
import type { ChatInfo, CommunityInfo, EventCtx, ReplyOptions } from "../core/context.ts";
import type { Tx } from "../core/database/index.ts";
import type { ChatEvent } from "../core/event.ts";
import { enqueue, priorities } from "../core/outbox.ts";
import type { Language, Text } from "../core/text.ts";
import { shownNames } from "../members/lookalike.ts";
import { displayName } from "../members/names.ts";
import type { Person } from "../members/person.ts";
import { offerChoices } from "../operators/choices.ts";

/** After an outage what was asked longer ago than this is answered after what is asked now. */
const lateMs = 600_000;

/** An event, whoever it is from, and where they read what is said to them. */
export interface Asked {
  tx: Tx;
  event: ChatEvent;
  community: CommunityInfo;
  chat: ChatInfo;
  member: Person | null;
  capabilities: Capabilities;
  /** in private, with somebody who is known in several communities: which of them the bot speaks for */
  speaksFor: string | null;
  now: Date;
  /** the real present by the house's clock, for rows' createdAt */
  writtenAt: Date;
}

/** What one act says to whoever its event is from; keyed by the event, so that a repeat of the act repeats nothing. */
export class Replies {
  readonly #asked: Asked;
  readonly #language: Language;
  #count = 0;
  #isNoticed = false;
  #last: (() => Promise<void>) | undefined;

  constructor(asked: Asked, language: Language) {
    this.#asked = asked;
    this.#language = language;
  }

  /** Whether anything was said so far. */
  get isBegun(): boolean {
    return this.#count > 0 || this.#isNoticed;
  }

  /** See `EventCtx.reply`. */
  readonly reply: EventCtx["reply"] = async (text: Text<unknown>, params?: unknown, more: ReplyOptions = {}) => {
    const { tx, event, community, chat, member, capabilities, writtenAt, now } = this.#asked;
    const message: Outgoing = { text: await this.#addressed(text[this.#language](params)) };
    if (event.kind === "message" && capabilities.replies) {
      message.replyTo = event.messageId;
      if (member && chat.kind === "group") message.asker = displayName(member, this.#language);
    }
    if (event.chat.threadId) message.threadId = event.chat.threadId;
    if (more.buttons) message.buttons = more.buttons;
    if (more.picture && capabilities.pictures) message.picture = more.picture;
    if (more.file && capabilities.files) message.file = more.file;
    const number = ++this.#count;
    const isLate = writtenAt.getTime() - event.at.getTime() > lateMs;
    const priority = isLate ? priorities.lateAnswer : priorities.answer;
    await this.#enqueue("re", number > 1 ? `:${number}` : "", priority, message);
    if (!more.buttons || capabilities.buttons) return;
    const choosers = more.choosers ?? (member ? [member.id] : []);
    await offerChoices(tx, { communityId: community.id, chatId: chat.id }, choosers, more.buttons.flat(), now);
  };

  /** See `EventCtx.notice`. A vote has been shown to its person by the poll itself. */
  readonly notice: EventCtx["notice"] = async (text: Text<unknown>, params?: unknown) => {
    const { event } = this.#asked;
    if (event.kind === "button" && event.isVote === true) return;
    if (this.#pressId === "" || this.#isNoticed) await this.reply(text, params);
    else await this.#answerPress(text[this.#language](params));
  };

  /** See `EventCtx.unlessAnswered`. */
  readonly unlessAnswered: EventCtx["unlessAnswered"] = async (say) => void (this.#last = say);

  /** Says what was to be said last, unless anything else was. */
  async sayLast(): Promise<void> {
    if (!this.isBegun) await this.#last?.();
  }

  /** Stops a pressed button's spinner, unless a notice already does. */
  async acknowledge(): Promise<void> {
    if (this.#pressId !== "" && !this.#isNoticed) await this.#answerPress("");
  }

  get #pressId(): string {
    const { event } = this.#asked;
    return event.kind === "button" ? event.pressId : "";
  }

  async #answerPress(words: string): Promise<void> {
    this.#isNoticed = true;
    await this.#enqueue("press", "", priorities.answer, { text: words, pressId: this.#pressId });
  }

  async #enqueue(what: string, nth: string, priority: number, message: Outgoing): Promise<void> {
    const { tx, event, community, chat, writtenAt } = this.#asked;
    const key = `${what}:${event.platform}:${event.account}:${event.key}${nth}`;
    const place = { communityId: community.id, chatId: chat.id };
    await enqueue(tx, { ...place, key, kind: "reply", priority, message, createdAt: writtenAt });
  }

  /**
   * Where a platform cannot tie an answer to a message, it begins with the member's name, once; in
   * private it names the community where there could be a doubt.
   */
  async #addressed(words: string): Promise<string> {
    const { tx, chat, member, capabilities, speaksFor } = this.#asked;
    if (speaksFor !== null) return `${this.#language === "zh" ? `【${speaksFor}】` : `[${speaksFor}]`}\n${words}`;
    if (chat.kind !== "group" || capabilities.replies || !member) return words;
    const [name] = await shownNames(tx, member.communityId, [member], this.#language);
    return `@${name} ${words}`;
  }
}
