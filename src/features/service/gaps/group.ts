import { normalise } from "../finding/index.ts";
import { shapeTerms, type Terms } from "../finding/terms.ts";

/** Questions that are one question in different words. */
export interface Group {
  /** the wording the others are most like; the earliest of equals */
  question: string;
  count: number;
  wordings: string[];
}

/** Questions at least so alike (cosine of their terms, 0…1) are taken for one. */
const alike = 0.55;

/**
 * Groups questions by likeness, the largest group first: each joins the group whose first question
 * it is most like, in the order given. Linear in the number of groups.
 */
export function groupQuestions(questions: readonly string[]): Group[] {
  const groups: { terms: Terms; members: string[] }[] = [];
  for (const question of questions) {
    const terms = shapeTerms(normalise(question));
    let best: (typeof groups)[number] | undefined;
    let most = alike;
    for (const group of groups) {
      const likeness = cosine(terms, group.terms);
      if (likeness >= most) [best, most] = [group, likeness];
    }
    if (best) best.members.push(question);
    else groups.push({ terms, members: [question] });
  }
  return groups
    .map(({ members }) => ({
      question: members[0] ?? "",
      count: members.length,
      wordings: [...new Set(members)],
    }))
    .sort((one, other) => other.count - one.count);
}

function cosine(one: Terms, other: Terms): number {
  let shared = 0;
  for (const [term, count] of one) shared += count * (other.get(term) ?? 0);
  const length = (terms: Terms) => Math.sqrt([...terms.values()].reduce((sum, count) => sum + count * count, 0));
  return shared === 0 ? 0 : shared / (length(one) * length(other));
}
