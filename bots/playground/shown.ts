import type { PlayMessage } from "./bot.ts";
import { keyOf } from "./chats.ts";
import type { News } from "./news.ts";
import { playTimeZone } from "./open.ts";
import type { Playground } from "./playground.ts";

/** Everything that a page shows before anything happens. */
export async function stateOf(playground: Playground) {
  const titles = await playground.titles();
  return {
    now: playground.now(),
    timeZone: playTimeZone,
    language: await playground.language(),
    chats: [
      { key: "telegram", title: titles.telegram },
      { key: "wechat", title: titles.wechat },
    ],
    people: playground.people(),
    commands: playground.features.flatMap((feature) =>
      (feature.commands ?? [])
        .filter(({ listed }) => listed !== false)
        .map(({ name, aliases, who, where, help }) => ({
          name,
          aliases,
          who,
          where,
          help: { zh: help.zh(), en: help.en() },
        })),
    ),
    replay: playground.progress(),
  };
}

/** News as a page hears it. */
export const newsToPage = (news: News) =>
  news.kind === "message" ? { kind: "message", message: toPage(news.message) } : news;

/** A message as a page shows it: a picture and a file are named, and asked for when they are wanted. */
export function toPage({ id, platform, chatId, kind, from, message, at }: PlayMessage) {
  const { text, replyTo, buttons, editOf, picture, file } = message;
  const page = { id, chat: keyOf(platform, chatId), kind, from, text, replyTo, buttons, at };
  return {
    ...page,
    isEdited: editOf !== undefined,
    ...(picture ? { picture: picture.alt } : {}),
    ...(file ? { file: file.name } : {}),
  };
}
