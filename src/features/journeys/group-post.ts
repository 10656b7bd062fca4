import type { Language } from "../../core/text.ts";
import type { Step } from "./declaration.ts";
import { fillWords } from "./words.ts";

/** What a post says where nobody can be written to in private: it names nobody, and is the same for everybody. */
export function groupPost(step: Step, language: Language, values: { group: string; favourite: string }): string | null {
  const words = step.group;
  return words ? fillWords(words[language], values) : null;
}

/** What most of some people like; "" when none of them likes anything. The first of equals, by the alphabet. */
export function commonest(likes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const like of likes) if (like !== "") counts.set(like, (counts.get(like) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))[0]?.[0] ?? "";
}
