import type { z } from "zod";
import { text, type Language, type Text } from "../../core/text.ts";

/** One thing that is wrong with a declaration. */
export interface Fault {
  /** the path to it: ["steps", 0, "gift"]; empty: the whole */
  place: readonly PropertyKey[];
  /** where it stands in the file it was read from, from 1 */
  line?: number;
  what: Text;
}

/** What is wrong with a declaration; the message is the first fault, in English: place, fault. */
export class BadDeclaration extends Error {
  override name = "BadDeclaration";
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults[0] ? faultLine(faults[0], "en") : "not a journey");
    this.faults = faults;
  }
}

/** A fault in one line: "line 4, holdOut: 80 is too large, 50 at most". */
export function faultLine({ place, line, what }: Fault, language: Language): string {
  const where = place.length === 0 ? "journey" : place.map(String).join(".");
  const at = line === undefined ? "" : language === "zh" ? `第 ${line} 行 ` : `line ${line}, `;
  return `${at}${where}: ${what[language]()}`;
}

/** What a schema found wrong with a value, each with its place, what stands there and what is allowed. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ place: [...issue.path, key], what: noSuchPlace }));
    return [{ place: issue.path, what: whatIs(issue, valueAt(value, issue.path)) }];
  });
}

export const noSuchPlace = text({ zh: "没有这一项", en: "there is no such place" });
const missing = text({ zh: "缺这一项", en: "is missing" });

function whatIs(issue: z.core.$ZodIssue, found: unknown): Text {
  if (found === undefined) return missing;
  const shown = shownValue(found);
  if (issue.code === "too_big") return tooMuch(issue.origin, shown, Number(issue.maximum));
  if (issue.code === "too_small") return tooLittle(issue.origin, shown, Number(issue.minimum));
  if (issue.code === "invalid_type") return wrongKind(issue.expected, shown);
  // elsewhere the schema's own words say what is allowed
  const allowed = issue.code === "invalid_value" ? issue.values.map(String).join(" | ") : issue.message;
  return text({ zh: `${shown} 不行，可以是 ${allowed}`, en: `${shown} will not do; use ${allowed}` });
}

function tooMuch(origin: string, shown: string, most: number): Text {
  if (origin === "array") return text({ zh: `太多了，最多 ${most} 项`, en: `too many; ${most} at most` });
  if (origin === "string") return text({ zh: `太长了，最多 ${most} 字`, en: `too long; ${most} characters at most` });
  return text({ zh: `${shown} 太大，最多 ${most}`, en: `${shown} is too large; ${most} at most` });
}

function tooLittle(origin: string, shown: string, least: number): Text {
  if (origin === "array") return text({ zh: `至少要有 ${least} 项`, en: `needs ${least} at least` });
  if (origin === "string") return text({ zh: "不能是空的", en: "must not be empty" });
  return text({ zh: `${shown} 太小，至少 ${least}`, en: `${shown} is too small; ${least} at least` });
}

const kinds: Readonly<Record<string, { zh: string; en: string }>> = {
  int: { zh: "整数", en: "a whole number" },
  number: { zh: "整数", en: "a whole number" },
  string: { zh: "文字", en: "text" },
  boolean: { zh: "true 或 false", en: "true or false" },
  array: { zh: "一个列表", en: "a list" },
  object: { zh: "几项内容", en: "several places" },
};

function wrongKind(expected: string, shown: string): Text {
  const kind = kinds[expected] ?? { zh: expected, en: expected };
  return text({ zh: `${shown} 不行，要写成${kind.zh}`, en: `${shown} will not do; use ${kind.en}` });
}

const longestShown = 30;
function shownValue(value: unknown): string {
  // what a message cannot hold is left out
  const whole = (typeof value === "string" ? value : JSON.stringify(value)).replaceAll(/\p{C}/gu, "");
  return `“${whole.length > longestShown ? `${whole.slice(0, longestShown)}…` : whole}”`;
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, part) => (Object.hasOwn(Object(at), part) ? (at as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );
