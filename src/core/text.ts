import type { Day } from "./time.ts";

/** Languages every text exists in. Chinese first. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

/** A text a person reads, in every language; a missing one is a type error. */
export interface Text<P = void> {
  readonly zh: (params: P) => string;
  readonly en: (params: P) => string;
}

/** Declares a text. `P` is what it is filled with; a text without parameters takes plain strings. */
export function text(words: { zh: string; en: string }): Text;
export function text<P>(words: { zh: (params: P) => string; en: (params: P) => string }): Text<P>;
export function text<P>(words: {
  zh: string | ((params: P) => string);
  en: string | ((params: P) => string);
}): Text<P> {
  const make = (word: string | ((params: P) => string)) => (typeof word === "string" ? () => word : word);
  return { zh: make(words.zh), en: make(words.en) };
}

/** A text with what it is filled with: to be said later, in whatever language is read then. */
export function fill<P>(words: Text<P>, params: P): Text {
  return { zh: () => words.zh(params), en: () => words.en(params) };
}

const english = new Intl.PluralRules("en");

/** "1 day", "2 days": English plural by Intl. */
export function plural(count: number, one: string, other: string): string {
  return `${formatNumber(count, "en")} ${english.select(count) === "one" ? one : other}`;
}

const numbers = { zh: new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en") };

export function formatNumber(value: number, language: Language): string {
  return numbers[language].format(value);
}

/** "+10", "−5" with the real minus sign. */
export function formatDelta(value: number, language: Language): string {
  return `${value < 0 ? "−" : "+"}${formatNumber(Math.abs(value), language)}`;
}

const locales = { zh: "zh-CN", en: "en" } as const satisfies Record<Language, string>;

/** "3月1日", "March 1"; with the year where `year` is set. */
export function formatDay(day: Day, language: Language, { year = false } = {}): string {
  const options = {
    month: "long",
    day: "numeric",
    timeZone: "UTC",
    ...(year ? { year: "numeric" as const } : {}),
  } as const;
  return new Intl.DateTimeFormat(locales[language], options).format(new Date(`${day}T00:00:00Z`));
}

/** By language and zone: one takes longer to make than to use. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** The wall-clock time of an instant in a zone, "09:05" in both languages. */
export function formatTime(at: Date, timeZone: string, language: Language): string {
  const key = `${language} ${timeZone}`;
  let clock = clocks.get(key);
  if (!clock) {
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
    clocks.set(key, (clock = new Intl.DateTimeFormat(locales[language], options)));
  }
  return clock.format(at);
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** A length of time by its two largest units, cut off below: "1 hour, 5 minutes", "1小时5分钟"; at least a second. */
export function formatDuration(ms: number, language: Language): string {
  let rest = Math.max(ms, 1000);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (parts.length === 2 || (count === 0 && parts.length === 0)) continue;
    if (count === 0) break;
    parts.push(new Intl.NumberFormat(locales[language], { style: "unit", unit, unitDisplay: "long" }).format(count));
  }
  return new Intl.ListFormat(locales[language], { type: "unit" }).format(parts);
}

/** "ada、ben和cleo", "ada, ben, and cleo". */
export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(locales[language], { type: "conjunction" }).format(items);
}

/** A text that is said in one language whatever the reader's: the answer to a change of language. */
export function always(words: string): Text {
  return { zh: () => words, en: () => words };
}

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}

/** A language as it is stored; Chinese where none is, or one we have no texts in. */
export const asLanguage = (value: string | null): Language => (isLanguage(value) ? value : "zh");
