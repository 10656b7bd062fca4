import type { Command, Feature } from "./feature.ts";
import { simplify } from "./simplify.ts";
import { text, type Text } from "./text.ts";

/** A command found in a text, with what follows it. */
export interface Match {
  feature: Feature;
  command: Command;
  args: string;
}

/** The word people say for a command: its first Chinese one, else its name. */
export function spokenAs({ name, aliases }: Command): Text {
  const han = aliases.find((alias) => /\p{Script=Han}/u.test(alias));
  return text({ zh: han ?? `/${name}`, en: `/${name}` });
}

/** What operators changed about words: the community's own, and what is off in this chat. */
export interface ChatWords {
  /** looked-up word → name of the command */
  aliases: Readonly<Record<string, string>>;
  /** names of features and commands that are off */
  off: readonly string[];
}

export const plainWords: ChatWords = { aliases: {}, off: [] };

/** What a text must begin with to be a word, and how long it may be. */
interface Beginnings {
  /** see `startOf` */
  starts: ReadonlySet<string>;
  longest: number;
  /** of the beginnings of texts that were met, whether any word begins so */
  met: Map<string, boolean>;
}

/** Beginnings of texts that are remembered; there are as many as pairs of characters. */
const metLimit = 20_000;

/** What one or two characters may be in a simplified word: kept, simplified together, or each by itself. */
function readingsOf(start: string): string[] {
  const [first = "", second = ""] = start;
  const [plainFirst, plainSecond] = [simplify(first), simplify(second)];
  return [start, simplify(start), plainFirst + plainSecond, plainFirst + second, first + plainSecond];
}

/** Longest text that is looked at for a bare word: commands are short, talk is not converted in vain. */
const bareLimit = 300;
/** A text whose beginning NFKC leaves as it is: nothing after it joins its first character. */
const plainStart = /^[0-9A-Za-z\u3400-\u9fff](?:[\x20-\x7e\u3000-\u303f\u3400-\u9fff\uff00-\uff60]|$)/;
const wordCharacter = /[\p{L}\p{N}]/u;
const trailing = /[\s!！。.~～…,，、?？;；:：^]+$/u;
const spaces = /[\s\u2005\u3000\u00A0]+/gu;

/** The word as it is looked up: simplified, lower case, without trailing punctuation. */
export function lookupForm(word: string): string {
  const bare = word.replace(trailing, "").toLowerCase();
  return /\p{Script=Han}/u.test(bare) ? simplify(bare) : bare;
}

/**
 * Finds commands in what people write: "/checkin", "／签到", "/checkin@Bot", "签到！", "簽到",
 * "@Bot 签到", "加积分 100 @小明". A bare word counts only when it is the whole message, or the word
 * plus its argument; never inside a sentence.
 */
export class CommandTable {
  readonly #words = new Map<string, { feature: Feature; command: Command }>();
  /** most of what is said begins as no word does */
  readonly #starts = new Set<string>();
  readonly #own: Beginnings = { starts: this.#starts, longest: 0, met: new Map() };
  /** the same with operators' words, by what holds those: they are read anew when they change */
  readonly #known = new WeakMap<ChatWords["aliases"], Beginnings>();
  readonly #names = new Map<string, { feature: Feature; command: Command }>();

  constructor(features: readonly Feature[]) {
    for (const feature of features) {
      for (const command of feature.commands ?? []) {
        this.#names.set(command.name, { feature, command });
        for (const word of [command.name, ...(command.alsoNamed ?? []), ...command.aliases]) {
          this.#add(lookupForm(word), feature, command);
        }
      }
    }
  }

  #add(word: string, feature: Feature, command: Command): void {
    const taken = this.#words.get(word);
    if (taken && taken.command !== command) {
      throw new Error(`the word "${word}" means both /${taken.command.name} and /${command.name}`);
    }
    this.#words.set(word, { feature, command });
    this.#own.longest = Math.max(this.#own.longest, word.length);
    this.#starts.add(startOf(word));
  }

  /** The command that a word, in any form, means by itself. */
  find(word: string): { feature: Feature; command: Command } | undefined {
    return this.#words.get(lookupForm(word.normalize("NFKC").replace(/^[/#]/, "")));
  }

  /** Every word that means a command, in the form in which it is looked up. */
  words(): ReadonlyMap<string, { feature: Feature; command: Command }> {
    return this.#words;
  }

  /**
   * @param botNames how the bot is addressed here, without "@"
   * @param words what operators changed in this chat
   */
  match(text: string, botNames: readonly string[] = [], words: ChatWords = plainWords): Match | null {
    const match = this.#match(text, botNames, words);
    const isOff = match !== null && (words.off.includes(match.feature.name) || words.off.includes(match.command.name));
    return isOff ? null : match;
  }

  #match(text: string, botNames: readonly string[], words: ChatWords): Match | null {
    if (plainStart.test(text) && !this.#mayBegin(text, words)) return null;
    const clean = unaddressed(text.normalize("NFKC").replace(spaces, " ").trim(), botNames);
    const slash = /^[/#]([\p{L}\p{N}_]+)(?:@(\w+))?(?:\s+(.*))?$/su.exec(clean);
    if (slash) {
      const [, word = "", addressee, args = ""] = slash;
      if (addressee && !botNames.some((name) => name.toLowerCase() === addressee.toLowerCase())) return null;
      const found = this.#lookup(lookupForm(word), words);
      return found ? { args: args.trim(), ...found } : null;
    }
    if (!this.#mayBegin(clean, words)) return null;
    return this.#bare(clean, words);
  }

  /** The program's own words first: no operator's word can hide one of them. */
  #lookup(word: string, words: ChatWords): { feature: Feature; command: Command } | undefined {
    const form = this.#mayMean(word, words) ? lookupForm(word) : undefined;
    const own = form === undefined ? undefined : this.#words.get(form);
    if (own || form === undefined || !Object.hasOwn(words.aliases, form)) return own;
    return this.#names.get(words.aliases[form] ?? "");
  }

  /** Whether any word begins as this text does. */
  #mayBegin(clean: string, words: ChatWords): boolean {
    const { starts, met } = this.#beginnings(words);
    const begin = clean.slice(0, 2);
    let mayBegin = met.get(begin);
    if (mayBegin === undefined) {
      mayBegin = readingsOf(startOf(begin.toLowerCase())).some((reading) => starts.has(reading));
      if (met.size >= metLimit) met.clear();
      met.set(begin, mayBegin);
    }
    return mayBegin;
  }

  /** Most of what is said is longer than any word; a simplified word is never half as long as it was. */
  #mayMean(word: string, words: ChatWords): boolean {
    const { longest } = this.#beginnings(words);
    return word.length <= 2 * longest || word.replace(trailing, "").length <= 2 * longest;
  }

  #beginnings({ aliases }: ChatWords): Beginnings {
    const said = Object.keys(aliases);
    if (said.length === 0) return this.#own;
    let known = this.#known.get(aliases);
    if (!known) {
      const longest = Math.max(this.#own.longest, ...said.map((alias) => alias.length));
      known = { starts: new Set([...this.#starts, ...said.map(startOf)]), longest, met: new Map() };
      this.#known.set(aliases, known);
    }
    return known;
  }

  #bare(clean: string, words: ChatWords): Match | null {
    const whole = clean.length <= bareLimit ? this.#lookup(clean, words) : undefined;
    // a bare name is talk ("top!"); only what was declared as an alias is said without "/"
    const isSaid = (found: { command: Command }, word: string) =>
      Object.hasOwn(words.aliases, lookupForm(word)) ||
      found.command.aliases.some((alias) => lookupForm(alias) === lookupForm(word));
    if (whole && isSaid(whole, clean)) return { args: "", ...whole };
    // arguments may be long ("知识库 加 …" with an answer of many lines), the word before them is not
    const end = clean.slice(0, bareLimit).indexOf(" ");
    if (end < 0) return null;
    const first = clean.slice(0, end);
    const found = this.#lookup(first, words);
    if (!found?.command.takesArguments || !isSaid(found, first)) return null;
    return { args: clean.slice(first.length).trim(), ...found };
  }
}

/** The first two characters of a word; the first alone where the word ends there. */
const startOf = (word: string): string => word.slice(0, wordCharacter.test(word.charAt(1)) ? 2 : 1);

/** The text without the bot's own mention in front or behind. */
function unaddressed(text: string, botNames: readonly string[]): string {
  if (!text.includes("@")) return text;
  for (const name of botNames) {
    const mention = `@${name}`.toLowerCase();
    const lower = text.toLowerCase();
    if (lower.startsWith(`${mention} `)) return text.slice(mention.length).trim();
    if (lower.endsWith(` ${mention}`)) return text.slice(0, -mention.length).trim();
  }
  return text;
}
