import { languages, type Language } from "../../core/text.ts";
import type { Words } from "./declaration.ts";

/** What may stand in a text: facts about the member that they know themselves, never how long they were away. */
export const placeholders = ["name", "group", "points", "streak", "tier", "favourite", "gift", "years"] as const;
export type NudgeValues = Partial<Record<(typeof placeholders)[number], string>>;

/** The last line of every private nudge: how it stops. */
export const offLine: Words = {
  zh: "（不想收到这样的消息，回复“别打扰我”就好。）",
  en: "(Reply “stop” and I will not write like this again.)",
};

/**
 * Fills a text with facts. A part in [square brackets] falls away, whole, where a value in it is not
 * known; values are not looked into again.
 */
export function fillWords(template: string, values: NudgeValues): string {
  const value = (name: string) => values[name as keyof NudgeValues] ?? "";
  const kept = template.replaceAll(/\[([^\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name = ""]) => value(name) !== "") ? part : "",
  );
  return kept.replaceAll(/\{(\w+)\}/g, (_, name: string) => value(name));
}

/** A private nudge, with its way out. */
export const nudgeText = (words: Words, language: Language, values: NudgeValues): string =>
  withWayOut(fillWords(words[language], values), language);

/** The off word comes last, always, and no template and no model has a hand in it. */
export const withWayOut = (said: string, language: Language): string => `${said}\n\n${offLine[language]}`;

/** Facts beside those in the text that a greeting may use. */
export const factsLine = ({ favourite, streak, tier }: NudgeValues, language: Language): string => {
  const known = language === "zh" ? knownZh : knownEn;
  return [favourite ? known.favourite(favourite) : "", streak ? known.streak(streak) : "", tier ? known.tier(tier) : ""]
    .filter((fact) => fact !== "")
    .join(language === "zh" ? "，" : ", ");
};

const knownZh = {
  favourite: (word: string) => `喜欢${word}`,
  streak: (days: string) => `连续签到 ${days} 天`,
  tier: (name: string) => `等级是${name}`,
};
const knownEn = {
  favourite: (word: string) => `likes the ${word}`,
  streak: (days: string) => `${days} days of check-in in a row`,
  tier: (name: string) => `tier ${name}`,
};

export interface WordsFault {
  language: Language;
  /** what is wrong, as it stands there: {nmae}; or as it should: [… {streak} …] */
  found: string;
}

/** Always known, so that they may stand without brackets. */
const sure = { member: ["name", "group", "points", "gift", "years"], group: ["group"] };
/** What a post in a group may use: nothing of one member. */
const groupPlaceholders = ["group", "favourite"];

/** Placeholders of a text that mean nothing, or that would be empty for some and have no brackets around them. */
export function faultsIn(words: Words, isForGroup = false): WordsFault[] {
  const known: readonly string[] = isForGroup ? groupPlaceholders : placeholders;
  const always = isForGroup ? sure.group : sure.member;
  return languages.flatMap((language) => {
    const template = words[language];
    const all = namesIn(template);
    const open = namesIn(template.replaceAll(/\[[^\]]*\]/g, ""));
    const found = [
      ...all.filter((name) => !known.includes(name)).map((name) => `{${name}}`),
      ...open.filter((name) => known.includes(name) && !always.includes(name)).map((name) => `[… {${name}} …]`),
    ];
    return [...new Set(found)].map((one) => ({ language, found: one }));
  });
}

const namesIn = (template: string): string[] => [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
