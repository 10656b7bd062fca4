import { isDoubtful } from "./elsewhere.ts";
import { Field, type Span } from "./field.ts";
import { soundMender } from "./homophones.ts";
import { type Asked, Likeness } from "./likeness.ts";
import { normalise, type Synonyms, uniteSynonyms } from "./normalise.ts";
import { greatest, largest, starts } from "./numbers.ts";
import { inPlainWords } from "./plain-words.ts";
import { slipMender } from "./slips.ts";
import { isSubject } from "./subject.ts";
import { shapeTerms, tellingTerms, type Terms, wordTerms } from "./terms.ts";
import { unknownThings } from "./things.ts";
import { type Vector, Vectors } from "./vectors.ts";
import { wordForWord } from "./word-for-word.ts";

/** One entry of a knowledge base. */
export interface Entry {
  id: string;
  question: string;
  /** other ways to ask the same */
  alternatives: readonly string[];
  /** "" when there is none to search in */
  answer: string;
}

export interface Ranked {
  id: string;
  score: number; // comparable within one question only
}

/** What the base is asked without, when it is asked about itself: a whole entry, or one phrasing of it. */
export interface Held {
  entry: number;
  phrasing?: number; // the one that is being asked
}

/** The best entries for a question, and what is known about how good they are. */
export interface Look {
  /** entries, best first; three at most, and none that is far less like the question than the first */
  best: readonly number[];
  /** what the confidence models are fed, each about 0…1 */
  features: readonly number[];
  /** the best one is asked word for word as it is written, but for marks at the ends, and no other entry is */
  isLiteral: boolean;
  /** asks for a thing that no entry names, or in words of which the base has next to none */
  isOfUnknown?: boolean;
  /** however sure the base is of itself: questions elsewhere had too often another answer, or none */
  isDoubtful?: boolean;
  isVague?: boolean; // no more than what two entries are about
}

/** features of a question of which nothing is known */
const nothingFound = [0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0];

/** Of a question of which the base knows less than a tenth, it cannot have the answer: it may be chatter with one word in common. */
const mostUnknown = 0.9;
const answerWeight = 1.5;
/** as much as half of the best likeness, for an entry that alone explains the question */
const explainedWeight = 0.5;
/** Less of the first one's score is not worth a choice: 3 of 2,099 right ones on six public sets have less, and one of twelve others. */
const leastShare = 0.4;
const nearestPhrasings = 40;
const longestAnswer = 20_000;
/** A question of so many terms is a long one. */
const manyTerms = 20;

/** A searchable knowledge base; entries and phrasings are numbered in the order given. */
export class Index {
  readonly ids: readonly string[];
  /** normalised phrasings, an entry's question first, without repetitions; an entry without any text has none */
  readonly phrasings: readonly string[];
  /** the entry of each phrasing */
  readonly owners: Uint32Array;
  readonly answers: readonly string[];
  /** whether any entry has an answer to search in */
  readonly hasAnswers: boolean;
  /** phrasings that are not the only one of their entry */
  readonly #questions: number;
  readonly #firstPhrasings: Uint32Array;
  /** of each entry, which of its phrasings each of its wordings is; -1 = none, it has no text */
  readonly #wordings: readonly (readonly number[])[];
  /** the entry that alone is asked so, word for word */
  readonly #entryOf: (text: string) => number | undefined;
  readonly #likeness: Likeness;
  readonly #words: Field;
  readonly #vectors: Vectors;
  /** a text in the form in which phrasings are kept */
  readonly prepare: (text: string) => string;
  /** how much the centroids count: nothing with one phrasing an entry, fully with five */
  readonly #gate: number;
  readonly #answerWeight: number;
  /** the most that an entry can score */
  readonly #most: number;
  readonly #mendSlips: (question: string) => string;
  readonly #mendSounds: (question: string) => string;
  readonly #asksForUnknown: (question: string) => boolean;
  #asked: { query: string; question: Question } | undefined;

  constructor(entries: readonly Entry[], synonyms: Synonyms) {
    const unite = uniteSynonyms(synonyms);
    this.prepare = (text) => unite(normalise(text));
    this.ids = entries.map((entry) => entry.id);
    const wordings = entries.map((entry) => [entry.question, ...entry.alternatives].map(this.prepare));
    const phrasings = wordings.map(distinct);
    this.#wordings = wordings.map((list, entry) => list.map((text) => phrasings[entry]!.indexOf(text)));
    this.phrasings = phrasings.flat();
    this.#questions = phrasings.filter((list) => list.length > 1).flat().length;
    this.owners = Uint32Array.from(phrasings.flatMap((list, entry) => list.map(() => entry)));
    this.#firstPhrasings = starts(phrasings.map((list) => list.length));
    this.answers = entries.map((entry) => unite(normalise(entry.answer, longestAnswer)));

    const size = entries.length;
    this.#likeness = new Likeness(this.phrasings, this.owners, size);
    this.#vectors = new Vectors(this.phrasings, shapeTerms, this.owners, size, this.#likeness.shapes);
    const rows = phrasings.map((list, entry) => [...list, this.answers[entry]].join("\n"));
    this.#words = new Field(rows, wordTerms, Uint32Array.from(rows.keys()), size);
    const { vocabulary } = this.#words;
    this.#mendSlips = slipMender([...this.phrasings, ...this.answers]);
    this.#asksForUnknown = unknownThings((term) => vocabulary.has(term));
    this.#mendSounds = soundMender({ hasPair: (pair) => vocabulary.has(pair), terms: () => vocabulary.keys() });
    this.#gate = Math.min(1, Math.max(0, (this.phrasings.length / Math.max(1, size) - 1) / 4));
    this.hasAnswers = this.answers.some((answer) => answer !== "");
    this.#entryOf = wordForWord(phrasings, this.hasAnswers);
    this.#answerWeight = this.hasAnswers ? answerWeight : 0;
    this.#most = 1 + (1 + explainedWeight) * this.#gate + this.#answerWeight;
  }

  /** @returns entries best first, `limit` at most; none when nothing of the question is known */
  search(query: string, limit = 10): Ranked[] {
    const { scores } = this.#rank(this.#ask(query));
    return largest(scores, limit).map((entry) => ({ id: this.ids[entry] ?? "", score: scores[entry] ?? 0 }));
  }

  /** The best three entries with the evidence for them. */
  look(query: string, held?: Held): Look {
    const question = this.#ask(query);
    const { scores, pooled, likeness, inWords, explained } = this.#rank(question, held);
    const three = largest(scores, 3);
    const [top] = three;
    if (top === undefined) return { best: three, features: nothingFound, isLiteral: false };
    const [s1 = 0, s2 = 0, s3 = 0] = three.map((entry) => scores[entry] ?? 0);
    const best = three.filter((entry) => (scores[entry] ?? 0) >= leastShare * s1);
    const support = explained.get(top) ?? 0;
    const rival = Math.max(0, ...[...explained].map(([entry, share]) => (entry === top ? 0 : share)));
    const rest = held?.phrasing === undefined ? undefined : this.#rowWithout(held);
    const unknown = this.#words.unknownShare(question.words, held && rowOf(held), rest);
    const coverage = this.#coverage(question, likeness, top);
    const features = [
      s1 / this.#most,
      (s1 - s2) / s1,
      (s1 - s3) / s1,
      pooled[top] ?? 0,
      support,
      support - rival,
      unknown,
      coverage,
      inWords[top] ?? 0,
      this.#words.lackingShare(question.telling, top, held?.entry === top ? rest : undefined),
      Math.min(1, question.words.size / manyTerms),
    ];
    const isLiteral = !held && this.#entryOf(question.text) === top;
    const isOfUnknown = !held && (unknown > mostUnknown || this.#asksForUnknown(question.text));
    return {
      best,
      features,
      isLiteral,
      isOfUnknown,
      isDoubtful: !this.hasAnswers && isDoubtful(features, this.#questions),
      isVague:
        !held &&
        isSubject(
          question.telling,
          coverage,
          three.slice(0, 2).map((one) => this.#phrasingsIn(one)),
        ),
    };
  }

  idsOf(entries: readonly number[]): string[] {
    return entries.map((entry) => this.ids[entry] ?? "");
  }

  /** Every entry's score as a share of the most it can be: 0…1. */
  shares(query: string, held?: Held): Float64Array {
    return this.#rank(this.#ask(query), held).scores.map((score) => score / this.#most);
  }

  /** The numbers of an entry's phrasings: from … to − 1. */
  phrasingsOf(entry: number): Span {
    return this.#spanOf({ entry });
  }

  /** The number of the phrasing that an entry's wording is: 0 its question, then the alternatives. */
  phrasingOf(entry: number, wording: number): number | undefined {
    const own = this.#wordings[entry]?.[wording] ?? -1;
    return own < 0 ? undefined : (this.#firstPhrasings[entry] ?? 0) + own;
  }

  /** The last question is remembered: a base that asks itself asks each one twice. */
  #ask(query: string): Question {
    if (this.#asked?.query !== query) this.#asked = { query, question: this.#read(query) };
    return this.#asked.question;
  }

  #read(query: string): Question {
    const text = this.#mendSlips(this.prepare(query));
    const meant = this.#mendSounds(inPlainWords(text));
    const asked = this.#likeness.ask(text, meant);
    const words = wordTerms(meant);
    return { text, ...asked, words, telling: tellingTerms(meant), vector: this.#vectors.vector(asked.shape) };
  }

  /** s = a + g·(c/max(c) + ½·krr)·max(a) + 1.5·qa: phrasings, centroids, explanations, words of the answers and phrasings */
  #rank(question: Question, held?: Held) {
    const likeness = new Float64Array(this.phrasings.length);
    this.#likeness.score(question, likeness, held && this.#spanOf(held));
    const pooled = this.#pool(likeness);
    const scores = pooled.slice();
    const explained = this.#vectors.explain(question.vector, largest(likeness, nearestPhrasings));

    if (this.#gate > 0) {
      const cosines = new Float64Array(scores.length);
      this.#vectors.centroidCosines(question.vector, cosines, held?.phrasing === undefined ? undefined : held.entry);
      if (held && held.phrasing === undefined) cosines[held.entry] = 0;
      const most = this.#gate * greatest(pooled);
      const scale = most / (greatest(cosines) || 1);
      for (let entry = 0; entry < scores.length; entry++) scores[entry]! += scale * cosines[entry]!;
      for (const [entry, share] of explained) scores[entry]! += explainedWeight * most * Math.max(0, share);
    }
    const inWords = this.#wordScores(question.words, held);
    if (this.#answerWeight > 0) {
      for (let entry = 0; entry < scores.length; entry++) scores[entry]! += this.#answerWeight * inWords[entry]!;
    }
    return { scores, pooled, likeness, inWords, explained };
  }

  /** An entry's likeness from those of its phrasings: (Σ x⁴)^¼, near the greatest, a little more when several agree. */
  #pool(likeness: Float64Array): Float64Array {
    const { owners } = this;
    const pooled = new Float64Array(this.ids.length);
    for (let i = 0; i < likeness.length; i++) {
      const square = likeness[i]! * likeness[i]!;
      if (square > 0) pooled[owners[i]!]! += square * square;
    }
    for (let i = 0; i < pooled.length; i++) if (pooled[i]! > 0) pooled[i] = Math.sqrt(Math.sqrt(pooled[i]!));
    return pooled;
  }

  /** How alike the question and all an entry says are by whole words. */
  #wordScores(words: Terms, held?: Held): Float64Array {
    const scores = new Float64Array(this.ids.length);
    const span = held && rowOf(held);
    this.#words.score(words, scores, span);
    if (held?.phrasing !== undefined) scores[held.entry] = this.#words.scoreOf(this.#rowWithout(held), words, span);
    return scores;
  }

  /** The words of an entry without one of its phrasings, nor that phrasing where the answer quotes it. */
  #rowWithout({ entry, phrasing }: Held): Terms {
    const asked = this.phrasings[phrasing ?? -1] ?? "";
    const others = this.#phrasingsIn(entry).filter((text) => text !== asked);
    return wordTerms([...others, (this.answers[entry] ?? "").replaceAll(asked, " ")].join("\n"));
  }

  #spanOf({ entry, phrasing }: Held): Span {
    if (phrasing !== undefined) return { from: phrasing, to: phrasing + 1 };
    return { from: this.#firstPhrasings[entry] ?? 0, to: this.#firstPhrasings[entry + 1] ?? 0 };
  }

  #phrasingsIn(entry: number): readonly string[] {
    const { from, to } = this.#spanOf({ entry });
    return this.phrasings.slice(from, to);
  }

  /** How much of the entry's nearest phrasing, weighed by rarity, the question contains: 0…1. */
  #coverage(question: Asked, likeness: Float64Array, entry: number): number {
    const { from, to } = this.#spanOf({ entry });
    const [nearest] = largest(likeness.subarray(from, to), 1);
    return nearest === undefined ? 0 : this.#likeness.coverage(question, this.phrasings[from + nearest] ?? "");
  }
}

interface Question extends Asked {
  /** as phrasings are kept, with its slips mended */
  text: string;
  words: Terms;
  telling: readonly string[];
  vector: Vector;
}

/**
 * Makes a knowledge base searchable. 500 entries take a moment, 10,000 with answers some nine seconds.
 * @param synonyms words this community uses for the same thing
 */
export function buildIndex(entries: readonly Entry[], synonyms: Synonyms = []): Index {
  return new Index(entries, synonyms);
}

/** Where an entry's words stand, its answer with them. */
const rowOf = ({ entry }: Held): Span => ({ from: entry, to: entry + 1 });
const distinct = (texts: readonly string[]) => [...new Set(texts.filter((text) => text !== ""))];
