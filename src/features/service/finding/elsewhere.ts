import { type Logistic, probability } from "./logistic.ts";

/**
 * How likely the best entry is the right one, by what questions that were really asked of two other bases without
 * answers have taught: HINT3 curekart and BANKING77, four in ten of their questions having no entry. What is learnt
 * from is the evidence of `Look.features`; held against the data by `test/features/service/held-out.test.ts`.
 */
export const elsewhere: Logistic = {
  bias: -3.14,
  weights: [-1.29, 1.24, 2, -1.21, 3.4, 1.21, -0.32, 1.54, 1.59],
};

/** So many of its own phrasings to be asked tell enough of a base without answers. */
export const enoughQuestions = 100;
/** With enough of its own, the least likelihood elsewhere from which a base answers, and with fewer. */
const [leastLikely, leastWithFew] = [0.62, 0.8];

/**
 * Whether questions asked elsewhere with such evidence were too often not answered by the entry. A base without
 * answers knows of real questions only how unlike its phrasings are: where these are few, or those of an entry much
 * alike, it finds its own far more easily, and takes as much for enough.
 * @param questions how many phrasings it can be asked that have another beside them
 */
export function isDoubtful(features: readonly number[], questions: number): boolean {
  return probability(elsewhere, features) < (questions < enoughQuestions ? leastWithFew : leastLikely);
}
