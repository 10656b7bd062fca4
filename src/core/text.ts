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

export function isLanguage(value: unknown): value is Language {
  return languages.includes(value as Language);
}
