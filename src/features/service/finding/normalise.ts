import { simplify } from "../../../core/simplify.ts";

/**
 * Characters of a text that are looked at (UTF-16 units). A question fits many times over; what
 * is longer is a paste, and must not cost more than a question does.
 */
export const longestText = 2_000;

/** Groups of words that mean the same to this community, e.g. [["发货", "寄出", "ship"]]; the first stands for all. */
export type Synonyms = readonly (readonly string[])[];

const contractions: readonly (readonly [RegExp, string])[] = [
  [/[‘’ʼ＇]/g, "'"],
  [/\bwon't\b/g, "will not"],
  [/\bshan't\b/g, "shall not"],
  [/\b(?:can't|cannot)\b/g, "can not"],
  [/n't\b/g, " not"],
  [/'re\b/g, " are"],
  [/'ve\b/g, " have"],
  [/'ll\b/g, " will"],
  [/'d\b/g, " would"],
  [/\bi'm\b/g, "i am"],
  [/\blet's\b/g, "let us"],
  [/\b(he|she|it|that|this|what|who|where|when|how|why|there|here)'s\b/g, "$1 is"],
  [/'s\b/g, ""],
  // as it is typed in a hurry
  [/\b(?:pls|plz)\b/g, "please"],
  [/\br(?= (?:u|you|ur|your|we|they|there)\b)/g, "are"],
  [/\bu\b(?!\.)/g, "you"],
  [/\bur\b/g, "your"],
  [/\b(where|what|how|who|when|that)s\b/g, "$1 is"],
  [/\b(do|does|did|is|are|was|has|have|could|should|would)nt\b/g, "$1 not"],
  [/\bcant\b/g, "can not"],
  [/\bim\b/g, "i am"],
  [/\bwanna\b/g, "want to"],
  [/\b(?:pw|pwd|passwd)\b/g, "password"],
  [/\bwi-fi\b/g, "wifi"],
  [/\bfone\b/g, "phone"],
  [/\bb-?day\b/g, "birthday"],
  [/\b(?:tmrw?|2moro|tmo)\b/g, "tomorrow"],
  [/\b(?:thx|tnx)\b/g, "thanks"],
];

/**
 * The one form in which questions and entries meet: NFKC (full width → half width), lower case,
 * traditional → simplified characters, English contractions written out, invisible characters gone.
 */
export function normalise(text: string, longest = longestText): string {
  const plain = text
    .slice(0, longest)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Cf}/gu, "");
  const simplified = /\p{Script=Han}/u.test(plain) ? simplify(plain) : plain;
  return contractions.reduce((result, [pattern, full]) => result.replace(pattern, full), simplified).trim();
}

/** @returns a function that puts a group's first word in the place of each other word of the group, longest first */
export function uniteSynonyms(groups: Synonyms): (normalised: string) => string {
  const firstOf = new Map<string, string>();
  for (const group of groups) {
    const [first, ...others] = group.map((word) => normalise(word)).filter((word) => word !== "");
    if (first) for (const other of others) if (other !== first) firstOf.set(other, first);
  }
  if (firstOf.size === 0) return (normalised) => normalised;

  const words = [...firstOf.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = new RegExp(words.map(asWord).join("|"), "gu");
  return (normalised) => normalised.replace(pattern, (word) => firstOf.get(word) ?? word);
}

/** Han words are found anywhere, others only whole: "art" is not in "cart". */
function asWord(word: string): string {
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const before = /^\p{Script=Han}/u.test(word) ? "" : String.raw`(?<![\p{L}\p{N}])`;
  const after = /\p{Script=Han}$/u.test(word) ? "" : String.raw`(?![\p{L}\p{N}])`;
  return before + literal + after;
}
