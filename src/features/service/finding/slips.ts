const words = /[a-z]+/g;
const letters = Array.from("abcdefghijklmnopqrstuvwxyz");

/** Words that somebody may have meant by this one. */
type Slip = (word: string) => string[];

/** A letter that is doubled, or not: "shiping", "addrress". */
const doubled: Slip = (word) => [
  ...at(word, 0, (before, letter, after) => [before + letter + letter + after]),
  ...at(word, 1, (before, letter, after) => (before.endsWith(letter) ? [before + after] : [])),
];

/** Two letters changed about: "opne". */
const swapped: Slip = (word) =>
  at(word, 0, (before, letter, after) => [before + after.slice(0, 1) + letter + after.slice(1)]);

/**
 * One letter left out, one too many, one that is wrong: "delivry", "retuern", "passwird". In short words
 * that makes another word; the first letter is hardly ever wrong.
 */
const misspelt: Slip = (word) => [
  ...(word.length < 5
    ? []
    : at(word, 0, (before, letter, after) => letters.map((one) => before + letter + one + after))),
  ...(word.length < 6 ? [] : at(word, 1, (before, _, after) => [before + after])),
  ...(word.length < 7 ? [] : at(word, 1, (before, _, after) => letters.map((one) => before + one + after))),
];

/** The likeliest first. */
const slips: readonly Slip[] = [doubled, swapped, misspelt];
/** Of two letters nothing can be told; longer than these no word is written by hand. */
const [shortest, longest] = [3, 30];

/**
 * Mends slips of the finger in English words that a base does not know: such a word becomes the one known
 * word that differs by a slip; where there are two, neither is meant for certain. Measured on sets of real
 * questions: docs/answers.md.
 * @param texts all that the base says, normalised
 * @returns a function that mends a normalised question
 */
export function slipMender(texts: Iterable<string>): (question: string) => string {
  const known = new Set<string>();
  for (const text of texts) for (const [word] of text.matchAll(words)) known.add(word);
  return (question) => question.replace(words, (word) => (known.has(word) ? word : meantBy(word, known)));
}

function meantBy(word: string, known: ReadonlySet<string>): string {
  if (word.length < shortest || word.length > longest) return word;
  for (const slip of slips) {
    const found = new Set(slip(word).filter((one) => known.has(one)));
    const [only] = found;
    if (only !== undefined) return found.size === 1 ? only : word;
  }
  return word;
}

/** What `make` makes of each letter with what stands around it. */
const at = (word: string, from: number, make: (before: string, letter: string, after: string) => string[]): string[] =>
  Array.from(word).flatMap((letter, i) => (i < from ? [] : make(word.slice(0, i), letter, word.slice(i + 1))));
