import type { Language } from "../../../core/text.ts";
import type { Digest } from "../build.ts";

/** The digest as plain values: `figures` and `previous` are those of docs/metrics.md. */
export function toJson(digest: Digest, language: Language): object {
  return {
    community: digest.community,
    period: digest.period.key,
    figures: digest.figures,
    previous: digest.previous,
    comparisons: digest.comparisons,
    before: digest.before,
    carried: digest.carried.map(({ name, messages, replies, questions, days }) => ({
      name,
      messages,
      replies,
      questions,
      days,
    })),
    funnel: digest.funnel.map(({ name, people }) => ({ step: name[language](), people })),
    sections: Object.fromEntries(digest.sections.map(({ feature, section }) => [feature, section.figures])),
    thingsToDo: digest.things.map((thing) => ({ text: thing.text[language](), command: thing.command[language]() })),
  };
}
