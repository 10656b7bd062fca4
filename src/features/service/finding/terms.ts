import { stemmer } from "stemmer";
import { isSaidInAny } from "./plain-english.ts";
import { inPlainWords, isInAnyText } from "./plain-words.ts";

/** How often each term stands in a text. */
export type Terms = ReadonlyMap<string, number>;

/** A run of Han characters, or one word of any other script. */
const pieces = /(\p{Script=Han}+)|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+/gu;

const hanPair = /^\p{Script=Han}{2}$/u;
const han = /\p{Script=Han}/u;
export const hasHan = (text: string): boolean => han.test(text);

/**
 * The terms by which phrasings are compared: Han characters and pairs of them, and of every other
 * word its stem and the 2- to 4-grams of " word ", so that a typo costs a few terms and not the word.
 * @param normalised see `normalise`
 */
export function shapeTerms(normalised: string): Terms {
  return count(normalised, (word, add) => {
    // one name space for stems, another for grams: "am" the word is not "am" inside "name"
    add(`=${stem(word)}`);
    gramsOf(word).forEach(add);
  });
}

/** So many grams has a word of five letters. */
const usualGrams = 15;

/**
 * How much each of the terms of a question says, where it is not 1: a long word has many grams, and must not drown
 * what else is asked for by that; a word of any question says half.
 */
export function sayOf(normalised: string): ReadonlyMap<string, number> {
  const says = new Map<string, number>();
  for (const [word, han] of inPlainWords(normalised).matchAll(pieces)) {
    if (han) continue;
    const share = isSaidInAny(word) ? 0.5 : 1;
    const grams = gramsOf(word);
    says.set(`=${stem(word)}`, share);
    const each = share * Math.sqrt(usualGrams / grams.length);
    for (const gram of grams) says.set(gram, Math.max(says.get(gram) ?? 0, each));
  }
  return says;
}

function gramsOf(word: string): string[] {
  const padded = ` ${word} `;
  const grams: string[] = [];
  for (let size = 2; size <= 4; size++) {
    for (let from = 0; from + size <= padded.length; from++) grams.push(padded.slice(from, from + size));
  }
  return grams;
}

/** The characters and words of a text as they are written, 何时 and 什么时候 being two. */
export function writtenTerms(normalised: string): Terms {
  const terms = new Map<string, number>();
  for (const [piece, characters] of normalised.matchAll(pieces)) {
    for (const term of characters ?? [piece]) terms.set(term, (terms.get(term) ?? 0) + 1);
  }
  return terms;
}

/** The words of a text, by their stems, and its Han characters, in their order. */
export const inOrder = (normalised: string): string[] =>
  [...normalised.matchAll(pieces)].flatMap(([piece, characters]) =>
    characters ? Array.from(characters) : [stem(piece)],
  );

/** The terms by which answers are searched: stems, Han characters and pairs of them. */
export function wordTerms(normalised: string): Terms {
  return count(normalised, (word, add) => add(`=${stem(word)}`));
}

/** What a text is about: of the terms by which answers are searched words and characters, without those of any text. */
export function tellingTerms(normalised: string): string[] {
  const parts = [...inPlainWords(normalised).matchAll(pieces)].flatMap(([piece, characters]) =>
    characters
      ? Array.from(characters).filter((character) => !isInAnyText(character))
      : isSaidInAny(piece)
        ? []
        : [`=${stem(piece)}`],
  );
  return [...new Set(parts)];
}

/** Of a pair of Han characters a good part is told by the two characters already, which are terms as well. */
export function ownShare(term: string): number {
  return term.length === 2 && hanPair.test(term) ? 0.6 : 1;
}

/** The text in the smallest parts a person could leave out: words, and Han characters two by two. */
export function chunks(normalised: string): string[] {
  return [...normalised.matchAll(pieces)].flatMap(([piece, han]) => (han ? (han.match(/..?/gu) ?? []) : [piece]));
}

function count(normalised: string, addWord: (word: string, add: (term: string) => void) => void): Terms {
  const terms = new Map<string, number>();
  const add = (term: string) => void terms.set(term, (terms.get(term) ?? 0) + 1);
  for (const [piece, han] of inPlainWords(normalised).matchAll(pieces)) {
    if (!han) {
      addWord(piece, add);
      continue;
    }
    const characters = Array.from(han);
    characters.forEach((character, i) => {
      add(character);
      const next = characters[i + 1];
      if (next) add(character + next);
    });
  }
  return terms;
}

function stem(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}
