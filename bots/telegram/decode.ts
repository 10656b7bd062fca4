import type { ChatEvent, FileRef, Media, MessageEvent, PassageEvent } from "../../src/core/event.ts";
import { clean } from "./clean.ts";
import type { Draft, Self, WithoutKey } from "./draft.ts";
import { botStatusOf, passageOf } from "./membership.ts";
import { mentionsOf } from "./mentions.ts";
import { chatRef, chatSender, nameOf, senderOf, userSender } from "./people.ts";
import type {
  CallbackQuery,
  Chat,
  Document,
  Message,
  PollAnswer,
  Reaction,
  ReactionChange,
  Update,
  User,
} from "./wire.ts";

/**
 * What an update means to the house: none, one or several events, in order. The key is
 * `update:<update_id>`, with `:0`, `:1` … where one update gives several. Press and poll answers
 * carry no time of their own; they happen at `now`.
 *
 * @throws TypeError on an update that is not built as the Bot API documents it
 */
export function decode(update: Update, self: Self, now: Date): ChatEvent[] {
  const drafts = draftsOf(update, self, now);
  return drafts.map((draft, index) => {
    const key = `update:${update.update_id}${drafts.length > 1 ? `:${index}` : ""}`;
    // written into the draft, which is nobody else's: made into a new object it takes several times as long
    const event = draft as ChatEvent;
    event.platform = "telegram";
    event.account = self.id;
    event.key = key;
    return event;
  });
}

function draftsOf(update: Update, self: Self, now: Date): Draft[] {
  if (update.message) return fromMessage(update.message, self, now);
  if (update.edited_message) return [edit(update.edited_message, self, now)];
  if (update.callback_query) return press(update.callback_query, now);
  if (update.message_reaction) return reaction(update.message_reaction);
  if (update.poll_answer) return pollAnswer(update.poll_answer, now);
  if (update.chat_member) return passageOf(update.chat_member, self);
  if (update.my_chat_member) return [botStatusOf(update.my_chat_member)];
  return [];
}

/**
 * Fields that make a message something a person posted, in the order they are looked at: an
 * animation also has `document`, a venue also has `location`. A message with none of them and no
 * text is a service message and is not counted.
 */
const mediaFields: [field: string, media: Media][] = [
  ["photo", "photo"],
  ["video", "video"],
  ["video_note", "video"],
  ["animation", "animation"],
  ["audio", "audio"],
  ["voice", "voice"],
  ["sticker", "sticker"],
  ["document", "document"],
  ["poll", "poll"],
  ["location", "location"],
  ["contact", "contact"],
  ["dice", "other"],
  ["game", "other"],
  ["story", "other"],
  ["paid_media", "other"],
  ["checklist", "other"],
  ["invoice", "other"],
  ["giveaway", "other"],
];

function fromMessage(message: Message, self: Self, now: Date): Draft[] {
  const at = dateOf(message.date, now);
  const chat = chatRef(message.chat, message);
  if (message.new_chat_members) return passages("join", message, message.new_chat_members, self, now);
  if (message.left_chat_member) return passages("leave", message, [message.left_chat_member], self, now);
  if (message.new_chat_title !== undefined) {
    return [{ kind: "title", chat, at, title: clean(message.new_chat_title) }];
  }
  if (message.migrate_to_chat_id !== undefined) {
    return [{ kind: "migrated", chat, at, toChatId: String(message.migrate_to_chat_id) }];
  }
  if (message.migrate_from_chat_id !== undefined) {
    // the same news told in the new group: the event is about the old one
    const old = { id: String(message.migrate_from_chat_id), kind: chat.kind, title: chat.title };
    return [{ kind: "migrated", chat: old, at, toChatId: chat.id }];
  }
  return said(message, self, now);
}

function said(message: Message, self: Self, now: Date): Draft[] {
  const media = mediaOf(message);
  const text = message.text ?? message.caption;
  if (media === undefined && text === undefined) return [];
  const mentions = mentionsOf(message, self);
  const replyTo = replyOf(message, self);
  const draft: WithoutKey<MessageEvent> = {
    kind: "message",
    chat: chatRef(message.chat, message),
    at: dateOf(message.date, now),
    messageId: String(message.message_id),
    sender: senderOf(message),
    text: clean(text ?? ""),
    mentionsBot: mentions.bot,
    mentions: mentions.others,
    forwarded:
      message.via_bot !== undefined || message.forward_origin !== undefined || message.forward_date !== undefined,
  };
  if (media !== undefined) draft.media = media;
  if (message.media_group_id !== undefined) draft.album = message.media_group_id;
  if (message.document !== undefined && media === "document") draft.file = fileOf(message.document);
  if (replyTo !== undefined) draft.replyTo = replyTo;
  return [draft];
}

/** What has a text is nothing else: beside media it is a caption. */
const mediaOf = (message: Message): Media | undefined =>
  message.text === undefined ? mediaFields.find(([field]) => message[field] !== undefined)?.[1] : undefined;

function fileOf({ file_id: id, file_name: name, file_size: size }: Document): FileRef {
  return { id, name: clean(name ?? ""), ...(size === undefined ? {} : { size }) };
}

/** In a topic every message that answers nobody "replies" to the message that made the topic. */
function replyOf(message: Message, self: Self): MessageEvent["replyTo"] {
  const answered = message.reply_to_message;
  if (!answered) return undefined;
  if (message.is_topic_message === true && answered.message_id === message.message_thread_id) return undefined;
  const toBot = answered.sender_chat === undefined && String(answered.from?.id) === self.id;
  const from = senderOf(answered);
  const person = from?.kind === "person" ? { from } : {};
  const media = mediaOf(answered);
  return { messageId: String(answered.message_id), toBot, ...person, ...(media === undefined ? {} : { media }) };
}

/** The bot's own coming and going is told by `my_chat_member`, with its rights. */
function passages(kind: PassageEvent["kind"], message: Message, people: User[], self: Self, now: Date): Draft[] {
  const by = senderOf(message);
  return people
    .filter((person) => String(person.id) !== self.id)
    .map((person) => {
      const member = userSender(person, message.chat);
      return {
        kind,
        chat: chatRef(message.chat, message),
        at: dateOf(message.date, now),
        messageId: String(message.message_id),
        member,
        memberName: member.name,
        ...(by === null || by.id === member.id ? {} : { by }),
      };
    });
}

function edit(message: Message, self: Self, now: Date): Draft {
  const toBot = replyOf(message, self)?.toBot === true;
  return {
    ...(toBot ? { toBot } : {}),
    kind: "edit",
    chat: chatRef(message.chat, message),
    at: dateOf(message.edit_date ?? message.date, now),
    messageId: String(message.message_id),
    sender: senderOf(message),
    text: clean(message.text ?? message.caption ?? ""),
  };
}

/** A press on a game has no data, and we post no games. */
function press(query: CallbackQuery, now: Date): Draft[] {
  if (query.data === undefined) return [];
  const { message, from } = query;
  const chat = message?.chat ?? privateChat(from);
  return [
    {
      kind: "button",
      chat: chatRef(chat, message),
      at: now,
      sender: userSender(from, chat),
      pressId: query.id,
      ...(message === undefined ? {} : { messageId: String(message.message_id) }),
      data: clean(query.data),
    },
  ];
}

function reaction(change: ReactionChange): Draft[] {
  const before = new Set(change.old_reaction.map(reactionName));
  const after = new Set(change.new_reaction.map(reactionName));
  const sender = change.user
    ? userSender(change.user, change.chat)
    : change.actor_chat
      ? chatSender(change.actor_chat, change.chat)
      : null;
  return [
    {
      kind: "reaction",
      chat: chatRef(change.chat),
      at: new Date(change.date * 1000),
      messageId: String(change.message_id),
      sender,
      added: [...after].filter((name) => !before.has(name)),
      removed: [...before].filter((name) => !after.has(name)),
    },
  ];
}

/** The emoji itself; a custom one by its id; a paid one by its kind. */
function reactionName(reaction: Reaction): string {
  return clean(reaction.emoji ?? reaction.custom_emoji_id ?? reaction.type);
}

/** Telegram does not say where the poll stands, so the chat is the voter's own; look the poll up by its id. */
function pollAnswer(answer: PollAnswer, now: Date): Draft[] {
  const { voter_chat: channel, user, poll_id: pollId, option_ids: options } = answer;
  if (channel) {
    const sender = { ...chatSender(channel, channel), kind: "channel" as const };
    return [{ kind: "pollAnswer", chat: chatRef(channel), at: now, pollId, sender, options }];
  }
  if (!user) return [];
  const chat = privateChat(user);
  return [{ kind: "pollAnswer", chat: chatRef(chat), at: now, pollId, sender: userSender(user, chat), options }];
}

function privateChat(user: User): Chat {
  return { id: user.id, type: "private", first_name: nameOf(user) };
}

/** Unix seconds; an update without a usable date (an emulator's) happens now. */
function dateOf(seconds: number, now: Date): Date {
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : now;
}
