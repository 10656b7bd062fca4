import type { z } from "zod";
import { Refusal, type Ctx } from "../../../core/context.ts";
import { addDays, instantOf, parseDay } from "../../../core/time.ts";
import { entryContent, type EntryContent, type WrittenEntry } from "./content.ts";
import { text } from "./text.ts";

// What people write of an entry in a chat.

/** How a field is filled from what somebody writes after its name; `before`: the entry as it is. */
type Field = (words: string, ctx: Ctx, before: EntryContent) => Partial<WrittenEntry>;

const fields: Readonly<Record<string, Field>> = {
  question: (words) => ({ question: words }),
  answer: (words) => ({ answer: words }),
  also: (words, _ctx, before) => ({
    alternatives: /^[+＋]/u.test(words)
      ? [...new Set([...before.alternatives, ...splitWordings(words.slice(1).trim())])]
      : splitWordings(words),
  }),
  tags: (words) => ({ tags: splitList(words) }),
  links: (words) => ({ links: splitList(words) }),
  pictures: (words) => ({ pictures: splitList(words) }),
  from: (words, ctx) => ({ validFrom: dayIn(words, ctx, 0) }),
  until: (words, ctx) => ({ validUntil: dayIn(words, ctx, 1) }),
  for: (words) => ({
    audience: oneOf<"member" | "staff">(words, { 成员: "member", 店里: "staff", members: "member", staff: "staff" }),
  }),
  language: (words) => ({
    language: oneOf<"zh" | "en">(words, { 中文: "zh", 英文: "en", chinese: "zh", english: "en" }),
  }),
};
const otherNames: Readonly<Record<string, string>> = {
  问题: "question",
  答案: "answer",
  问法: "also",
  wordings: "also",
  标签: "tags",
  链接: "links",
  图片: "pictures",
  开始: "from",
  截止: "until",
  给: "for",
  语言: "language",
};

/** The field that a word names, in either language; undefined = none. */
export function fieldNamed(word: string): Field | undefined {
  const written = word.toLowerCase();
  const name = otherNames[written] ?? written;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What empties a field that may be empty. */
const isNothing = (words: string): boolean => /^(?:none|nothing|无|空|没有|[-–—])$/iu.test(words.trim());

export const splitWordings = (words: string): string[] => split(words, /\s*[/／\n]\s*/u);
const splitList = (words: string) => split(words, /[\s,，、]+/u);
const split = (words: string, at: RegExp) => (isNothing(words) ? [] : words.split(at).filter((one) => one !== ""));

/** @throws Refusal when the word is none of these */
function oneOf<T extends string>(words: string, meanings: Readonly<Record<string, T>>): T {
  const word = words.trim().toLowerCase();
  const meaning = Object.hasOwn(meanings, word) ? meanings[word] : undefined;
  if (!meaning) throw new Refusal(text.notAmong, { value: word.slice(0, shown), allowed: Object.keys(meanings) });
  return meaning;
}

/** The beginning of a civil day, or of the one after it: an entry that holds until a day holds all of it. null = always */
function dayIn(words: string, ctx: Ctx, later: 0 | 1): Date | null {
  if (isNothing(words)) return null;
  try {
    return instantOf(addDays(parseDay(words.trim()), later), "00:00", ctx.community.timeZone);
  } catch {
    throw new Refusal(text.notADay, { value: words.trim().slice(0, shown) });
  }
}

/** Of a wrong value so much is shown. */
const shown = 30;

/** @throws Refusal in the words of the first thing that is wrong */
export function checked(written: WrittenEntry): EntryContent {
  const parsed = entryContent.safeParse(written);
  if (parsed.success) return parsed.data;
  return refuse(parsed.error.issues[0], written);
}

function refuse(issue: z.core.$ZodIssue | undefined, written: WrittenEntry): never {
  const [field = "", place] = issue?.path ?? [];
  const value = written[field as keyof WrittenEntry];
  const one = String(Array.isArray(value) ? (value[Number(place)] ?? "") : (value ?? ""));
  if (issue?.code === "too_big") {
    const most = Number(issue.maximum);
    const isList = Array.isArray(value) && place === undefined;
    throw new Refusal(isList ? text.tooMany : text.tooLong, { field: String(field), most });
  }
  if (field === "links" || field === "pictures") throw new Refusal(text.notAnAddress, { value: one.slice(0, shown) });
  throw new Refusal(text.missing, { field: String(field) });
}
