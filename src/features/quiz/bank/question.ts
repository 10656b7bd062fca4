import { z } from "zod";
import { fill, type Text } from "../../../core/text.ts";
import { looseForm, plainForm } from "../match/index.ts";
import { demand, faultText, RowFault } from "./faults.ts";

export const kinds = ["choice", "truefalse", "open", "number"] as const;
export type Kind = (typeof kinds)[number];

/** A question as a bank holds it. */
export interface Question {
  kind: Kind;
  text: string;
  /** choice: 2–10 */
  options: string[];
  /** choice: indices of the right options; true/false: [0] = true, [1] = false */
  right: number[];
  /** open: every right answer, the one to show first */
  accepted: string[];
  number: number | null;
  tolerance: number;
  /** path of a PNG, absolute */
  picture: string | null;
  difficulty: number;
  tags: string[];
  explanation: string;
  source: string;
  language: "zh" | "en" | "";
}

/** What makes a question the same one when a bank is imported again: what is asked, however it is written. */
export const keyOf = (question: Pick<Question, "text" | "picture">): string =>
  `${plainForm(question.text)}${question.picture === null ? "" : `\n${question.picture}`}`;

export const limits = { text: 1000, option: 200, options: 10, accepted: 50, explanation: 1000, tag: 40, tags: 20 };

/** Whatever a file says, as text: 12, true and 2026-01-01 are answers like others. */
const asText = (most: number) =>
  z.preprocess(
    (value) => (typeof value === "number" || typeof value === "boolean" ? String(value) : value),
    z.string({ error: "must be text" }).trim().min(1, "is empty").max(most, `has more than ${most} characters`),
  );
const list = (most: number, count: number) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(asText(most)).max(count, `has more than ${count} entries`).default([]),
  );
const figure = z.preprocess(
  (value) => (typeof value === "string" ? Number(value.replaceAll(",", "")) : value),
  z.number({ error: "must be a number" }).finite(),
);

/** A row of a bank file: the same fields in YAML, JSON Lines and CSV. */
const row = z.strictObject({
  type: z.enum(kinds, { error: `must be one of ${kinds.join(", ")}` }).optional(),
  question: asText(limits.text),
  options: list(limits.option, limits.options),
  answer: list(limits.option, limits.accepted),
  accepted: list(limits.option, limits.accepted),
  tolerance: figure.pipe(z.number().min(0, "must not be negative")).default(0),
  picture: asText(limits.text).optional(),
  difficulty: figure
    .pipe(z.int("must be 1, 2 or 3").min(1, "must be 1, 2 or 3").max(3, "must be 1, 2 or 3"))
    .default(1),
  tags: list(limits.tag, limits.tags),
  explanation: asText(limits.explanation).or(z.literal("")).default(""),
  source: asText(limits.explanation).or(z.literal("")).default(""),
  language: z.enum(["zh", "en", ""], { error: "must be zh or en" }).default(""),
});
type Row = z.infer<typeof row>;

/**
 * Reads one row of a bank, whatever file it came from.
 * @throws RowFault naming the field, the value and what is allowed
 */
export function readRow(value: unknown): Question {
  const parsed = row.safeParse(value);
  if (!parsed.success) throw new RowFault(faultOf(parsed.error.issues[0], value));
  return questionFrom(parsed.data);
}

function faultOf(issue: z.core.$ZodIssue | undefined, value: unknown): Text {
  if (!issue || typeof value !== "object" || value === null) return faultText.notAQuestion;
  if (issue.code === "unrecognized_keys")
    return fill(faultText.unknownField, { field: issue.keys[0] ?? "", fields: Object.keys(row.shape).join(", ") });
  const [field = "", entry] = issue.path;
  const whole = (value as Record<PropertyKey, unknown>)[field];
  if (whole === undefined) return missing(String(field));
  const found = Array.isArray(whole) && typeof entry === "number" ? (whole as unknown[])[entry] : whole;
  return badField(String(field), issue.message, found);
}

const missing = (field: string): Text => fill(faultText.missing, { field });

function badField(field: string, said: string, found: unknown): Text {
  const shown = JSON.stringify(found) ?? "";
  return fill(faultText.bad, {
    field,
    what: demand(said),
    found: shown.length > 40 ? `${shown.slice(0, 40)}…` : shown,
  });
}

function questionFrom(data: Row): Question {
  const { question: text, tolerance, difficulty, tags, explanation, source, language } = data;
  const kind = data.type ?? kindOf(data);
  const common = {
    kind,
    text,
    tolerance,
    difficulty,
    tags,
    explanation,
    source,
    language,
    picture: data.picture ?? null,
  };
  const empty = { options: [], right: [], accepted: [], number: null };
  if (kind !== "choice" && data.options.length > 0) throw new RowFault(fill(faultText.strayOptions, { kind }));
  const answers = [...data.answer, ...data.accepted];
  if (answers.length === 0) throw new RowFault(missing("answer"));
  switch (kind) {
    case "choice":
      return { ...common, ...empty, options: checkedOptions(data.options), right: rightOptions(data) };
    case "truefalse":
      return { ...common, ...empty, right: [truth(answers[0] ?? "") ? 0 : 1] };
    case "number": {
      const number = Number((answers[0] ?? "").replaceAll(",", ""));
      if (!Number.isFinite(number)) throw new RowFault(badField("answer", "must be a number", answers[0]));
      return { ...common, ...empty, number };
    }
    case "open":
      return { ...common, ...empty, accepted: [...new Set(answers)] };
    default: {
      const exhaustive: never = kind;
      return exhaustive;
    }
  }
}

function kindOf(data: Row): Kind {
  if (data.options.length > 0) return "choice";
  if (data.tolerance > 0) return "number";
  return "open";
}

function checkedOptions(options: string[]): string[] {
  if (options.length < 2)
    throw new RowFault(fill(faultText.optionCount, { most: limits.options, found: options.length }));
  const plain = options.map(plainForm);
  const twice = options.find((_, index) => plain.indexOf(plain[index] ?? "") !== index);
  if (twice !== undefined) throw new RowFault(fill(faultText.optionTwice, { option: twice }));
  return options;
}

/** The right options: by their words first, then by letter ("B", "AC") or number (1 is the first). */
function rightOptions({ options, answer }: Row): number[] {
  const right = answer.flatMap((one) => {
    const byWords = options.findIndex((option) => plainForm(option) === plainForm(one));
    if (byWords >= 0) return [byWords];
    if (/^[A-Ja-j]{1,10}$/.test(one)) return Array.from(one.toUpperCase(), (letter) => letter.charCodeAt(0) - 65);
    if (/^\d{1,2}$/.test(one)) return [Number(one) - 1];
    const loose = options.findIndex((option) => looseForm(option) === looseForm(one));
    return [loose];
  });
  const bad = right.findIndex((index) => index < 0 || index >= options.length);
  if (right.length === 0) throw new RowFault(missing("answer"));
  if (bad >= 0)
    throw new RowFault(badField("answer", "must be one of the options, its letter or its number", answer.join(", ")));
  return [...new Set(right)].sort((a, b) => a - b);
}

function truth(said: string): boolean {
  const word = plainForm(said);
  if (["true", "yes", "t", "对", "是", "正确", "√"].includes(word)) return true;
  if (["false", "no", "f", "错", "否", "不对", "错误", "×"].includes(word)) return false;
  throw new RowFault(badField("answer", "must be true or false", said));
}

/** A question as a row of a file, only with the fields that say something; readRow reads it back. */
export function rowOf(question: Question): Record<string, unknown> {
  const { kind, text, options, right, accepted, number, tolerance, picture, difficulty, tags } = question;
  const answer = {
    choice: right.map((index) => options[index] ?? ""),
    truefalse: [right[0] === 0 ? "true" : "false"],
    number: [String(number)],
    open: accepted,
  }[kind];
  const { explanation, source, language } = question;
  const all = {
    type: kind,
    question: text,
    options,
    answer,
    tolerance: tolerance || undefined,
    picture: picture ?? undefined,
    difficulty,
    tags,
    explanation,
    source,
    language,
  };
  return Object.fromEntries(
    Object.entries(all).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
