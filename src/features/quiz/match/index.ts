import { distance } from "fastest-levenshtein";
import { looseForm, plainForm } from "./forms.ts";
import { numberIn } from "./numerals.ts";

export { looseForm, plainForm } from "./forms.ts";

/**
 * Slips of the keyboard that are overlooked in an answer of this form: none in short ones, where
 * another letter is another word, and none ever in figures.
 */
function slipsAllowed(form: string): number {
  const isHan = /\p{Script=Han}/u.test(form);
  const { length } = form;
  if (isHan) return length < 6 ? 0 : length < 12 ? 1 : 2;
  return length < 6 ? 0 : length < 11 ? 1 : length < 18 ? 2 : 3;
}

const figures = (form: string): string => form.replaceAll(/\D+/g, "#");

/** How far apart two loose forms are: 0 = the same; null = further than slips may bring them. */
function slipsBetween(said: string, wanted: string): number | null {
  if (said === wanted) return 0;
  const allowed = slipsAllowed(wanted);
  if (allowed === 0 || Math.abs(said.length - wanted.length) > allowed || figures(said) !== figures(wanted))
    return null;
  // the first letter is rarely a slip, and often another word
  if (said[0] !== wanted[0]) return null;
  const slips = distance(said, wanted);
  return slips <= allowed ? slips : null;
}

/** Whether an answer is one of those accepted, forgiving how it is written; never one of the `others`, which are known to be wrong. */
export function matchesAny(said: string, accepted: readonly string[], others: readonly string[] = []): boolean {
  const plain = plainForm(said);
  if (plain === "") return false;
  if (accepted.some((one) => plainForm(one) === plain)) return true;
  if (others.some((one) => plainForm(one) === plain)) return false;
  const loose = looseForm(said);
  const wanted = accepted.map(looseForm);
  if (wanted.includes(loose)) return true;
  const wrong = others.map(looseForm);
  if (wrong.includes(loose)) return false;
  const slips = Math.min(...wanted.map((one) => slipsBetween(loose, one) ?? Infinity));
  return slips < Infinity && wrong.every((one) => distance(loose, one) > slips);
}

/** Which of a question's options a text is, by its words; null when it is none, or could be two. */
export function optionSaid(said: string, options: readonly string[]): number | null {
  const found = options.flatMap((option, index) => {
    const others = options.filter((_, other) => other !== index);
    return matchesAny(said, [option], others) ? [index] : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/**
 * The options that letters mean, "b", "Ｂ.", "AC", "a, c": indices in the order given, each once;
 * null when the text is anything else or a letter is beyond the options.
 */
export function lettersSaid(said: string, count: number): number[] | null {
  const letters = plainForm(said).replaceAll(/[\s,，、.。!！]/gu, "");
  if (!/^[a-j]{1,10}$/.test(letters)) return null;
  const indices = [...new Set(Array.from(letters, (letter) => letter.charCodeAt(0) - 97))];
  return indices.length === letters.length && indices.every((index) => index < count) ? indices : null;
}

const yes = new Set(["对", "是", "正确", "√", "t", "true", "y", "yes", "right"]);
const no = new Set(["错", "不对", "不是", "否", "错误", "×", "f", "false", "n", "no", "wrong"]);

/** "对" and "错" in their usual words; null for anything else. */
export function truthSaid(said: string): boolean | null {
  const word = plainForm(said).replaceAll(/[\s.。!！]/gu, "");
  if (yes.has(word)) return true;
  return no.has(word) ? false : null;
}

/** Whether a text says a number within the tolerance; null when it says no number, or several. */
export function isNear(said: string, wanted: number, tolerance: number): boolean | null {
  const number = numberIn(plainForm(said));
  // what cannot be written exactly in binary is no reason to be wrong: 0.1 + 0.2 is 0.3
  return number === null ? null : Math.abs(number - wanted) <= tolerance + Math.abs(wanted) * 1e-12;
}
