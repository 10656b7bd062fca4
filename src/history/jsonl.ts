import { StringDecoder } from "node:string_decoder";
import { Complaint, type Saying } from "../core/errors.ts";
import type { MessageEvent, Sender } from "../core/event.ts";
import type { Language } from "../core/text.ts";
import { clean } from "./clean.ts";
import {
  DamagedFile,
  eventBase,
  notJson,
  skip,
  type Entry,
  type EntryStream,
  type HistoryChat,
  type ReadOptions,
} from "./entry.ts";
import { parseInstant } from "./instant.ts";
import { SeveralChats } from "./refusal.ts";

/** A line longer than this is damage, not talk; it is passed over without being held in memory. */
const LINE_LIMIT = 16 * 1024 * 1024;

/**
 * Reads JSON Lines, one `{chat, author, author_name, sent_at, text, kind, message_id?, reply_to?}` a line.
 * `chat` is "platform:id"; `author` is the person's id on that platform, null when it is not known.
 */
export async function* readJsonLines(chunks: AsyncIterable<Buffer>, options: ReadOptions): EntryStream {
  const reader = new LineReader(options);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let number = 0;
  let tooLong = false;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split("\n");
    rest = lines.pop() ?? "";
    const entries: Entry[] = [];
    for (const line of lines) {
      number += 1;
      if (tooLong) entries.push(skip(lineAt(number), { zh: "超过 16 MB", en: "is longer than 16 MB" }));
      else reader.read(line, number, entries);
      tooLong = false;
    }
    if (rest.length > LINE_LIMIT) {
      rest = "";
      tooLong = true;
    }
    yield entries;
  }
  rest += decoder.end();
  if (rest.trim() === "" && !tooLong) return;
  number += 1;
  if (tooLong || !isJson(rest))
    throw new DamagedFile({ zh: `在第 ${number} 行中间断了`, en: `it ends in the middle of line ${number}` });
  const entries: Entry[] = [];
  reader.read(rest, number, entries);
  yield entries;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A row as it may come: nothing about it is sure. */
interface Row {
  chat?: unknown;
  author?: unknown;
  author_name?: unknown;
  sent_at?: unknown;
  text?: unknown;
  kind?: unknown;
  message_id?: unknown;
  reply_to?: unknown;
  media?: unknown;
}

/** What is wrong with a row, in words. */
class BadRow extends Complaint {}

const lineAt = (number: number): Saying => ({ zh: `第 ${number} 行`, en: `line ${number}` });

const noChat = (value: unknown): Saying => ({
  zh: `chat 是 ${show(value, "zh")}；写成 平台:编号`,
  en: `has chat ${show(value)}; use platform:id`,
});

class LineReader {
  readonly #options: ReadOptions;
  readonly #chats = new Map<string, HistoryChat>();

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  read(line: string, number: number, into: Entry[]): void {
    const text = number === 1 && line.startsWith("\uFEFF") ? line.slice(1) : line;
    if (text.trim() === "") return;
    try {
      into.push(this.#decode(JSON.parse(text) as Row | null));
    } catch (error) {
      if (error instanceof SeveralChats) throw error;
      const what = error instanceof BadRow ? error.saying : notJson;
      into.push(skip(lineAt(number), what));
    }
  }

  #decode(row: Row | null): Entry {
    if (row === null || typeof row !== "object" || Array.isArray(row))
      throw new BadRow({ zh: "不是一个对象", en: "is not an object" });
    const { kind } = row;
    if (kind !== "message" && kind !== "join" && kind !== "leave") {
      throw new BadRow({
        zh: `kind 是 ${show(kind, "zh")}；可以是 message、join 和 leave`,
        en: `has kind ${show(kind)}; allowed are message, join and leave`,
      });
    }
    const at = typeof row.sent_at === "string" ? parseInstant(row.sent_at, this.#options.zone) : null;
    if (!at)
      throw new BadRow({
        zh: `sent_at 是 ${show(row.sent_at, "zh")}；写成 2026-03-01T09:00:00Z 这样`,
        en: `has sent_at ${show(row.sent_at)}; use an ISO 8601 instant such as 2026-03-01T09:00:00Z`,
      });
    const messageId = optionalId(row.message_id, "message_id");
    const base = eventBase(this.#chatOf(row.chat), messageId ?? "", at);
    const sender = senderOf(row);
    const hasId = messageId !== null;
    if (kind !== "message") {
      const memberName = sender?.name ?? (typeof row.author_name === "string" ? clean(row.author_name) : "");
      return { event: { ...base, kind, member: sender, memberName }, hasId };
    }
    const text = row.text ?? "";
    if (typeof text !== "string")
      throw new BadRow({
        zh: `text 是 ${show(text, "zh")}；要是文字`,
        en: `has text ${show(text)}; a string is wanted`,
      });
    const replyTo = optionalId(row.reply_to, "reply_to");
    // spelt out, for there are millions: parts spread into one another take several times as long
    const event: MessageEvent = {
      kind,
      platform: base.platform,
      account: base.account,
      key: base.key,
      chat: base.chat,
      at,
      messageId: base.messageId,
      sender,
      text: clean(text),
      mentionsBot: false,
      mentions: [],
      forwarded: false,
    };
    if (row.media) event.media = "other";
    if (replyTo !== null) event.replyTo = { messageId: replyTo, toBot: false };
    return { event, hasId };
  }

  #chatOf(value: unknown): HistoryChat {
    if (typeof value !== "string" || value === "") throw new BadRow(noChat(value));
    const known = this.#chats.get(value);
    if (known) return known;
    const name = clean(value);
    const colon = name.indexOf(":");
    const mapped = this.#options.chat;
    if (mapped && this.#chats.size > 0) throw new SeveralChats([...this.#chats.keys(), value]);
    if (!mapped && (colon < 1 || colon === name.length - 1)) throw new BadRow(noChat(value));
    const title = name.slice(colon + 1);
    const place = mapped ?? { platform: name.slice(0, colon), id: title };
    const chat: HistoryChat = { platform: place.platform, chat: { id: place.id, kind: "group", title } };
    this.#chats.set(value, chat);
    return chat;
  }
}

/** Authors of JSON Lines are persons; bots and channels cannot be told from them there. */
function senderOf(row: Row): Sender | null {
  const id = optionalId(row.author, "author");
  if (id === null) return null;
  return { kind: "person", id, name: typeof row.author_name === "string" ? clean(row.author_name) : id };
}

function optionalId(value: unknown, field: string): string | null {
  if (value === undefined || value === null) return null;
  const id = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof id !== "string" || clean(id) === "") {
    throw new BadRow({
      zh: `${field} 是 ${show(value, "zh")}；要是文字或整数`,
      en: `has ${field} ${show(value)}; text or a whole number is wanted`,
    });
  }
  return clean(id);
}

function show(value: unknown, language: Language = "en"): string {
  return value === undefined ? (language === "zh" ? "空的" : "missing") : JSON.stringify(value).slice(0, 60);
}
