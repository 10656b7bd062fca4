import type { EventCtx } from "./context.ts";
import type { Language, Text } from "./text.ts";

/** The language somebody writes in, where it is plain: Chinese has Han characters, English words and none of them. */
function writtenIn(words: string): Language | null {
  const han = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  if (han >= 2) return "zh";
  // one or two words may be names: WiFi, VIP
  return han === 0 && (words.match(/[a-z']+/giu)?.length ?? 0) >= 3 ? "en" : null;
}

/** In which language to answer these words, where nobody has chosen one: that of the words, else the community's. */
export const languageFor = (community: Language, words: string | null): Language => writtenIn(words ?? "") ?? community;

/**
 * The same act, answering in the language that the member writes in, unless they have chosen another than the community's.
 * @param before what they wrote earlier: it tells where these words do not ("thanks")
 */
export function inLanguageOf<C extends EventCtx>(ctx: C, words: string | null, before: string | null = null): C {
  return inLanguage(ctx, writtenIn(words ?? "") ?? languageFor(ctx.community.language, before));
}

/** The same act, answering in this language, unless the member has chosen another than the community's. */
export function inLanguage<C extends EventCtx>(ctx: C, language: Language): C {
  if (ctx.language !== ctx.community.language || language === ctx.language) return ctx;
  const said = (one: Text<unknown>): Text<unknown> => ({ zh: one[language], en: one[language] });
  return {
    ...ctx,
    language,
    reply: (one: Text<unknown>, params?: unknown, more?: object) => ctx.reply(said(one), params, more),
    notice: (one: Text<unknown>, params?: unknown) => ctx.notice(said(one), params),
  };
}

/** What somebody wrote without whom they called at its beginning or end: "@HearthBot do you ship?" asks "do you ship?". */
export function withoutMentions(text: string): string {
  const called = "@(?:[A-Za-z0-9_]+|[\\p{L}\\p{N}_]+(?=[\\s\\u2005]|$))";
  const atEnds = new RegExp(`^(?:\\s*${called}[\\s\\u2005,，:：]*)+|(?:[\\s\\u2005]+${called})+\\s*$`, "gu");
  return text.replace(atEnds, "").trim() || text.trim();
}
