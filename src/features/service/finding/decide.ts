import type { Calibration } from "./calibrate.ts";
import { probability } from "./logistic.ts";
import type { Index } from "./search.ts";

export type Decision =
  | { kind: "answer"; id: string; confidence: number }
  /** the right one is probably among these, best first, three at most */
  | { kind: "suggest"; ids: readonly string[]; confidence: number }
  | { kind: "unknown"; confidence: number };

/**
 * What to do with a question: answer it, ask back, or leave it to a person.
 * `confidence` is always the probability that the best entry is the right one, 0…1.
 */
export function decide(index: Index, calibration: Calibration, query: string): Decision {
  const { best, features } = index.look(query);
  const ids = best.map((entry) => index.ids[entry] ?? "");
  const [id] = ids;
  if (id === undefined) return { kind: "unknown", confidence: 0 };
  const confidence = probability(calibration.right, features);
  if (confidence >= calibration.answerAt) return { kind: "answer", id, confidence };
  if (probability(calibration.amongThree, features) >= calibration.suggestAt)
    return { kind: "suggest", ids, confidence };
  return { kind: "unknown", confidence };
}
