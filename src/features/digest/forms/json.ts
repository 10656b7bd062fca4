import type { Language } from "../../../core/text.ts";
import type { Digest, ToldSection } from "../digest.ts";

/** The digest as plain values: `figures` and `previous` are those of docs/metrics.md. */
export function toJson(digest: Digest, language: Language): object {
  return {
    community: digest.community,
    period: digest.period.key,
    figures: digest.figures,
    previous: digest.previous,
    comparisons: { ...digest.comparisons, ...digest.rates },
    before: digest.before,
    carried: digest.carried.map(({ name, messages, replies, received, answers, questions, days }) => ({
      name,
      messages,
      replies,
      received,
      answers,
      questions,
      days,
    })),
    funnel: digest.funnel.map(({ name, people }) => ({ step: name[language](), people })),
    topics: digest.topics,
    sections: Object.fromEntries(digest.sections.map(toldSection)),
    thingsToDo: digest.things.map((thing) => ({ text: thing.text[language](), command: thing.command[language]() })),
  };
}

/** A feature's figures, and beside them how its counts stand against the periods before. */
function toldSection({ feature, section, compared }: ToldSection): [string, object] {
  if (compared.length === 0) return [feature, section.figures];
  const comparisons = compared.map(({ key, value, last, mean, sign }) => [key, { value, last, mean, sign }]);
  return [feature, { ...section.figures, comparisons: Object.fromEntries(comparisons) }];
}
