import { z } from "zod";
import { figuresIn, inDigits } from "./figures.ts";
import { simplify } from "../core/simplify.ts";
import { inSameWords } from "./same-words.ts";
import { senseBroken } from "./sense.ts";

/** What a model must reply: which entries, where it stands, and the words for the member. */
export const rephrased = z.strictObject({
  ids: z.array(z.number().int()).min(1).max(3),
  quotes: z.array(z.string().min(2).max(300)).min(1).max(5),
  reply: z.string().min(1).max(600),
});
export type Rephrased = z.infer<typeof rephrased>;

/** An entry the model was shown. */
export interface Shown {
  id: number;
  /** as members would read it */
  text: string;
}

/** The rule that a reply breaks. */
export type GateRule =
  | "ids"
  | "quotes"
  | "characters"
  | "markup"
  | "canary"
  | "links"
  | "figures"
  | "words"
  | "likeness"
  | "negation"
  | "order"
  | "condition";

const plain = (text: string) => inSameWords(inDigits(simplify(text.normalize("NFKC").toLowerCase())));

const invisible =
  /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\p{Variation_Selector}]|[^\P{Cc}\n]/u;
/** Mentions, markup, commands: nothing in a reply may be more than words. */
const markup = /[@＠<>＜＞`*_~[\]{}|\\#＃]|(?:^|\s)[/／]\p{L}|!\(|=\s*(?:cmd|HYPERLINK)/iu;
const link =
  /(?:https?:\/\/|www\.)[^\s，。；、）)"”]+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|io|me|shop|top|xyz|link|cc|app|dev|co|info|ru|tk)\b\S*/giu;

/**
 * Words that add nothing to what is said. No pronouns, no "before" and "after", no "can" and "must":
 * whoever swaps those says something else, so they must stand in the entry.
 */
const emptyHan = new Set("的了呢吧啊呀哦请好谢是和也就这那个哟噢嗯亲");
const emptyWords = new Set([
  "the",
  "a",
  "an",
  "is",
  "are",
  "be",
  "of",
  "and",
  "it",
  "this",
  "that",
  "please",
  "thanks",
  "so",
  "s",
]);

const negations =
  /不|没|無|无|非|未|勿|别|禁|除|\b(?:not|no|never|none|without|cannot|nor|neither|except|only)\b|n't/gu;
const clauseEnd = /[，。；！？、,;!?\n]|\.(?=\s|$)|：|:(?=\s)/u;
/** Least share of a clause's character pairs that stand in one clause of the entry. */
const leastLikeness = 0.5;

/**
 * Whether a member may read what a model wrote: null, or the rule it breaks. Plain code, which the
 * model cannot talk to: the reply may only put the words of the entries it cites in another order.
 * What it cannot see: two roles or things that both stand in the entry, swapped.
 */
export function gate(output: Rephrased, shown: readonly Shown[], canary: string): GateRule | null {
  const cited = shown.filter((entry) => output.ids.includes(entry.id));
  if (new Set(output.ids).size !== cited.length || cited.length === 0) return "ids";
  const source = cited.map((entry) => entry.text).join("\n");
  if (output.quotes.some((quote) => !source.includes(quote))) return "quotes";

  const { reply } = output;
  if (invisible.test(reply)) return "characters";
  if (canary !== "" && reply.includes(canary)) return "canary";
  if (markup.test(reply.replace(link, ""))) return "markup";
  const links = (text: string) => [...text.matchAll(link)].map(([found]) => found);
  if (links(reply).some((found) => !links(source).includes(found))) return "links";
  return gateWords(plain(reply.replace(link, "")), plain(source));
}

function gateWords(reply: string, source: string): GateRule | null {
  const known = new Set(figuresIn(source));
  if (figuresIn(reply).some((figure) => !known.has(figure))) return "figures";
  if (!isWordedBy(reply, source)) return "words";
  const sources = clauses(source);
  for (const clause of clauses(reply)) {
    const [nearest, likeness] = nearestTo(clause, sources);
    if (likeness < leastLikeness) return "likeness";
    if (count(clause, negations) !== count(nearest, negations)) return "negation";
  }
  return null;
}

/**
 * The same for an answer, where more is at stake: every clause is a clause of the entry, with all of its
 * words and figures, in their order and with its conditions (sense.ts). A price from another clause is a wrong
 * price, and a clause that has lost a word may have lost its condition.
 */
export function gateAnswer(output: Rephrased, shown: readonly Shown[], canary: string): GateRule | null {
  const broken = gate(output, shown, canary);
  if (broken) return broken;
  const cited = shown.filter((entry) => output.ids.includes(entry.id)).map((entry) => entry.text);
  const sources = clauses(plain(cited.join("\n").replace(link, "")));
  const said = clauses(plain(output.reply.replace(link, "")));
  // the same once more says nothing, and fills the chat
  if (new Set(said).size < said.length) return "likeness";
  for (const clause of said) {
    const [nearest] = nearestTo(clause, sources);
    if (figureSet(clause) !== figureSet(nearest)) return "figures";
    if (!isWordedBy(clause, nearest)) return "words";
  }
  const [reply, source] = [output.reply, cited.join("\n")].map((text) => plain(text.replace(link, "")));
  return senseBroken(reply ?? "", source ?? "", isEmpty);
}

/** Every Han character, word and symbol of the reply stands in the source, or means nothing by itself. */
function isWordedBy(reply: string, source: string): boolean {
  const isForeign = /[^\p{Script=Han}\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(reply);
  if (isForeign) return false;
  // pictures and signs say something too
  if (
    (reply.match(/[\p{S}\p{Extended_Pictographic}]/gu) ?? []).some((sign) => !/\d/.test(sign) && !source.includes(sign))
  )
    return false;
  const han = reply.match(/\p{Script=Han}/gu) ?? [];
  if (han.some((character) => !source.includes(character) && !emptyHan.has(character))) return false;
  const words = new Set(source.match(latinWord));
  return (reply.match(latinWord) ?? []).every((word) => words.has(word) || emptyWords.has(word));
}

const isEmpty = (word: string): boolean => emptyHan.has(word) || emptyWords.has(word);

/** The figures of a text, each once, in one order. */
const figureSet = (text: string): string => [...new Set(figuresIn(text))].sort().join(" ");

const latinWord = /[\p{Script=Latin}']+/gu;

const clauses = (text: string): string[] => text.split(clauseEnd).filter((clause) => /[\p{L}\p{N}]/u.test(clause));

function nearestTo(clause: string, sources: readonly string[]): [nearest: string, likeness: number] {
  const own = pairs(clause);
  let best: [string, number] = ["", own.length === 0 ? 1 : -1];
  for (const source of sources) {
    const there = new Set(pairs(source));
    const share = own.length === 0 ? 0 : own.filter((pair) => there.has(pair)).length / own.length;
    if (share > best[1]) best = [source, share];
  }
  return best;
}

/** Pairs of neighbouring characters, signs and empty words left out. */
function pairs(clause: string): string[] {
  const bare = clause
    .replace(/[\p{Script=Latin}']+/gu, (word) => (emptyWords.has(word) ? "" : word))
    .replace(/[^\p{L}\p{N}]/gu, "");
  const characters = Array.from(bare).filter((character) => !emptyHan.has(character));
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
