import { isInAnyText } from "./plain-words.ts";
import { roughly, syllableOf } from "./syllables.ts";

/** No longer than this: what it costs grows with the square, and in a paste nothing is looked for by a character. */
const runs = /\p{Script=Han}{2,60}/gu;

/** What a base has written. */
export interface Written {
  /** are these two characters neighbours anywhere? */
  hasPair(pair: string): boolean;
  /** every character, among anything else */
  terms(): Iterable<string>;
}

/**
 * Mends what was typed by its sound in Chinese, when the input method offered another character: 快低 is 快递,
 * 积份 is 积分. A character is wrong when the base has it beside neither neighbour, and it, or a neighbour of
 * which the same is true, is no part of a word of the dictionary that Node carries. It becomes the one character
 * of the same sound, or else of nearly the same, that the base has there as part of a word, or beside both
 * neighbours; at the end, where there is one neighbour only (能推吗), one of the same sound beside that. Where there
 * are two, neither is meant for certain. Measured: docs/answers.md.
 * @returns a function that mends a normalised question
 */
export function soundMender(base: Written): (question: string) => string {
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  let sounds: ReadonlyMap<string, readonly string[]> | undefined;

  const isWord = (text: string): boolean => segmenter.segment(text).containing(0)?.segment === text;

  const meantBy = (characters: readonly string[], at: number): string => {
    sounds ??= bySound(base.terms());
    const written = characters[at] ?? "";
    const syllable = syllableOf(written) ?? "";
    const isLast = at > 0 && at + 1 === characters.length;
    const pairsOf = (other: string) => knownPairs(base, characters.with(at, other), at);
    const fitting = (sounds.get(roughly(syllable)) ?? []).filter((other) => {
      const pairs = pairsOf(other);
      return pairs.length === 2 || pairs.some(isWord) || (isLast && pairs.length > 0 && syllableOf(other) === syllable);
    });
    const exact = fitting.filter((other) => syllableOf(other) === syllable);
    for (const found of [exact, fitting]) {
      const most = Math.max(...found.map((other) => pairsOf(other).length));
      const [meant, ...others] = found.filter((other) => pairsOf(other).length === most);
      if (meant !== undefined) return others.length === 0 ? meant : written;
    }
    return written;
  };

  return (question) =>
    question.replace(runs, (run) => {
      let characters = Array.from(run);
      const strange = characters.flatMap((character, at) =>
        !isInAnyText(character) && knownPairs(base, characters, at).length === 0 ? [at] : [],
      );
      const alone = strange.filter((at) => isAlone(segmenter, characters, at));
      for (const at of strange) {
        const isRight = knownPairs(base, characters, at).length > 0; // by now: its neighbour was mended
        if (isRight || !alone.some((other) => Math.abs(other - at) <= 1)) continue;
        characters = characters.with(at, meantBy(characters, at));
      }
      return characters.join("");
    });
}

/** The character with its left and its right neighbour, if the base has them so. */
function knownPairs(base: Written, characters: readonly string[], at: number): string[] {
  const [before, written, after] = [characters[at - 1], characters[at], characters[at + 1]];
  const pairs = [...(before ? [`${before}${written}`] : []), ...(after ? [`${written}${after}`] : [])];
  return pairs.filter((pair) => base.hasPair(pair));
}

/** Is the character a word by itself there? */
function isAlone(segmenter: Intl.Segmenter, characters: readonly string[], at: number): boolean {
  const before = characters.slice(0, at).join("").length;
  return segmenter.segment(characters.join("")).containing(before)?.segment === characters[at];
}

/** The characters by what their syllables roughly are. */
function bySound(terms: Iterable<string>): Map<string, string[]> {
  const sounds = new Map<string, string[]>();
  for (const term of terms) {
    const syllable = syllableOf(term);
    if (syllable === undefined) continue;
    const alike = sounds.get(roughly(syllable)) ?? [];
    sounds.set(roughly(syllable), alike);
    alike.push(term);
  }
  return sounds;
}
