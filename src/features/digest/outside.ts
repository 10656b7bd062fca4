import { maskedName } from "../../members/names.ts";
import type { Carrier } from "../../engagement/figures.ts";
import type { Digest } from "./digest.ts";
import { thingsToDo } from "./rules.ts";

/** In the place of a member's number, by which they could be followed from week to week. */
const nobody = 0;

/**
 * A digest for another program outside the house, which no member has agreed to be shown to: the same figures,
 * people by the first character of their names, and nobody's words.
 */
export function forOutside(digest: Digest): Digest {
  const masked = <Named extends { name: string }>(all: readonly Named[]): Named[] =>
    all.map((one) => ({ ...one, name: maskedName(one.name) }));
  const { figures, previous, carried, topics } = digest;
  const outside: Digest = {
    ...digest,
    figures: { ...figures, top: masked(figures.top) },
    previous: { ...previous, top: masked(previous.top) },
    carried: masked<Carrier & { shown: string }>(carried).map((one) => ({ ...one, memberId: nobody, shown: one.name })),
    topics: topics.map(({ phrase, messages, people }) => ({ phrase, messages, people })),
  };
  return { ...outside, things: thingsToDo(outside) };
}
