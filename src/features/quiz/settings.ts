import { z } from "zod";
import { timeOfDay } from "../../operators/range.ts";

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);

/** What the formats are like where the one who starts a quiz says nothing else. */
export const settings = z.object({
  /** points for an easy question; ×2 and ×3 for harder ones */
  points: z.number().int().min(0).max(1000).default(5),
  /** most points a member earns by quizzes in a civil day */
  dailyCap: z.number().int().min(0).max(100_000).default(200),
  raceCount: z.number().int().min(1).max(100).default(10),
  raceSeconds: seconds(5, 600).default(40),
  /** a hint after so many seconds without a right answer, or so many wrong ones; 0 = none */
  hintSeconds: seconds(0, 600).default(15),
  hintWrong: z.number().int().min(0).max(100).default(5),
  roundCount: z.number().int().min(1).max(100).default(5),
  roundSeconds: seconds(5, 600).default(30),
  /** right answers that win a marathon */
  marathonTarget: z.number().int().min(1).max(100).default(10),
  dailyOpens: timeOfDay.default("10:00"),
  dailyCloses: timeOfDay.default("20:00"),
  examCount: z.number().int().min(1).max(100).default(10),
  examDays: z.number().int().min(1).max(60).default(7),
  /** between the result of a question and the next one */
  gapSeconds: seconds(0, 300).default(5),
  /** answers given in time that arrive late are waited for so long */
  graceSeconds: seconds(0, 30).default(2),
  /** rounds and daily questions as the platform's own polls, where it has them */
  polls: z.boolean().default(false),
  /** the bank used when none is named */
  bank: z.string().min(1).max(40).default("starter"),
});

/** The feature as its settings know it, for its own files. */
export const quizSettings = { name: "quiz", settings };
export type QuizSettings = z.infer<typeof settings>;
