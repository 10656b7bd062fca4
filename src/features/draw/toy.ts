import type { Rng } from "../../core/rng.ts";
import { lotteries, numbersText, type NumberSource } from "./beacon.ts";
import type { Terms } from "./terms.ts";

/** No lottery has had such an issue, nor will. */
const toyIssue: NumberSource = { source: "ssq", issue: "00000" };

/**
 * The same terms for a chat with a clock of its own: drand's value of a time that has not come to the
 * rest of the world cannot be had. Balls of a toy take its place, and the notice calls them that.
 */
export const toyTerms = (terms: Terms): Terms =>
  terms.level === "A" ? { ...terms, level: "B", sources: [toyIssue], toy: true } : terms;

/** The balls that the toy lets fall, as the text of a beacon. */
export function toyNumbers(sources: readonly NumberSource[], rng: Rng): string {
  const groups = sources.flatMap(({ source }) => lotteries[source]?.groups ?? []);
  const balls = groups.map(({ from, count }) =>
    rng
      .shuffle(Array.from({ length: from }, (_, index) => index + 1))
      .slice(0, count)
      .toSorted((a, b) => a - b),
  );
  const text = numbersText(sources, balls);
  if (text === null) throw new Error("the toy let balls fall that there are not");
  return text;
}
