import { z } from "zod";
import { timeOfDay } from "../../operators/range.ts";

/** What operators may change about questions and answers. */
export const settings = z.object({
  /** extract: members read what people wrote; rephrase: a model may put it in other words, behind the gate */
  mode: z.enum(["extract", "rephrase"]).default("extract"),
  /** minutes after which a question nobody answered is answered unasked; 0 = never */
  unaskedMinutes: z.number().int().min(0).max(120).default(0),
  /** of the answers posted, how many are to be right, in hundredths */
  precision: z.number().int().min(50).max(99).default(85),
  /** of the answers posted unasked, how many are to be right, in hundredths */
  unaskedPrecision: z.number().int().min(50).max(99).default(95),
  /** of the questions asked, how many the base is taken to have no entry for, in hundredths */
  outOfScope: z.number().int().min(5).max(80).default(40),
  /** where there is an embedding model: questions are found by their meaning as well, and it is shown them */
  meaning: z.boolean().default(true),
  /** words for the same thing: groups apart by ";", words by "=" */
  synonyms: z
    .string()
    .max(4000)
    .refine((written) => written.trim() === "" || readSynonyms(written).length > 0)
    .meta({ format: "words-alike" })
    .default(""),
  /** from when on people answer, local time */
  opensAt: timeOfDay.default("09:00"),
  /** until when; the same as opensAt = always */
  closesAt: timeOfDay.default("21:00"),
  /** minutes after which the desk is reminded of a ticket nobody answered */
  remindMinutes: z.number().int().min(5).max(1440).default(30),
  /** hours after an answer in which a ticket that nobody touches is closed */
  closeHours: z.number().int().min(1).max(168).default(24),
  /** most tickets a member can open in a day */
  ticketsADay: z.number().int().min(1).max(100).default(10),
});

export type ServiceSettings = z.infer<typeof settings>;

/** The feature as its settings know it, for its own files. */
export const serviceSettings = { name: "service", settings };

/** "发货=寄出; wifi=wi-fi" → groups of words for the same thing. */
export function readSynonyms(written: string): string[][] {
  return written
    .split(/[;；\n]/u)
    .map((group) =>
      group
        .split(/[=＝]/u)
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    )
    .filter((group) => group.length > 1);
}
