import { z } from "zod";
import { languages } from "../../core/text.ts";
import type { Question } from "./bank/question.ts";
import type { QuizSettings } from "./settings.ts";

export const formats = ["race", "round", "marathon", "daily", "exam"] as const;
export type Format = (typeof formats)[number];

/** The rules of one quiz, kept with it: a change of settings does not change a game that is on. */
export const rules = z.object({
  count: z.number().int(),
  seconds: z.number().int(),
  hintSeconds: z.number().int(),
  hintWrong: z.number().int(),
  /** marathon: right answers that win; else 0 */
  target: z.number().int(),
  gapSeconds: z.number().int(),
  graceSeconds: z.number().int(),
  points: z.number().int(),
  /** the platform has buttons */
  buttons: z.boolean(),
  /** questions that fit are the platform's own polls */
  polls: z.boolean().default(false),
  /** only questions with one of these; none = all */
  tags: z.array(z.string()).default([]),
  language: z.enum(languages),
  /** the topic of a forum in which it was begun */
  threadId: z.string().optional(),
});
export type Rules = z.infer<typeof rules>;

/** Questions of a marathon: nobody has got to the target after these. */
const marathonMost = 100;
const daySeconds = 86_400;

/** The rules of a format by the settings in force. */
export function rulesOf(format: Format, now: QuizSettings): Omit<Rules, "buttons" | "language" | "tags"> {
  const { points, gapSeconds, graceSeconds } = now;
  const polls = now.polls && pollFormats.has(format);
  const common = { points, gapSeconds, graceSeconds, polls, hintSeconds: 0, hintWrong: 0, target: 0 };
  const hints = { hintSeconds: now.hintSeconds, hintWrong: now.hintWrong };
  switch (format) {
    case "race":
      return { ...common, ...hints, count: now.raceCount, seconds: now.raceSeconds };
    case "marathon":
      return { ...common, ...hints, count: marathonMost, seconds: now.raceSeconds, target: now.marathonTarget };
    case "round":
      return { ...common, count: now.roundCount, seconds: now.roundSeconds };
    case "daily":
      return { ...common, count: 1, seconds: daySeconds };
    case "exam":
      return { ...common, count: now.examCount, seconds: now.examDays * daySeconds };
    default: {
      const exhaustive: never = format;
      return exhaustive;
    }
  }
}

/** Formats whose questions may be the platform's own polls: everybody answers once, and nobody must be first. */
export const pollFormats: ReadonlySet<Format> = new Set(["round", "daily"]);

/** Whether the first right answer ends the question. */
export const firstWins = (format: Format): boolean => format === "race" || format === "marathon";

/** How often one member may try at a question: where the first answer wins, open ones may be guessed at. */
export function triesAt(format: Format, kind: Question["kind"]): number {
  if (!firstWins(format)) return 1;
  return kind === "open" ? 20 : kind === "number" ? 3 : 1;
}

/**
 * What a right answer is worth. First right answer: points × difficulty. Round: as much again for
 * speed, in proportion to the time that was left. Daily and exam: points × difficulty, nobody hurries.
 */
export function scoreOf(
  format: Format,
  rules: Pick<Rules, "points" | "seconds">,
  difficulty: number,
  takenMs: number,
): number {
  const base = rules.points * difficulty;
  if (format !== "round") return base;
  const left = 1 - Math.min(Math.max(takenMs / (rules.seconds * 1000), 0), 1);
  return base + Math.round(base * left);
}

const names: Readonly<Record<string, Format>> = {
  race: "race",
  抢答: "race",
  round: "round",
  轮答: "round",
  限时: "round",
  marathon: "marathon",
  马拉松: "marathon",
  exam: "exam",
  考试: "exam",
  daily: "daily",
  每日: "daily",
  每日一题: "daily",
};

/** What an operator asks for in one line. */
export interface Order {
  format: Format;
  count?: number;
  seconds?: number;
  bank?: string;
  /** true: as the platform's own polls; absent: as the settings have it */
  polls?: boolean;
  tags: string[];
}

/** "抢答 10 茶文化", "round 5 seconds=20 tea tag:green polls"; the word that was not understood where there is one. */
export function readOrder(words: string): Order | { unknown: string } {
  const order: Order = { format: "race", tags: [] };
  for (const [index, word] of words.split(/\s+/u).filter(Boolean).entries()) {
    const format = index === 0 ? names[word.toLowerCase()] : undefined;
    const counted = /^(\d{1,3})(?:题|道)?$/u.exec(word)?.[1];
    const timed = /^(?:seconds=|时限=?)?(\d{1,3})(?:秒|s)?$/iu.exec(word)?.[1];
    const tag = /^(?:tag|标签)[:：=](.+)$/iu.exec(word)?.[1];
    const polls = /^(?:polls?|投票)(?:[=:：]?(on|off|开|关))?$/iu.exec(word);
    if (format) order.format = format;
    else if (tag !== undefined) order.tags.push(tag);
    else if (polls) order.polls = !/off|关/iu.test(polls[1] ?? "");
    else if (counted !== undefined && order.count === undefined) order.count = Number(counted);
    else if (timed !== undefined && order.seconds === undefined) order.seconds = Number(timed);
    else if (order.bank === undefined && !/=|^\d+$/u.test(word)) order.bank = word;
    else return { unknown: word };
  }
  return order;
}
