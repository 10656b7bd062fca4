import { Parser } from "htmlparser2";
import type { Saying } from "../core/errors.ts";
import type { ChatRef, MessageEvent, Sender } from "../core/event.ts";
import { clean } from "./clean.ts";
import {
  DamagedFile,
  eventBase,
  noDate,
  skip,
  type Entry,
  type EntryStream,
  type HistoryChat,
  type ReadOptions,
} from "./entry.ts";
import { HtmlPage, type HtmlMessage } from "./html-page.ts";
import { parseInstant } from "./instant.ts";

/** One page of an export: its name and its bytes. */
export interface HtmlFile {
  name: string;
  chunks: AsyncIterable<Buffer>;
}

/**
 * Reads Telegram Desktop's HTML export, page after page in the order given. The pages carry no ids
 * but those of messages: people are told apart by name, and the chat is named by its title unless
 * `options.chat` says which it is. Joins carry no time of their own; they get that of the next message.
 */
export async function* readTelegramHtml(files: Iterable<HtmlFile>, options: ReadOptions): EntryStream {
  const reader = new PageReader(options);
  for (const file of files) {
    const page = new HtmlPage();
    const parser = new Parser(page, { decodeEntities: true });
    const decoder = new TextDecoder();
    for await (const chunk of file.chunks) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield reader.read(page, file.name);
    }
    parser.end(decoder.decode());
    yield reader.read(page, file.name);
    if (!page.isComplete) {
      yield reader.finish();
      throw new DamagedFile({
        zh: `${file.name} 在消息 ${reader.last} 之后就断了`,
        en: `${file.name} ends after message ${reader.last}`,
      });
    }
  }
  yield reader.finish();
}

const noTime: Saying = {
  zh: "旁边没有消息，不知道是什么时候",
  en: "has no message beside it to take a time from",
};

class PageReader {
  readonly #options: ReadOptions;
  #place: HistoryChat | null = null;
  #author: { sender: Sender | null; viaBot: boolean } = { sender: null, viaBot: false };
  #at: Date | null = null;
  /** joins and leaves that wait for the time of the next message */
  #waiting: { message: HtmlMessage; where: Saying }[] = [];
  last = "none";

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** Takes the messages a page has completed since the last call. */
  read(page: HtmlPage, file: string): Entry[] {
    const entries: Entry[] = [];
    for (const message of page.take()) {
      const where = { zh: `${file} 的消息 ${message.id}`, en: `${file}, message ${message.id}` };
      this.#place ??= this.#chatOf(page.title);
      this.last = message.id;
      if (message.isService) this.#service(message, where, entries);
      else this.#message(message, this.#place, where, entries);
    }
    return entries;
  }

  /** What still waits for a time when the last page is over: it gets that of the last message. */
  finish(): Entry[] {
    const entries: Entry[] = [];
    this.#settle(this.#at, entries);
    return entries;
  }

  #chatOf(title: string): HistoryChat {
    const { chat } = this.#options;
    const id = chat?.id ?? `title:${title}`;
    return { platform: chat?.platform ?? "telegram", chat: { id, kind: "group", title } };
  }

  #message(message: HtmlMessage, place: HistoryChat, where: Saying, entries: Entry[]): void {
    if (message.from !== null) this.#author = authorOf(message.from, place.chat);
    const at = instantOfTitle(message.date, this.#options.zone);
    if (!at) return void entries.push(skip(where, noDate));
    this.#settle(at, entries);
    this.#at = at;
    const event: MessageEvent = {
      ...eventBase(place, message.id, at),
      kind: "message",
      sender: this.#author.sender,
      text: message.text,
      ...(message.media ? { media: message.media } : {}),
      ...(message.replyTo === null ? {} : { replyTo: { messageId: message.replyTo, toBot: false } }),
      mentionsBot: false,
      mentions: [],
      forwarded: message.isForwarded || this.#author.viaBot,
    };
    entries.push({ event, hasId: true });
  }

  #service(message: HtmlMessage, where: Saying, entries: Entry[]): void {
    if (passagesOf(message.text).length > 0) this.#waiting.push({ message, where });
    // the dates between days are dressed as service messages with negative ids
    else if (!message.id.startsWith("-")) entries.push({ skipped: null });
  }

  #settle(at: Date | null, entries: Entry[]): void {
    for (const { message, where } of this.#waiting) {
      const place = this.#place;
      if (!at || !place) {
        entries.push(skip(where, noTime));
        continue;
      }
      const names = new Map<string, number>();
      for (const { kind, name } of passagesOf(message.text)) {
        const count = (names.get(name) ?? 0) + 1;
        names.set(name, count);
        const id = count > 1 ? `${message.id}#${count}` : message.id;
        const member = personOf(name);
        entries.push({ event: { ...eventBase(place, id, at), kind, member, memberName: name }, hasId: true });
      }
    }
    this.#waiting = [];
  }
}

/** The pages say "Deleted Account" for everybody who is gone: nobody in particular. */
function personOf(name: string): Sender | null {
  return name === "" || name === "Deleted Account" ? null : { kind: "person", id: `name:${name}`, name };
}

function authorOf(from: string, chat: ChatRef): { sender: Sender | null; viaBot: boolean } {
  const name = from.replace(/ via @\w+$/, "");
  const viaBot = name !== from;
  if (name === chat.title) return { sender: { kind: "channel", id: chat.id, name }, viaBot };
  return { sender: personOf(name), viaBot };
}

/** "28.01.2021 21:19:09", by the exporting computer's clock, or with " UTC+03:00" behind it. */
function instantOfTitle(title: string, zone: string): Date | null {
  const match = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?$/.exec(title.trim());
  if (!match) return null;
  const [, day, month, year, time, offset = ""] = match;
  return parseInstant(`${year}-${month}-${day}T${time}${offset}`, zone);
}

interface NamedPassage {
  kind: "join" | "leave";
  name: string;
}

/** The service sentences of Telegram Desktop (export_output_html.cpp), which writes them in English only. */
function passagesOf(sentence: string): NamedPassage[] {
  const joined = /^(.+) joined (?:the )?group (?:by|via) (?:invite )?(?:link|request)\b/.exec(sentence);
  if (joined) return [{ kind: "join", name: clean(joined[1]!) }];
  const moved = /^.+? (invited|removed) (.+)$/.exec(sentence);
  if (!moved || / to the (?:voice|video) chat$/.test(sentence) || sentence.endsWith(" removed group photo")) return [];
  const kind = moved[1] === "invited" ? "join" : "leave";
  const list = moved[2]!;
  // "A, B and C"; one person only can be removed at a time
  const names = kind === "leave" ? [list] : list.split(/, | and /);
  return names.map((name) => ({ kind, name: clean(name.trim()) }));
}
