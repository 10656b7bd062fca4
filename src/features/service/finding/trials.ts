import { chatter } from "./chatter.ts";
import { enoughQuestions } from "./elsewhere.ts";
import { seeded } from "./numbers.ts";
import type { Held, Index } from "./search.ts";
import { chunks, hasHan } from "./terms.ts";

/** What came of a question that a base asked itself. */
export interface Trial {
  features: readonly number[];
  /** does the base have an entry for it? */
  inScope: boolean;
  /** is it chatter, and not a question that only lacks its entry? */
  isChatter: boolean;
  /** were only parts of a phrasing asked? */
  isPart?: boolean;
  first: boolean;
  amongThree: boolean;
  /** see `Look` */
  isDoubtful?: boolean;
}

/** Trials of a base. */
export interface Trials {
  all: Trial[];
  /** those that show how somebody asks in other words than the base's own; none where nothing does */
  proof: Trial[];
}

const mostPhrasings = 600;
/** In a base with answers, where pseudo-questions are to count for more: see `askItself`. */
const mostWithAnswers = 200;
const pseudoQuestions = 400;
/** each part of a phrasing stays in a pseudo-question with this chance; ½ was measured to be too optimistic */
const keep = 0.35;
/**
 * Two Han characters tell more than the usual English word. Where there are few phrasings to say so, as much was
 * measured to be too optimistic for them.
 */
const keepHan = 0.25;
/**
 * Of the questions without an entry so many are about anything in the world; the others only seem to have
 * one. Chatter is easily told apart: more of it would make a base too sure of itself.
 */
const chatterShare = 0.15;

/** the entry of a question that none answers */
const nowhere = -1;

/**
 * Asks a base each of its phrasings with that phrasing left out (its entry should be found) and with the
 * whole entry left out (nothing should be), and everyday chatter. A base with answers, whose phrasings
 * often are different questions with one answer, is asked parts of them besides, each with a word of the
 * answer, in the same two ways, and fewer of them whole: one of several questions says little of the others.
 * Without an answer such a part holds only words of the phrasing itself: it is asked where there are few phrasings, of
 * 10 found nine where people's own questions found three to six, and proves nothing. The same base gives the same trials.
 */
export function askItself(index: Index): Trials {
  const random = seeded(2026);
  const all: Trial[] = [];
  const ask = (question: string, entry: number, inScope: boolean, held?: Held) => {
    const { best, features, isDoubtful = false } = index.look(question, held);
    const [first, amongThree] = [inScope && best[0] === entry, inScope && best.includes(entry)];
    const isPart = inScope && !held;
    all.push({ features, inScope, isChatter: entry === nowhere, isPart, first, amongThree, isDoubtful });
  };
  const both = (question: string, entry: number, held?: Held) => {
    ask(question, entry, true, held);
    ask(question, entry, false, { entry });
  };

  let questions = 0;
  const most = index.hasAnswers ? mostWithAnswers : mostPhrasings;
  for (const phrasing of sample(index.phrasings.length, most, random)) {
    const entry = index.owners[phrasing] ?? 0;
    const own = index.phrasingsOf(entry);
    if (own.to - own.from === 1) continue; // nothing would be left to find it by
    both(index.phrasings[phrasing] ?? "", entry, { entry, phrasing });
    questions++;
  }
  if (index.phrasings.length === 0) return { all, proof: [] };

  for (const sentence of chatter) ask(sentence, nowhere, false);
  const asked = questions > 0 ? [...all] : [];
  if (!index.hasAnswers && questions >= enoughQuestions) return { all, proof: asked };
  const isFew = questions < enoughQuestions;
  const keepPair = isFew ? keepHan : keep;
  const disorder = seeded(2027);
  for (let i = 0; i < pseudoQuestions; i++) {
    const phrasing = Math.floor(random() * index.phrasings.length);
    const entry = index.owners[phrasing] ?? 0;
    const parts = mutilate(index.phrasings[phrasing] ?? "", index.answers[entry] ?? "", keepPair, random);
    both((isFew ? shuffled(parts, disorder) : parts).join(" "), entry);
  }
  return { all, proof: index.hasAnswers ? all : asked };
}

/** A part of the phrasing and one word of the answer: how somebody asks who puts it differently. */
function mutilate(phrasing: string, answer: string, keepPair: number, random: () => number): string[] {
  const parts = chunks(phrasing);
  const kept = parts.filter((part) => random() < (hasHan(part) ? keepPair : keep));
  if (kept.length === 0) kept.push(...pick(parts, random));
  return [...kept, ...pick(chunks(answer), random)];
}

/** In any order: somebody who puts it differently does not keep to the order of the words either. */
function shuffled(parts: readonly string[], random: () => number): string[] {
  const keyed = parts.map((part) => ({ part, at: random() }));
  return keyed.sort((one, other) => one.at - other.at).map(({ part }) => part);
}

function pick(parts: readonly string[], random: () => number): string[] {
  const part = parts[Math.floor(random() * parts.length)];
  return part === undefined ? [] : [part];
}

/** `count` different whole numbers below `size`, ascending; all of them when there are no more. */
function sample(size: number, count: number, random: () => number): number[] {
  const numbers = Array.from({ length: size }, (_, i) => i);
  if (size <= count) return numbers;
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (size - i));
    [numbers[i], numbers[other]] = [numbers[other] ?? 0, numbers[i] ?? 0];
  }
  return numbers.slice(0, count).sort((a, b) => a - b);
}

/** Weights by which the trials out of scope make up the wished share, and all together count as many as they are. */
export function weigher(trials: readonly Trial[], outOfScope: number): (trial: Trial) => number {
  const inside = trials.filter((trial) => trial.inScope).length;
  const talk = trials.filter((trial) => trial.isChatter).length;
  const near = trials.length - inside - talk;
  const ofTalk = talk > 0 ? chatterShare : 0;
  const weight = (share: number, count: number) => (share * trials.length) / Math.max(1, count);
  const weights = {
    inside: weight(1 - outOfScope, inside),
    talk: weight(outOfScope * ofTalk, talk),
    near: weight(outOfScope * (1 - ofTalk), near),
  };
  return ({ inScope, isChatter }) => (inScope ? weights.inside : isChatter ? weights.talk : weights.near);
}
