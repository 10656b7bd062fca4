import type { Span } from "../../points/index.ts";

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
