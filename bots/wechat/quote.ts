import type { Media } from "../../src/core/event.ts";

/** A message that answers another, taken apart. */
export interface Quote {
  /** what was said now */
  text: string;
  /** what was quoted, as it is shown: long words may be cut short */
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

/** WeChat's own numbers of what a message is, as they stand in a quote. */
const quoted: Readonly<Record<string, Media>> = { "3": "photo", "34": "voice", "43": "video", "47": "sticker" };

/** The quote in a text, in WeChat's plain form or in that of its app messages (type 57); null when it is none. */
export function quoteIn(text: string): Quote | null {
  const found = plain.exec(text);
  if (found) return { text: (found[3] ?? "").trim(), words: (found[2] ?? "").trim(), name: (found[1] ?? "").trim() };
  if (!text.includes("<refermsg>")) return null;
  const referred = /<refermsg>([\s\S]*?)<\/refermsg>/.exec(text)?.[1] ?? "";
  const messageId = element(referred, "svrid");
  const userId = element(referred, "chatusr");
  const media = quoted[element(referred, "type")];
  return {
    text: element(text.replace(referred, ""), "title"),
    words: element(referred, "content"),
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
