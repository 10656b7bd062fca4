import { chineseToDigits, englishToDigits } from "./numerals.ts";
import { simplify } from "../../../core/simplify.ts";

const hasHan = /\p{Script=Han}/u;
const articles = new Set(["a", "an", "the"]);

/** NFKC (full width and its kin), simplified, lower case, single spaces. */
export function plainForm(text: string): string {
  const composed = text.normalize("NFKC");
  const simplified = hasHan.test(composed) ? simplify(composed) : composed;
  return simplified.toLowerCase().replaceAll(/\s+/gu, " ").trim();
}

/**
 * The form in which answers are compared: no accents, no punctuation, no spaces, no English
 * articles, numbers as digits. What consists of nothing else ("+", "The") keeps its plain form.
 */
export function looseForm(text: string): string {
  const plain = plainForm(text);
  // a name ends at a bracket that explains it; the points of numbers and their signs say something
  const bare = plain
    .normalize("NFD")
    .replaceAll(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC")
    .replaceAll(/['’`´]/gu, "")
    .replaceAll(/&/gu, " and ")
    .replaceAll(/(?<=\d),(?=\d{3}(?!\d))/gu, "")
    .replaceAll(/(?!(?<=\d)\.(?=\d))(?!(?<!\S)[-−+](?=[\d.]))[\p{P}\p{S}]/gu, " ");
  const words = bare.split(/\s+/u).filter((word) => word !== "" && !articles.has(word));
  const loose = chineseToDigits(englishToDigits(words).join("")).replaceAll("−", "-");
  return loose === "" ? plain : loose;
}
