import type { Command, Feature } from "./feature.ts";
import { simplify } from "./simplify.ts";

/** A command found in a text, with what follows it. */
export interface Match {
  feature: Feature;
  command: Command;
  args: string;
}

/** What operators changed about words: the community's own, and what is off in this chat. */
export interface ChatWords {
  /** looked-up word → name of the command */
  aliases: Readonly<Record<string, string>>;
  /** names of features and commands that are off */
  off: readonly string[];
}

export const plainWords: ChatWords = { aliases: {}, off: [] };

const simplifiedCharacters = new Map<string, string>();

/** One character simplified, as far as it can be told without its neighbours; remembered. */
function simplified(character: string): string {
  const known = simplifiedCharacters.get(character);
  if (known !== undefined) return known;
  const simple = simplify(character).charAt(0);
  simplifiedCharacters.set(character, simple);
  return simple;
}

/** Longest text that is looked at for a bare word: commands are short, talk is not converted in vain. */
const bareLimit = 300;
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
  #longest = 0;
  /** what words begin with: most of what is said begins with something else */
  readonly #starts = new Set<string>();
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
    this.#longest = Math.max(this.#longest, word.length);
    this.#starts.add(word.charAt(0));
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
    const clean = unaddressed(text.normalize("NFKC").replace(spaces, " ").trim(), botNames);
    const slash = /^[/#]([\p{L}\p{N}_]+)(?:@(\w+))?(?:\s+(.*))?$/su.exec(clean);
    if (slash) {
      const [, word = "", addressee, args = ""] = slash;
      if (addressee && !botNames.some((name) => name.toLowerCase() === addressee.toLowerCase())) return null;
      const found = this.#lookup(lookupForm(word), words);
      return found ? { ...found, args: args.trim() } : null;
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

  /** Whether any word begins as this text does; a character is simplified by itself or kept as it is. */
  #mayBegin(clean: string, words: ChatWords): boolean {
    const first = clean.charAt(0).toLowerCase();
    const begins = (start: string) =>
      this.#starts.has(start) || Object.keys(words.aliases).some((alias) => alias.startsWith(start));
    return begins(first) || begins(simplified(first));
  }

  /** Most of what is said is longer than any word; a simplified word is never half as long as it was. */
  #mayMean(word: string, words: ChatWords): boolean {
    const longest = Object.keys(words.aliases).reduce((most, alias) => Math.max(most, alias.length), this.#longest);
    return word.length <= 2 * longest || word.replace(trailing, "").length <= 2 * longest;
  }

  #bare(clean: string, words: ChatWords): Match | null {
    const whole = clean.length <= bareLimit ? this.#lookup(clean, words) : undefined;
    // a bare name is talk ("top!"); only what was declared as an alias is said without "/"
    const isSaid = (found: { command: Command }, word: string) =>
      Object.hasOwn(words.aliases, lookupForm(word)) ||
      found.command.aliases.some((alias) => lookupForm(alias) === lookupForm(word));
    if (whole && isSaid(whole, clean)) return { ...whole, args: "" };
    // arguments may be long ("知识库 加 …" with an answer of many lines), the word before them is not
    const end = clean.slice(0, bareLimit).indexOf(" ");
    if (end < 0) return null;
    const first = clean.slice(0, end);
    const found = this.#lookup(first, words);
    if (!found?.command.takesArguments || !isSaid(found, first)) return null;
    return { ...found, args: clean.slice(first.length).trim() };
  }
}

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
