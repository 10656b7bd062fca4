import { wordTerms } from "./terms.ts";

/**
 * What names one thing, and less of what the best entry is asked than this, says a subject and asks nothing yet, where the
 * second entry is asked about that as well. Where these have other wordings the confidence knows better: there five of
 * nine such answers were right (five public sets and the tea shop), and the right ones would be lost.
 */
const leastCoverage = 0.4;

/** Two Han characters are a word. */
const thingsIn = (telling: readonly string[]) =>
  telling.reduce((sum, term) => sum + (term.startsWith("=") ? 1 : 0.5), 0);

/**
 * Whether a question says no more than what two entries are about: "tell me about delivery".
 * @param telling what it is about (see `tellingTerms`)
 * @param coverage how much it has of the phrasing of the best entry
 * @param asked the phrasings of the best entry and of the second
 */
export function isSubject(
  telling: readonly string[],
  coverage: number,
  asked: readonly (readonly string[])[],
): boolean {
  if (coverage >= leastCoverage || thingsIn(telling) > 1 || asked.some(({ length }) => length > 1)) return false;
  const words = wordTerms(asked[1]?.[0] ?? "");
  return telling.length > 0 && telling.every((term) => words.has(term));
}
