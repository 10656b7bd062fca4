import type { Media } from "../../src/core/event.ts";

/** A message that answers another, taken apart. */
export interface Quote {
  /** what was said now */
  text: string;
  /** what was quoted, as it is shown: long words may be cut short; "" for what is no text */
  words: string;
  /** the name of whoever is quoted, as the group sees it */
  name: string;
  /** the quoted message's id, where the puppet tells */
  messageId?: string;
  /** the id of whoever is quoted, where the puppet tells */
  userId?: string;
  /** what the quoted message holds, where the puppet tells and it is no text */
  media?: Media;
}

/** How WeChat writes a quote as plain text: 「name：words」, a line of dashes, the answer. */
const plain = /^「([^\n]{1,64}?)[:：]([\s\S]*)」\s*\n(?:[-－—]\s*){6,}\n([\s\S]*)$/u;

/** WeChat's own numbers of what a message is, as they stand in a quote; of an app message (49) the second is its own. */
const quoted: Readonly<Record<string, Media>> = {
  "3": "photo",
  "34": "voice",
  "43": "video",
  "47": "sticker",
  "49/5": "link",
  "49/6": "document",
};

/** What stands in a plain quote in the place of what is no text, as WeChat's clients write it; a name may follow. */
const marked: readonly [RegExp, Media][] = [
  [/^\[(?:图片|圖片|Photo|Image)\]/iu, "photo"],
  [/^\[(?:视频|視頻|影片|Video)\]/iu, "video"],
  [/^\[(?:文件|檔案|File)\]/iu, "document"],
  [/^\[(?:链接|連結|Link)\]/iu, "link"],
];

/** The quote in a text, in WeChat's plain form or in that of its app messages (type 57); null when it is none. */
export function quoteIn(text: string): Quote | null {
  const found = plain.exec(text);
  if (found) {
    const [, name = "", words = "", text = ""] = found.map((part) => part.trim());
    const media = marked.find(([mark]) => mark.test(words))?.[1];
    return { text, words: media ? "" : words, name, ...(media ? { media } : {}) };
  }
  if (!text.includes("<refermsg>")) return null;
  const referred = /<refermsg>([\s\S]*?)<\/refermsg>/.exec(text)?.[1] ?? "";
  const messageId = element(referred, "svrid");
  const userId = element(referred, "chatusr");
  const words = element(referred, "content");
  const type = element(referred, "type");
  const media = quoted[type === "49" ? `49/${element(words, "type")}` : type];
  return {
    text: element(text.replace(referred, ""), "title"),
    words: media ? "" : words,
    name: element(referred, "displayname"),
    ...(messageId === "" ? {} : { messageId }),
    ...(userId === "" ? {} : { userId }),
    ...(media === undefined ? {} : { media }),
  };
}

/** The title of an app message (a link or mini-program card); "" when there is none. */
export function titleIn(text: string): string {
  return text.trimStart().startsWith("<") ? element(text, "title") : text;
}

/** The text of the first element of this name, entities read. */
function element(xml: string, name: string): string {
  const inside = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? "";
  const bare = /^<!\[CDATA\[([\s\S]*)\]\]>$/.exec(inside)?.[1];
  return (bare ?? inside.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity] ?? "")).trim();
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
