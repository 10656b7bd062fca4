import { z } from "zod";
import { figuresIn } from "../../../llm/figures.ts";
import type { Question } from "../bank/question.ts";
import { looseForm, plainForm } from "../match/index.ts";

/** What a model must reply when it drafts a question; an empty one says that nothing can be asked. */
export const drafted = z.strictObject({
  question: z.string().max(200),
  options: z.array(z.string().min(1).max(100)).max(5),
  right: z.number().int(),
  quote: z.string().max(400),
});
export type Drafted = z.infer<typeof drafted>;

/** Why a draft is not even shown to a person. */
export type DraftRule =
  | "nothing"
  | "quote"
  | "options"
  | "answer"
  | "ambiguous"
  | "giveaway"
  | "figures"
  | "characters";

const unwanted = /[<>`*_~[\]{}|\\]|https?:|www\.|[\p{Cf}\p{Co}\p{Cn}]|[^\P{Cc}\n]/u;

/**
 * Whether a draft rests on its passage: null, or the rule it breaks. Plain code, which the model
 * cannot talk to: its sentence stands in the passage letter by letter, says the right option and none
 * of the wrong ones, and the question brings no figures of its own. That it asks well, and that it is
 * true, a person decides.
 */
export function gateDraft(draft: Drafted, passage: string): DraftRule | null {
  const { question, options, right, quote } = draft;
  if (question.trim() === "") return "nothing";
  if (quote.trim().length < 2 || !passage.includes(quote)) return "quote";
  const loose = options.map(looseForm);
  const answer = loose[right];
  if (options.length < 3 || new Set(loose).size !== loose.length || answer === undefined) return "options";
  if (unwanted.test([question, ...options].join("\n"))) return "characters";
  const said = looseForm(quote);
  if (!said.includes(answer)) return "answer";
  if (loose.some((option, index) => index !== right && said.includes(option))) return "ambiguous";
  if (looseForm(question).includes(answer)) return "giveaway";
  const known = new Set(figuresIn(plainForm(passage)));
  return figuresIn(plainForm(question)).every((figure) => known.has(figure)) ? null : "figures";
}

/** A draft that passed, as a bank would hold it: its sentence is the explanation, its passage the source. */
export function questionOf(draft: Drafted, source: string, language: Question["language"]): Question {
  return {
    kind: "choice",
    text: draft.question.trim(),
    options: draft.options.map((option) => option.trim()),
    right: [draft.right],
    accepted: [],
    number: null,
    tolerance: 0,
    picture: null,
    difficulty: 1,
    tags: [],
    explanation: draft.quote.trim(),
    source,
    language,
  };
}
