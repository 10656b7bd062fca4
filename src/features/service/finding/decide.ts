import { type Logistic, probability } from "./logistic.ts";
import type { Index, Look } from "./search.ts";

export type Decision =
  | { kind: "answer"; id: string; confidence: number }
  /** the right one is probably among these, best first, three at most */
  | { kind: "suggest"; ids: readonly string[]; confidence: number }
  | { kind: "unknown"; confidence: number };

/** Whether what meaning found is to be said: it may know more than the words, and never takes back what they have found. */
export const isSurer = (meaning: Decision, words: Decision): boolean =>
  words.kind !== "answer" && meaning.kind !== "unknown";

/** From which confidence to answer, and from which to ask back. */
export interface Thresholds {
  answerAt: number;
  suggestAt: number;
  /** is the best entry the right one? */
  right: Logistic;
  /** is the right one among the best three? */
  amongThree: Logistic;
}

/**
 * Whoever of the staff answers sees at a glance what fits: their list may be a third as sure as one that a member is
 * asked about. Up to a half it holds the right entry no more often, and half of the right ones would be lost.
 */
const staffShare = 1 / 3;

/** The entries from which whoever answers can pick, best first; none that are only less unlike than the others. */
export function nearest(index: Index, { amongThree, suggestAt }: Thresholds, look: Look): string[] {
  const { features, isLiteral, isOfUnknown } = look;
  const isNear = !isOfUnknown && probability(amongThree, features) >= staffShare * suggestAt;
  return isLiteral || isNear ? index.idsOf(look.best) : [];
}

/**
 * What to do with a question: answer it, ask back, or leave it to a person. Who asks an entry word for
 * word as it is written means it; who asks for a thing that no entry names, with what elsewhere was too often not right,
 * or about a subject rather than with a question, is asked back where others are answered.
 * `confidence` is always the probability that the best entry is the right one, 0…1.
 */
export const decide = (index: Index, thresholds: Thresholds, query: string): Decision =>
  judge(index, thresholds, index.look(query));

/** The same for a question that was looked up already. */
export function judge(
  index: Index,
  thresholds: Thresholds,
  { best, features, isLiteral, isOfUnknown, isDoubtful, isVague }: Look,
): Decision {
  const ids = index.idsOf(best);
  const [id] = ids;
  if (id === undefined) return { kind: "unknown", confidence: 0 };
  const confidence = probability(thresholds.right, features);
  const isSure = confidence >= thresholds.answerAt;
  if (isLiteral || (isSure && !isOfUnknown && !isDoubtful && !isVague)) return { kind: "answer", id, confidence };
  const isLikely = probability(thresholds.amongThree, features) >= thresholds.suggestAt;
  if (isSure || (isLikely && !isOfUnknown)) return { kind: "suggest", ids, confidence };
  return { kind: "unknown", confidence };
}
