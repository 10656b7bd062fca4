import { type Logistic, probability } from "./logistic.ts";

/**
 * How likely the best entry is the right one, by what questions that were really asked of two other bases without
 * answers have taught: HINT3 curekart and BANKING77, four in ten of their questions having no entry. What is learnt
 * from is the evidence of `Look.features`; held against the data by `test/features/service/held-out.test.ts`.
 */
export const elsewhere: Logistic = {
  bias: -3.05,
  weights: [-1.76, 0.77, 1.76, -2.02, 3.07, 2.4, -0.2, 1.68, 2.56],
};

const leastLikely = 0.62;

/**
 * Whether questions asked elsewhere with such evidence were too often not answered by the entry. A base without
 * answers knows of real questions only that they are unlike its phrasings: where there are few of those, or those of an
 * entry are much alike, it finds its own far more easily, and takes as much for enough.
 */
export const isDoubtful = (features: readonly number[]): boolean => probability(elsewhere, features) < leastLikely;
