import type { ChatRef, Sender } from "../../src/core/event.ts";
import { clean } from "./clean.ts";
import type { Chat, Message, User } from "./wire.ts";

/**
 * Accounts of Telegram's own that stand in for someone else
 * (https://core.telegram.org/api/peers, "service ids"). None of them is a person: whoever gave one
 * a role would give it to every anonymous administrator, or to everyone who posts as a channel.
 */
export const groupAnonymousBot = 1087968824;
export const linkedChannel = 777000;
export const channelBot = 136817688;

/** The sender of a message; null when the platform names none. */
export function senderOf(message: Pick<Message, "chat" | "from" | "sender_chat">): Sender | null {
  if (message.sender_chat) return chatSender(message.sender_chat, message.chat);
  return message.from ? userSender(message.from, message.chat) : null;
}

/** A user, or the stand-in that a service account is for. */
export function userSender(user: User, chat: Chat): Sender {
  if (user.id === groupAnonymousBot) return chatSender(chat, chat);
  if (user.id === linkedChannel || user.id === channelBot) {
    return { kind: "channel", id: String(user.id), name: nameOf(user) };
  }
  const sender: Sender = { kind: user.is_bot ? "bot" : "person", id: String(user.id), name: nameOf(user) };
  if (user.username !== undefined) sender.username = clean(user.username);
  if (user.language_code !== undefined) sender.language = clean(user.language_code);
  return sender;
}

/** Who speaks as a chat: as the group itself an anonymous administrator, as any other a channel. */
export function chatSender(speaker: Chat, chat: Chat): Sender {
  return {
    kind: speaker.id === chat.id && chat.type !== "channel" ? "anonymousAdmin" : "channel",
    id: String(speaker.id),
    name: titleOf(speaker),
    ...(speaker.username === undefined ? {} : { username: clean(speaker.username) }),
  };
}

/** First and last name as one. */
export function nameOf(who: { first_name?: string; last_name?: string }): string {
  const { first_name: first, last_name: last } = who;
  return clean(first && last ? `${first} ${last}` : first || last || "");
}

/**
 * The chat of an event. The topic counts only when `is_topic_message` says so: a reply in a forum's
 * General carries a `message_thread_id` too, and sendMessage refuses that one.
 */
export function chatRef(chat: Chat, message?: Pick<Message, "is_topic_message" | "message_thread_id">): ChatRef {
  const kind = chat.type === "private" ? "private" : chat.type === "channel" ? "channel" : "group";
  const inTopic = message?.is_topic_message === true && message.message_thread_id !== undefined;
  const ref: ChatRef = { id: String(chat.id), kind, title: titleOf(chat) };
  if (inTopic) ref.threadId = String(message.message_thread_id);
  return ref;
}

function titleOf(chat: Chat): string {
  return chat.title === undefined ? nameOf(chat) : clean(chat.title);
}
