import { z } from "zod";
import { localDay } from "../../../core/time.ts";

/** Longest texts of an entry, in UTF-16 code units: a question is a line; a long answer is sent in parts. */
export const limits = { question: 300, alternative: 300, alternatives: 50, answer: 12_000, link: 500 } as const;

const link = z.url({ protocol: /^https?$/ }).max(limits.link);
const instant = z.coerce.date();

/** An entry as a person writes it, whatever file or chat it comes from. */
export const entryContent = z.object({
  question: z.string().trim().min(1).max(limits.question),
  /** other ways to ask the same */
  alternatives: z.array(z.string().trim().min(1).max(limits.alternative)).max(limits.alternatives).default([]),
  answer: z.string().trim().min(1).max(limits.answer),
  links: z.array(link).max(10).default([]),
  /** addresses of pictures */
  pictures: z.array(link).max(5).default([]),
  tags: z.array(z.string().trim().min(1).max(40)).max(20).default([]),
  language: z.enum(["zh", "en"]).nullable().default(null),
  audience: z.enum(["member", "staff"]).default("member"),
  /** file and place an entry was read from */
  source: z.string().max(300).nullable().default(null),
  validFrom: instant.nullable().default(null),
  validUntil: instant.nullable().default(null),
});

export type EntryContent = z.infer<typeof entryContent>;
/** The same before the defaults are filled in. */
export type WrittenEntry = z.input<typeof entryContent>;

/** The language of a text by its script; null where it has none of the two. */
export function languageOf(text: string): "zh" | "en" | null {
  if (/\p{Script=Han}/u.test(text)) return "zh";
  return /[a-z]/i.test(text) ? "en" : null;
}

/** Whether an entry may be shown at this moment. */
export function isValidAt(entry: Pick<EntryContent, "validFrom" | "validUntil">, now: Date): boolean {
  return (entry.validFrom === null || entry.validFrom <= now) && (entry.validUntil === null || entry.validUntil > now);
}

/** Whether an entry may be shown one day, and not yet. */
export const isComing = ({ validFrom, validUntil }: Pick<EntryContent, "validFrom" | "validUntil">, now: Date) =>
  validFrom !== null && validFrom > now && (validUntil === null || validUntil > validFrom);

/** The day from which an entry holds, where that is to come; null = it is not. */
export const beginsOn = (
  { validFrom }: Pick<EntryContent, "validFrom">,
  now: Date,
  { timeZone }: { timeZone: string },
) => (validFrom !== null && validFrom > now ? localDay(validFrom, timeZone) : null);

type Shown = Pick<EntryContent, "question" | "answer" | "links" | "pictures">;

/** An entry as a member reads it where only words can be shown. */
export function shownAnswer(entry: Omit<Shown, "question">): string {
  return withAddresses(entry.answer, [...entry.links, ...entry.pictures]);
}

/**
 * An entry as a member is sent it: where the platform shows pictures its first one is a picture, and
 * further ones are addresses.
 * @param words what stands in the place of the answer, such as the same in other words
 */
export function sentAnswer(
  entry: Shown,
  capabilities: { pictures: boolean },
  words?: string,
): { text: string; more: { picture?: { png: string; alt: string } } } {
  const [first, ...others] = entry.pictures;
  if (!capabilities.pictures || first === undefined) return { text: words ?? shownAnswer(entry), more: {} };
  const text = words?.replaceAll(first, "").trim() ?? withAddresses(entry.answer, [...entry.links, ...others]);
  return { text, more: { picture: { png: first, alt: entry.question } } };
}

/** Whether a person answered with this entry; one that was to come was sent behind its day. */
export const isAnswerOf = (entry: Shown, answer: string): boolean =>
  `\n${answer}`.endsWith(`\n${sentAnswer(entry, { pictures: true }).text}`);

const withAddresses = (answer: string, addresses: readonly string[]) =>
  [answer, ...addresses.filter((address) => !answer.includes(address))].join("\n");
