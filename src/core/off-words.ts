import { lookupForm } from "./commands.ts";
import type { Language } from "./text.ts";
import { withoutMentions } from "./written.ts";

/** Plain words for "no more", said to the bot: nobody says them to a bot and means something else. */
const offWords: Readonly<Record<Language, readonly string[]>> = {
  zh: [
    ["不要再发", "不要再发了", "别再发了", "别再发", "不要发了", "别发了", "不要再发消息了", "不要再给我发消息"],
    ["别再打扰我", "不要再打扰我", "不要打扰", "别打扰", "勿扰", "请勿打扰", "取消订阅", "不想收到", "不想再收到"],
    ["不想收到这样的消息", "停", "停止", "td", "退订", "退订提醒", "别打扰我", "不要打扰我"],
  ].flat(),
  en: [
    ["stop", "stop it", "please stop", "stop please", "no more", "leave me alone", "unsubscribe", "no more messages"],
    ["stop messaging me", "stop writing to me", "do not write to me", "don't write to me"],
  ].flat(),
};

const forms = new Map<string, Language>(
  (["zh", "en"] as const).flatMap((language) =>
    offWords[language].map((word) => [lookupForm(word), language] as const),
  ),
);

/** The language in which a text to the bot says, wholly and in plain words, that there should be no more unasked messages; null: it does not. */
export function saysStop(said: string): Language | null {
  return forms.get(lookupForm(withoutMentions(said).normalize("NFKC").replaceAll("’", "'"))) ?? null;
}
