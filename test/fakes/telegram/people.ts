import type { Chat, Entity, Message, User } from "../../../bots/telegram/wire.ts";
import { chatState, type ChatState, newMessageId, type SentMessage, type State } from "./state.ts";

/** What an act of a person put into the bot's queue. */
export interface Injected {
  updateId: number;
  /** of the message it is about; 0 where there is none */
  messageId: number;
}

/** How a message was sent. */
export interface Saying {
  replyTo?: number;
  /** forum topic */
  topic?: number;
  /** as someone who is no person */
  as?: "anonymousAdmin" | "channel" | "linkedChannel";
  /** further fields of the message: photo, forward_origin … */
  fields?: Record<string, unknown>;
}

/** Puts updates in and tells the time; what people need of the fake. */
export interface Stage {
  state: State;
  inject(update: Record<string, unknown>): number;
}

export type Status = "member" | "administrator" | "left" | "kicked" | "restricted";

let pressCount = 0;

/** One person, or another bot. */
export class FakePerson {
  readonly user: User;
  /** their private chat with the bot; closed until they write first */
  readonly chat: FakeChat;

  constructor(stage: Stage, user: User) {
    this.user = user;
    const chat: Chat = { id: user.id, type: "private", first_name: user.first_name };
    this.chat = new FakeChat(stage, chat);
    this.chat.state.closed = { code: 403, description: "Forbidden: bot can't initiate conversation with a user" };
  }

  /** Writes to the bot in private. */
  writes(text: string, how: Saying = {}): Injected {
    this.chat.state.closed = null;
    return this.chat.says(this, text, how);
  }

  /** Sends the bot a file in private. */
  sendsFile(name: string, bytes: Uint8Array, caption?: string): Injected {
    this.chat.state.closed = null;
    return this.chat.sendsFile(this, name, bytes, caption);
  }

  blocks(): Injected {
    this.chat.state.closed = { code: 403, description: "Forbidden: bot was blocked by the user" };
    return this.chat.changesBot(this, "member", "kicked");
  }

  unblocks(): Injected {
    this.chat.state.closed = null;
    return this.chat.changesBot(this, "kicked", "member");
  }
}

/** A chat, and what people do in it. */
export class FakeChat {
  readonly state: ChatState;
  protected readonly stage: Stage;

  constructor(stage: Stage, chat: Chat) {
    this.stage = stage;
    this.state = chatState(chat);
    stage.state.chats.set(chat.id, this.state);
  }

  get id(): number {
    return this.state.chat.id;
  }

  /** The bot's messages as members see them, in order. */
  get sent(): SentMessage[] {
    return [...this.state.sent.values()].filter((message) => !message.deleted);
  }

  /** Their texts. */
  get reads(): string[] {
    return this.sent.map((message) => message.text);
  }

  says(person: FakePerson, text: string, how: Saying = {}): Injected {
    const entities = entitiesIn(text);
    return this.posts(person, { text, ...(entities.length > 0 ? { entities } : {}) }, how);
  }

  /** A message with any content. */
  posts(person: FakePerson, content: Record<string, unknown>, how: Saying = {}): Injected {
    const message = { ...this.message(person), ...content, ...this.manner(how), ...how.fields };
    return this.give({ message }, message.message_id);
  }

  /** A general file, as everybody may send one. */
  sendsFile(person: FakePerson, name: string, bytes: Uint8Array, caption?: string): Injected {
    const id = `BQAC${this.stage.state.files.size + 1}`;
    this.stage.state.files.set(id, { name, bytes });
    const document = { file_id: id, file_unique_id: `u${id}`, file_name: name, file_size: bytes.length };
    return this.posts(person, { document, ...(caption === undefined ? {} : { caption }) });
  }

  edits(person: FakePerson, messageId: number, text: string): Injected {
    const date = this.seconds();
    const edited_message = { ...this.message(person), message_id: messageId, edit_date: date, text };
    return this.give({ edited_message }, messageId);
  }

  presses(person: FakePerson, messageId: number, data: string): Injected & { pressId: string } {
    pressCount += 1;
    const pressId = String(4_000_000_000_000_000 + pressCount);
    this.stage.state.presses.add(pressId);
    const on = this.state.sent.get(messageId);
    const message = { ...this.message(null), message_id: messageId, from: this.stage.state.me, text: on?.text ?? "" };
    const query = { id: pressId, from: person.user, chat_instance: "1", message, data };
    return { ...this.give({ callback_query: query }, messageId), pressId };
  }

  /** Votes in a poll of the bot's; a vote in a quiz cannot be taken back, and a closed poll takes none. */
  votes(person: FakePerson, messageId: number, options: number[]): Injected {
    const poll = this.state.sent.get(messageId)?.poll;
    if (!poll || poll.isClosed) throw new Error("there is no open poll to vote in");
    if (poll.type === "quiz" && poll.votes.has(person.user.id)) throw new Error("a quiz takes one vote of each");
    poll.votes.set(person.user.id, options);
    return this.give({ poll_answer: { poll_id: poll.id, user: person.user, option_ids: options } }, messageId);
  }

  reacts(person: FakePerson, messageId: number, before: string[], after: string[]): Injected {
    const reactions = (list: string[]) => list.map((emoji) => ({ type: "emoji", emoji }));
    const message_reaction = {
      chat: this.state.chat,
      message_id: messageId,
      user: person.user,
      date: this.seconds(),
      old_reaction: reactions(before),
      new_reaction: reactions(after),
    };
    return this.give({ message_reaction }, messageId);
  }

  /** The bot's own membership changed. */
  changesBot(by: FakePerson, from: Status, to: Status): Injected {
    return this.give({ my_chat_member: this.change(this.stage.state.me, by.user, from, to) }, 0);
  }

  protected change(user: User, by: User, from: Status, to: Status): Record<string, unknown> {
    const member = (status: Status) => ({ user, status });
    const rest = { chat: this.state.chat, from: by, date: this.seconds() };
    return { ...rest, old_chat_member: member(from), new_chat_member: member(to) };
  }

  protected message(person: FakePerson | null): Message {
    const id = person ? newMessageId(this.state) : 0;
    const from = person ? { from: person.user } : {};
    return { message_id: id, date: this.seconds(), chat: this.state.chat, ...from };
  }

  protected give(update: Record<string, unknown>, messageId: number): Injected {
    return { updateId: this.stage.inject(update), messageId };
  }

  protected seconds(): number {
    return Math.floor(this.stage.state.now() / 1000);
  }

  private manner({ replyTo, topic, as }: Saying): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    if (replyTo !== undefined) {
      const byBot = this.state.sent.has(replyTo);
      const from = byBot ? { from: this.stage.state.me } : {};
      fields.reply_to_message = { ...this.message(null), message_id: replyTo, ...from };
    }
    if (topic !== undefined) {
      this.state.topics.add(topic);
      Object.assign(fields, { message_thread_id: topic, is_topic_message: true });
    }
    return as === undefined ? fields : { ...fields, ...standIn(as, this.state.chat) };
  }
}

/** A group. */
export class FakeGroup extends FakeChat {
  /** One service message, however many come. */
  joins(people: FakePerson | FakePerson[], by?: FakePerson): Injected {
    const comers = [people].flat();
    const message = this.message(by ?? comers[0] ?? null);
    return this.give({ message: { ...message, new_chat_members: comers.map((one) => one.user) } }, message.message_id);
  }

  leaves(person: FakePerson, by?: FakePerson): Injected {
    const message = this.message(by ?? person);
    return this.give({ message: { ...message, left_chat_member: person.user } }, message.message_id);
  }

  /** What an administrator bot sees beside, or instead of, the service message. */
  membership(person: FakePerson, from: Status, to: Status, more: { by?: FakePerson } = {}): Injected {
    const change = this.change(person.user, (more.by ?? person).user, from, to);
    return this.give({ chat_member: change }, 0);
  }

  renames(person: FakePerson, title: string): Injected {
    this.state.chat.title = title;
    const message = this.message(person);
    return this.give({ message: { ...message, new_chat_title: title } }, message.message_id);
  }

  removesBot(by: FakePerson): Injected {
    this.state.closed = { code: 403, description: "Forbidden: bot was kicked from the supergroup chat" };
    return this.changesBot(by, "member", "kicked");
  }

  /** Becomes a supergroup: told in both chats; sending to this one is refused from now on. */
  migrates(by: FakePerson): { group: FakeGroup; updateIds: number[] } {
    const id = -1_000_000_000_000 + this.id;
    const told = this.give({ message: { ...this.message(by), migrate_to_chat_id: id } }, 0);
    const group = new FakeGroup(this.stage, { ...this.state.chat, id, type: "supergroup" });
    const again = group.give({ message: { ...group.message(by), migrate_from_chat_id: this.id } }, 0);
    this.state.closed = {
      code: 400,
      description: "Bad Request: group chat was upgraded to a supergroup chat",
      parameters: { migrate_to_chat_id: id },
    };
    return { group, updateIds: [told.updateId, again.updateId] };
  }
}

function standIn(as: NonNullable<Saying["as"]>, group: Chat): Record<string, unknown> {
  const channel = { id: -1_001_234_500_001, type: "channel", title: "A channel" };
  const service = (id: number, first_name: string, is_bot: boolean) => ({ id, is_bot, first_name });
  if (as === "anonymousAdmin") {
    return { from: { ...service(1087968824, "Group", true), username: "GroupAnonymousBot" }, sender_chat: group };
  }
  if (as === "channel") {
    return { from: { ...service(136817688, "Channel", true), username: "Channel_Bot" }, sender_chat: channel };
  }
  return { from: service(777000, "Telegram", false), sender_chat: channel, is_automatic_forward: true };
}

/** Telegram marks @usernames and /commands by itself. */
function entitiesIn(text: string): Entity[] {
  const entities: Entity[] = [];
  for (const match of text.matchAll(/(?<![\w@/])(?:@\w{4,32}|\/\w{1,32}(?:@\w{4,32})?)/g)) {
    const type = match[0].startsWith("@") ? "mention" : "bot_command";
    entities.push({ type, offset: match.index, length: match[0].length });
  }
  return entities;
}
