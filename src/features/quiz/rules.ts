import { groupBy } from "../../core/group.ts";
import type { Rng } from "../../core/rng.ts";
import { always, fill, type Language, type Text } from "../../core/text.ts";
import type { Question } from "./bank/question.ts";
import { isNear, lettersSaid, matchesAny, optionSaid, truthSaid } from "./match/index.ts";
import { text } from "./text.ts";

/** In which order the options are shown; true and false keep theirs. */
export function shuffledOrder(question: Pick<Question, "kind" | "options">, rng: Rng): number[] {
  if (question.kind === "truefalse") return [0, 1];
  return question.kind === "choice" ? rng.shuffle(question.options.map((_, index) => index)) : [];
}

export const letterOf = (shown: number): string => String.fromCharCode(65 + shown);

/** Whether all right options must be ticked, and the answer sent by a press of its own. */
export const isMultiple = (question: Pick<Question, "kind" | "right">): boolean =>
  question.kind === "choice" && question.right.length > 1;

/** Buttons in one row below the options; letters, because options may be longer than a button. */
export function answerButtons(
  question: Question,
  quizId: number,
  position: number,
  language: Language,
): { label: string; data: string }[][] {
  const data = (what: number | string) => `q:${quizId}:${position}:${what}`;
  if (question.kind === "truefalse") {
    return [[0, 1].map((option) => ({ label: text.truth[language](option === 0), data: data(option) }))];
  }
  if (question.kind !== "choice") return [];
  const letters = question.options.map((_, shown) => ({ label: letterOf(shown), data: data(shown) }));
  const rows = [letters.slice(0, 5), letters.slice(5)].filter((row) => row.length > 0);
  return isMultiple(question) ? [...rows, [{ label: text.send[language](), data: data("s") }]] : rows;
}

/** A question's picture as a message bears it. */
export const pictureOf = ({ picture, text: asked }: Pick<Question, "picture" | "text">) =>
  picture === null ? {} : { picture: { png: picture, alt: asked } };

export interface Press {
  quizId: number;
  position: number;
  /** the option as shown, of a vote perhaps several; null = the ticked ones are sent */
  shown: number[] | null;
}

/** What a button of ours means; null for any other. */
export function readPress(data: string): Press | null {
  const found = /^q:(\d{1,9}):(\d{1,4}):(\d(?:\+\d)*|s)$/.exec(data);
  if (!found) return null;
  return {
    quizId: Number(found[1]),
    position: Number(found[2]),
    shown: found[3] === "s" ? null : (found[3] ?? "").split("+").map(Number),
  };
}

/** What somebody said to a question: options (as in the bank), or words. */
export type Said = { choices: number[] } | { words: string };

/** Longest text that is taken for an answer. */
const answerLimit = 80;

/** A text as an answer to a question; null when it is only talk. */
export function readAnswer(question: Question, order: readonly number[], words: string): Said | null {
  const said = words.trim();
  if (said === "" || said.length > answerLimit) return null;
  switch (question.kind) {
    case "choice": {
      const letters = lettersSaid(said, question.options.length);
      if (letters && (letters.length === 1 || isMultiple(question)))
        return { choices: letters.map((shown) => order[shown] ?? -1) };
      const option = optionSaid(said, question.options);
      return option === null ? null : { choices: [option] };
    }
    case "truefalse": {
      const truth = truthSaid(said);
      return truth === null ? null : { choices: [truth ? 0 : 1] };
    }
    case "number":
      return isFigure(said) ? { words: said } : null;
    case "open":
      return { words: said };
    default: {
      const exhaustive: never = question.kind;
      return exhaustive;
    }
  }
}

/** Letters that may stand around a number: "大约 366 天", "8,849 metres"; with more it is talk. */
const lettersAroundFigure = 10;

const isFigure = (said: string): boolean =>
  isNear(said, 0, 0) !== null && said.replaceAll(/[^\p{L}]/gu, "").length <= lettersAroundFigure;

/** Whether an answer is right: of several right options all, and no other. */
export function isRight(question: Question, said: Said): boolean {
  if ("choices" in said) {
    const chosen = new Set(said.choices);
    return chosen.size === question.right.length && question.right.every((option) => chosen.has(option));
  }
  if (question.kind === "number") return isNear(said.words, question.number ?? NaN, question.tolerance) === true;
  return matchesAny(said.words, question.accepted);
}

/** The key as it is shown: "B. 龙井", "对", "8848.86（±1）"; without letters where no order is given. */
export function keyText(question: Question, order: readonly number[] | null): Text {
  switch (question.kind) {
    case "choice":
    case "truefalse":
      return optionsText(question, question.right, order);
    case "number": {
      const { number, tolerance } = question;
      const words = `${number}${tolerance > 0 ? ` ±${tolerance}` : ""}`;
      return { zh: () => words, en: () => words };
    }
    case "open":
      return { zh: () => question.accepted[0] ?? "", en: () => question.accepted[0] ?? "" };
    default: {
      const exhaustive: never = question.kind;
      return exhaustive;
    }
  }
}

/** What somebody answered, as keyText() shows the key. */
export const saidText = (
  question: Question,
  { choices, text: words }: { choices: readonly number[]; text: string },
  order: readonly number[],
): Text => (choices.length > 0 ? optionsText(question, choices, order) : always(words));

function optionsText(question: Question, chosen: readonly number[], order: readonly number[] | null): Text {
  if (question.kind === "truefalse") return fill(text.truth, chosen[0] === 0);
  const named =
    order === null
      ? chosen.map((option) => question.options[option] ?? "")
      : chosen
          .map((option) => order.indexOf(option))
          .sort((a, b) => a - b)
          .map((index) => `${letterOf(index)}. ${question.options[order[index] ?? 0]}`);
  return { zh: () => named.join("；"), en: () => named.join("; ") };
}

/** The n-th hint: a wrong option the less, the first letters, or where a number lies; null when there is none. */
export function hintFor(question: Question, order: readonly number[], number: number, rng: Rng): Text | null {
  switch (question.kind) {
    case "choice": {
      const wrong = rng.shuffle(
        order.map((_, shown) => shown).filter((shown) => !question.right.includes(order[shown] ?? -1)),
      );
      // at least one wrong one stays
      const out = wrong.length > number ? wrong[number - 1] : undefined;
      return out === undefined ? null : fill(text.hintNot, { letter: letterOf(out) });
    }
    case "open": {
      const letters = Array.from(question.accepted[0] ?? "");
      const open = Math.min(Math.ceil((letters.length * number) / 3), letters.length - 1);
      if (open < 1) return null;
      const masked = letters.map((letter, index) => (index < open || letter === " " ? letter : "＿")).join("");
      return fill(text.hintLetters, { masked, count: letters.filter((letter) => letter !== " ").length });
    }
    case "number": {
      const value = question.number ?? 0;
      const span = Math.max(Math.abs(value), 2) / number;
      const digits = Number.isInteger(value) ? 0 : 2;
      const from = value - span * (0.2 + 0.8 * rng.next());
      const to = value + span * (0.2 + 0.8 * rng.next());
      return fill(text.hintBetween, { from: from.toFixed(digits), to: to.toFixed(digits) });
    }
    case "truefalse":
      return null;
    default: {
      const exhaustive: never = question.kind;
      return exhaustive;
    }
  }
}

export interface Timed {
  quizId: number;
  position: number;
  person: number;
  at: Date;
}

/** Answers as close as this, so often in a row, come perhaps from one hand. */
const closeMs = 300;
const inARow = 3;

/** Pairs of people who answered within 300 ms of each other three questions in a row: worth a look, proof of nothing. */
export function twins(answers: readonly Timed[]): { first: number; second: number; times: number }[] {
  const runs = new Map<string, { run: number; best: number; last: string }>();
  for (const turn of groupBy(answers, ({ quizId, position }) => `${quizId}:${position}`).values()) {
    const sorted = turn.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    for (const [index, one] of sorted.entries()) {
      for (let next = index + 1; next < sorted.length; next++) {
        const other = sorted[next];
        if (!other || other.at.getTime() - one.at.getTime() > closeMs) break;
        const pair = `${Math.min(one.person, other.person)}:${Math.max(one.person, other.person)}`;
        const known = runs.get(pair);
        const run = known?.last === `${one.quizId}:${one.position - 1}` ? known.run + 1 : 1;
        runs.set(pair, { run, best: Math.max(run, known?.best ?? 0), last: `${one.quizId}:${one.position}` });
      }
    }
  }
  return [...runs]
    .filter(([, { best }]) => best >= inARow)
    .map(([pair, { best }]) => {
      const [first = 0, second = 0] = pair.split(":").map(Number);
      return { first, second, times: best };
    })
    .sort((a, b) => b.times - a.times || a.first - b.first);
}
