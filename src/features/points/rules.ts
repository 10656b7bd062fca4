import { parseDay } from "../../core/time.ts";
import type { DayRange, Span } from "../../points/index.ts";

const words: Readonly<Record<string, Span>> = {
  "": "all",
  all: "all",
  总: "all",
  总榜: "all",
  全部: "all",
  week: "week",
  周: "week",
  本周: "week",
  周榜: "week",
  month: "month",
  月: "month",
  本月: "month",
  月榜: "month",
};

/** The span a person names after 排行榜 or /top; undefined for any other word. */
export function spanFrom(word: string): Span | undefined {
  return words[word.trim().toLowerCase()];
}

/** Most points a manager gives or takes at once. */
export const awardLimit = 1_000_000;
/** Above this the giver is asked whether they mean it. */
export const confirmAbove = 1_000;

/** The amount in a command's words, "100", "+100" or "100分", and the words without it; null without one. */
export function amountIn(words: string): { amount: number; rest: string } | null {
  const found = /(?:^|\s)\+?(\d{1,9}) ?分?(?=\s|$)/u.exec(words);
  if (!found) return null;
  const rest = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`;
  return { amount: Number(found[1]), rest: rest.replace(/\s+/gu, " ").trim() };
}

/** The civil day an entry is about: of its key ("chat:2026-03-01"), else the day it was written. */
export function dayOfKey(key: string): string | undefined {
  return /^[a-z-]+:(\d{4}-\d{2}-\d{2})(?:\D|$)/.exec(key)?.[1];
}

/** Whether the words after /points ask for the file of everybody's points. */
export const meansExport = (words: string): boolean => /^(?:export|导出|導出)(?:\s|$)/iu.test(words);

/** The days that an export is asked for, "", "2026-03-01" (from then on) or two of them; null for anything else. */
export function daysIn(words: string): DayRange | null {
  const days = words.split(/\s+/u).filter((word) => word !== "" && !meansExport(word));
  try {
    const [fromDay = null, toDay = null] = days.map(parseDay);
    return days.length > 2 || (fromDay && toDay && fromDay > toDay) ? null : { fromDay, toDay };
  } catch {
    return null;
  }
}
