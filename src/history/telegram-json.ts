import type { Saying } from "../core/errors.ts";
import type { ChatRef, MessageEvent, Sender } from "../core/event.ts";
import { clean } from "./clean.ts";
import {
  DamagedFile,
  eventBase,
  noDate,
  notJson,
  skip,
  type Entry,
  type EntryStream,
  type HistoryChat,
  type ReadOptions,
} from "./entry.ts";
import { parseInstant } from "./instant.ts";
import { JsonScanner, parseSanitised, type Scanned } from "./json-scanner.ts";
import { SeveralChats } from "./refusal.ts";
import { exportedChat, peerOf } from "./telegram-peer.ts";

const lists = new Set(["messages", "chats.list.*.messages", "left_chats.list.*.messages"]);

/**
 * Reads Telegram Desktop's `result.json`: one chat, or a full export with `chats.list`. Private chats
 * of a full export are passed over. Traps are described in docs/import.md.
 */
export async function* readTelegramJson(chunks: AsyncIterable<Buffer>, options: ReadOptions): EntryStream {
  const scanner = new JsonScanner((path) => lists.has(path));
  const reader = new ExportReader(options);
  for await (const chunk of chunks) {
    const entries: Entry[] = [];
    for (const scanned of scanner.feed(chunk)) reader.read(scanned, entries);
    yield entries;
  }
  if (!scanner.isComplete) {
    const { zh, en } = reader.place;
    throw new DamagedFile({
      zh: `到第 ${scanner.offset} 字节就断了，最后完整的是${zh}`,
      en: `it ends at byte ${scanner.offset}, ${en} being the last whole one`,
    });
  }
}

const noChatId: Saying = {
  zh: "所在的群没有编号；用 --chat 说明是哪个群",
  en: "belongs to a chat without an id; name the chat with --chat",
};
const isPrivate: Saying = {
  zh: "从这里起是私聊；只导入群和频道",
  en: "begins a private chat; only groups and channels are imported",
};
const noType: Saying = { zh: "不是认得的类型", en: "has no known type" };

/** A message object of the export, as it may come. */
interface Raw {
  id?: unknown;
  type?: unknown;
  date?: unknown;
  date_unixtime?: unknown;
  from?: unknown;
  from_id?: unknown;
  actor?: unknown;
  actor_id?: unknown;
  action?: unknown;
  members?: unknown;
  text?: unknown;
  photo?: unknown;
  file?: unknown;
  media_type?: unknown;
  poll?: unknown;
  location_information?: unknown;
  contact_information?: unknown;
  forwarded_from?: unknown;
  forwarded_from_id?: unknown;
  via_bot?: unknown;
  reply_to_message_id?: unknown;
  reply_to_peer_id?: unknown;
}

/** Turns the scanned entries into ours, chat after chat. */
class ExportReader {
  readonly #options: ReadOptions;
  #chat: HistoryChat | null = null;
  #count = 0;
  #toldPrivate = false;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** "entry 12": where reading has come to. */
  get place(): Saying {
    return { zh: `第 ${this.#count} 条`, en: `entry ${this.#count}` };
  }

  read(scanned: Scanned, into: Entry[]): void {
    if (scanned.kind === "list") return this.#beginChat(scanned.fields);
    this.#count += 1;
    // most entries are well: nobody reads where they stand
    const where = () => {
      const { zh, en } = this.place;
      return { zh: `${zh}（第 ${scanned.offset} 字节）`, en: `${en} (byte ${scanned.offset})` };
    };
    const raw = scanned.kind === "entry" ? parseSanitised(scanned.text) : undefined;
    if (raw === undefined) into.push(skip(where(), notJson));
    else if (!this.#chat) into.push(skip(where(), noChatId));
    else if (this.#chat.chat.kind === "private") into.push({ skipped: this.#privateOnce(where()) });
    else this.#decode(raw as Raw, this.#chat, where, into);
  }

  #beginChat(fields: ReadonlyMap<string, unknown>): void {
    const chat = exportedChat(fields.get("type"), fields.get("id"), fields.get("name"));
    const mapped = this.#options.chat;
    this.#toldPrivate = false;
    if (!mapped) {
      this.#chat = chat && { platform: "telegram", chat };
      return;
    }
    if (this.#chat) throw new SeveralChats([this.#chat.chat.title, String(fields.get("name"))]);
    const title = chat?.title ?? "";
    const kind = chat?.kind === "channel" ? "channel" : "group";
    this.#chat = { platform: mapped.platform, chat: { id: mapped.id, kind, title } };
  }

  /** One report for a private chat, not one for each of its messages. */
  #privateOnce(where: Saying) {
    if (this.#toldPrivate) return null;
    this.#toldPrivate = true;
    return { where, what: isPrivate };
  }

  #decode(raw: Raw, place: HistoryChat, where: () => Saying, into: Entry[]): void {
    if (raw.type === "unsupported") return void into.push({ skipped: null });
    if (raw.type !== "message" && raw.type !== "service") return void into.push(skip(where(), noType));
    const at = instantOfEntry(raw, this.#options.zone);
    if (!at) return void into.push(skip(where(), noDate));
    const messageId = idOf(raw.id);
    const base = eventBase(place, messageId ?? "", at);
    const hasId = messageId !== null;
    if (raw.type === "message") {
      into.push({ event: { ...base, ...messageOf(raw, place.chat), kind: "message" }, hasId });
      return;
    }
    const passages = passagesOf(raw, place.chat);
    if (passages.length === 0) into.push({ skipped: null });
    passages.forEach((passage, index) => {
      // a service message may name two people alike, or nobody twice; its people stay apart
      const earlier = passages.slice(0, index).filter((other) => samePerson(other, passage)).length;
      const own = hasId && earlier > 0 ? `${messageId}#${earlier + 1}` : base.messageId;
      into.push({ event: { ...base, ...passage, messageId: own, key: own }, hasId });
    });
  }
}

function messageOf(raw: Raw, chat: ChatRef) {
  const replyTo = raw.reply_to_peer_id === undefined ? idOf(raw.reply_to_message_id) : null;
  const media = mediaOf(raw);
  return {
    sender: peerOf(raw.from_id, raw.from, chat),
    text: clean(plainText(raw.text)),
    ...(media ? { media } : {}),
    ...(replyTo === null ? {} : { replyTo: { messageId: replyTo, toBot: false } }),
    mentionsBot: false,
    mentions: [],
    forwarded: raw.forwarded_from !== undefined || raw.forwarded_from_id !== undefined || raw.via_bot !== undefined,
  };
}

interface Passage {
  kind: "join" | "leave";
  member: Sender | null;
  memberName: string;
  by?: Sender;
}

const samePerson = (one: Passage, other: Passage): boolean =>
  one.kind === other.kind && one.member?.id === other.member?.id && one.memberName === other.memberName;

/**
 * Who came or went by a service entry. Members are named without ids; only somebody who came or
 * went by themselves, the actor being the one member, is known by id.
 */
function passagesOf(raw: Raw, chat: ChatRef): Passage[] {
  const actor = peerOf(raw.actor_id, raw.actor, chat);
  const actorName = typeof raw.actor === "string" ? clean(raw.actor) : "";
  switch (raw.action) {
    case "join_group_by_link":
    case "join_group_by_request":
      return [{ kind: "join", member: actor, memberName: actorName }];
    case "invite_members":
    case "remove_members": {
      const kind = raw.action === "invite_members" ? "join" : "leave";
      const names = Array.isArray(raw.members)
        ? raw.members.map((name) => (typeof name === "string" ? clean(name) : ""))
        : [];
      if (names.length === 1 && names[0] === actorName && actorName !== "") {
        return [{ kind, member: actor, memberName: actorName }];
      }
      return names.map((memberName) => ({ kind, member: null, memberName, ...(actor ? { by: actor } : {}) }));
    }
    default:
      return [];
  }
}

/** `date_unixtime` where there is one; older exports have only `date`, the exporting computer's wall clock. */
function instantOfEntry(raw: Raw, zone: string): Date | null {
  const seconds = raw.date_unixtime;
  if (typeof seconds === "string" && /^\d{1,11}$/.test(seconds)) return new Date(Number(seconds) * 1000);
  return typeof raw.date === "string" ? parseInstant(raw.date, zone) : null;
}

function idOf(value: unknown): string | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : null;
}

/** A text is a string, or a list of strings and of objects (links, bold …) with a text of their own. */
function plainText(text: unknown): string {
  if (typeof text === "string") return text;
  if (!Array.isArray(text)) return "";
  return text
    .map((part: unknown) => (typeof part === "string" ? part : plainText((part as { text?: unknown } | null)?.text)))
    .join("");
}

const mediaTypes: Record<string, NonNullable<MessageEvent["media"]>> = {
  sticker: "sticker",
  animation: "animation",
  video_file: "video",
  video_message: "video",
  voice_message: "voice",
  audio_file: "audio",
};

function mediaOf(raw: Raw): MessageEvent["media"] {
  if (typeof raw.media_type === "string") return mediaTypes[raw.media_type] ?? "other";
  if (raw.photo !== undefined) return "photo";
  if (raw.file !== undefined) return "document";
  if (raw.poll !== undefined) return "poll";
  if (raw.location_information !== undefined) return "location";
  return raw.contact_information === undefined ? undefined : "contact";
}
