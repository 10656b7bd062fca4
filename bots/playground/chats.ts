import type { Capabilities } from "../../src/core/bot.ts";
import type { ChatRef } from "../../src/core/event.ts";
import { senderNamed } from "./names.ts";

/** A platform the playground stands for. */
export interface PlaygroundPlatform {
  name: string;
  capabilities: Capabilities;
}

/** Buttons, quoted answers, edits: as on Telegram. */
export const likeTelegram: PlaygroundPlatform = {
  name: "playground",
  capabilities: {
    buttons: true,
    edits: true,
    deletes: true,
    replies: true,
    threads: false,
    privateFirst: true,
    commandMenu: false,
    nativeQuiz: false,
    pictures: true,
    files: true,
    copies: ["document"],
    ownTime: true,
    textLimit: 1_000_000,
  },
};

/** Plain texts one after the other: as on WeChat. */
export const likeWechat: PlaygroundPlatform = {
  name: "playground-wechat",
  capabilities: { ...likeTelegram.capabilities, buttons: false, edits: false, deletes: false, replies: false },
};

/**
 * A chat as the page names it: the group as on Telegram, the one as on WeChat, or what one person
 * and the bot say to each other. Both groups are one community: points count in either.
 */
export type ChatKey = "telegram" | "wechat" | `private:${string}`;

export const telegramGroup: ChatRef = { id: "tea-house", kind: "group", title: "炉边茶馆" };
export const wechatGroup: ChatRef = { id: "tea-house-wechat", kind: "group", title: "炉边茶馆 2 群" };

export const privateWith = (personId: string): ChatKey => `private:${personId}`;

/** The platform and chat behind a key; undefined when it is no chat of the playground. */
export function chatAt(key: string): { key: ChatKey; platform: PlaygroundPlatform; ref: ChatRef } | undefined {
  if (key === "telegram") return { key, platform: likeTelegram, ref: telegramGroup };
  if (key === "wechat") return { key, platform: likeWechat, ref: wechatGroup };
  const name = key.startsWith("private:") ? key.slice("private:".length) : "";
  if (name === "") return undefined;
  const { id } = senderNamed(name);
  return { key: privateWith(id), platform: likeTelegram, ref: { id, kind: "private", title: name } };
}

/** The key of a chat by its platform and the platform's id for it. */
export function keyOf(platform: string, chatId: string): ChatKey {
  if (platform === likeWechat.name) return "wechat";
  return chatId === telegramGroup.id ? "telegram" : privateWith(chatId);
}
