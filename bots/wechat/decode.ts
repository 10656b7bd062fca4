import type { ChatEvent, ChatRef, Media, PassageEvent, Sender } from "../../src/core/event.ts";
import { clean } from "./clean.ts";
import { quoteIn, titleIn } from "./quote.ts";
import {
  contactTypes,
  messageTypes,
  type ContactPayload,
  type MessagePayload,
  type RoomJoin,
  type RoomLeave,
  type RoomTopic,
} from "./wire.ts";

/** Our own account in this session. */
export interface Self {
  /** the stable name of the account in the house (WECHAT_ACCOUNT), not an id of WeChat's */
  account: string;
  /** its contact id in this session */
  id: string;
  /** its nickname */
  name: string;
}

/** What belongs to a message beside its payload, fetched before it is decoded. */
export interface Around {
  talker: Pick<ContactPayload, "id" | "name" | "type">;
  /** null in private */
  room: { id: string; topic: string } | null;
  /** the mentioned, with the names they have here; ourselves too */
  mentioned: readonly { id: string; name: string }[];
  /** what we are called in this group, where that is not our nickname */
  ownAlias?: string;
}

/** A mention ends with U+2005 (WeChat's clients) or a space (typed by hand, and some puppets). */
const afterMention = "[\\u2005\\u00a0\\s]";

/**
 * What a message means to the house; null for what is nobody's word: our own echo, and system
 * notes. The key is `message:<id>`. Names of our own in mentions become `@<nickname> `, so that
 * "@炉边 签到" is the command whatever the group calls us.
 */
export function decodeMessage(message: MessagePayload, around: Around, self: Self): ChatEvent | null {
  const { id, talkerId, type } = message;
  if (talkerId === self.id || type === messageTypes.unknown || type === messageTypes.groupNote) return null;
  const base = {
    platform: "wechat",
    account: self.account,
    key: `message:${id}`,
    chat: chatOf(around),
    at: dateOf(message.timestamp),
  };
  // the text of a recall is the id of what was taken back
  if (type === messageTypes.recalled) return { ...base, kind: "recall", messageId: message.text ?? "" };

  const { text, media, quote, forwarded } = wordsOf(message);
  const names = [self.name, ...(around.ownAlias ? [around.ownAlias] : [])];
  const replyTo = quote && replyOf(quote, names, self);
  const others = around.mentioned.filter((one) => one.id !== self.id);
  const isNamed = names.some((name) => mentionOf(name).test(text));
  return {
    ...base,
    kind: "message",
    messageId: id,
    sender: senderOf(around.talker),
    text: clean(names.reduce((words, name) => words.replace(mentionOf(name), `@${self.name} `), text)),
    ...(media === undefined ? {} : { media }),
    ...(type === messageTypes.attachment ? { file: { id, name: clean(fileNameOf(message)) } } : {}),
    ...(replyTo ? { replyTo } : {}),
    mentionsBot: isNamed || (message.mentionIdList ?? []).includes(self.id),
    mentions: others.map((one) => ({ id: one.id, name: clean(one.name) })),
    forwarded,
  };
}

function mentionOf(name: string): RegExp {
  if (name === "") return /^(?!)/;
  return new RegExp(`@${name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?:${afterMention}+|$)`, "u");
}

function chatOf({ room, talker }: Around): ChatRef {
  if (room) return { id: room.id, kind: "group", title: clean(room.topic) };
  return { id: talker.id, kind: "private", title: clean(talker.name) };
}

/** Official accounts are channels; people of a company (WeCom) are people. */
export function senderOf(contact: Pick<ContactPayload, "id" | "name" | "type">): Sender {
  const kind = contact.type === contactTypes.official ? "channel" : "person";
  return { kind, id: contact.id, name: clean(contact.name) };
}

const mediaOf: Readonly<Record<number, Media>> = {
  [messageTypes.attachment]: "document",
  [messageTypes.audio]: "voice",
  [messageTypes.contact]: "contact",
  [messageTypes.chatHistory]: "other",
  [messageTypes.emoticon]: "sticker",
  [messageTypes.image]: "photo",
  [messageTypes.location]: "location",
  [messageTypes.miniProgram]: "link",
  [messageTypes.transfer]: "other",
  [messageTypes.redEnvelope]: "other",
  [messageTypes.url]: "link",
  [messageTypes.video]: "video",
  [messageTypes.post]: "other",
};

/** The words in a message. Of what is no text only a card's title is anybody's word; the rest is XML or a path. */
function wordsOf({ type, text = "" }: MessagePayload) {
  const quote = quoteIn(text);
  if (quote) return { text: quote.text, media: undefined, quote, forwarded: false };
  const isCard = type === messageTypes.url || type === messageTypes.miniProgram;
  return {
    text: type === messageTypes.text ? text : isCard ? titleIn(text) : "",
    media: mediaOf[type],
    quote: null,
    forwarded: type === messageTypes.chatHistory,
  };
}

/** Some puppets name the file apart, others leave it in the card's XML. */
const fileNameOf = ({ filename, text = "" }: MessagePayload): string =>
  (filename ?? titleIn(text)).split(/[\\/]/u).at(-1) ?? "";

function replyOf(quote: NonNullable<ReturnType<typeof quoteIn>>, own: readonly string[], self: Self) {
  const toBot = quote.userId === undefined ? own.includes(quote.name) : quote.userId === self.id;
  const isPerson = !toBot && quote.userId !== undefined;
  const from = isPerson ? { from: { kind: "person" as const, id: quote.userId ?? "", name: clean(quote.name) } } : {};
  const media = quote.media === undefined ? {} : { media: quote.media };
  const words = toBot && quote.words !== "" ? { words: clean(quote.words) } : {};
  return { messageId: quote.messageId ?? "", toBot, ...from, ...media, ...words };
}

/** People who came or went, each with the name they have; ourselves left out (`selfIn` tells of that). */
export function decodePassage(
  kind: PassageEvent["kind"],
  told: RoomJoin | RoomLeave,
  people: readonly Pick<ContactPayload, "id" | "name" | "type">[],
  by: Pick<ContactPayload, "id" | "name" | "type"> | null,
  topic: string,
  self: Self,
): ChatEvent[] {
  const at = dateOf(told.timestamp);
  return people.map((person) => {
    const chat: ChatRef = { id: told.roomId, kind: "group", title: clean(topic) };
    const base = { platform: "wechat", account: self.account, chat, at };
    const key = `${kind}:${told.roomId}:${at.getTime()}:${person.id}`;
    const member = senderOf(person);
    const other = by && by.id !== person.id ? { by: senderOf(by) } : {};
    if (person.id === self.id) {
      return { ...base, key, kind: "botStatus", status: kind === "join" ? "added" : "removed", ...other };
    }
    return { ...base, key, kind, member, memberName: member.name, ...other };
  });
}

export function decodeTopic(told: RoomTopic, self: Self): ChatEvent {
  const at = dateOf(told.timestamp);
  return {
    platform: "wechat",
    account: self.account,
    key: `title:${told.roomId}:${at.getTime()}`,
    chat: { id: told.roomId, kind: "group", title: clean(told.newTopic) },
    at,
    kind: "title",
    title: clean(told.newTopic),
  };
}

/** Puppets give seconds or milliseconds; below 1e11 it can only be seconds (until the year 5138). */
export function dateOf(timestamp: number): Date {
  return new Date(timestamp < 1e11 ? timestamp * 1000 : timestamp);
}
