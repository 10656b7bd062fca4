/** Finding the answer to a question in a knowledge base, without any model. See docs/answers.md. */
export { buildIndex, type Entry, type Index, type Ranked } from "./search.ts";
export { calibrate, method, type Calibration, usualWish, type Wish } from "./calibrate.ts";
export { decide, isSurer, judge, nearest, type Decision, type Thresholds } from "./decide.ts";
export {
  areaUnderRoc,
  evaluate,
  type Embeddings,
  type Evaluation,
  mostRight,
  type Query,
  type Scored,
} from "./evaluate.ts";
export { normalise, longestText, type Synonyms } from "./normalise.ts";
export { leastPeople, type Verdict } from "./verdicts.ts";
export { Meanings, type EntryVectors } from "./meaning.ts";
