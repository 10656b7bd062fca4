import type { DigestSection, FigureMeaning, ThingToDo } from "../../core/digest.ts";
import type { Language, Text } from "../../core/text.ts";
import type { Carrier, Comparison, Counts, Figures, Measured, RateName } from "../../engagement/figures.ts";
import type { Period } from "./period.ts";
import type { Phrase } from "./topics/phrases.ts";

/** The counts that are compared with the periods before. */
export const compared = ["messages", "active", "joins", "leaves", "silentNewcomers"] as const;
export type Compared = (typeof compared)[number];

/** A feature's part, its counts compared like the group's own. */
export interface ToldSection {
  feature: string;
  section: DigestSection;
  compared: (Comparison & { key: string; name: Text; isHeadline: boolean })[];
}

/** Everything a digest says, before it is put into words or pictures. */
export interface Digest {
  community: string;
  period: Period;
  figures: Figures;
  previous: Figures;
  comparisons: Record<Compared, Comparison>;
  /** what is no plain count beside the periods before */
  rates: Record<RateName, Measured>;
  /** the counts of the periods before, oldest first */
  before: Counts[];
  /** who carried the group; staff and bots are not in it */
  carried: (Carrier & { shown: string })[];
  funnel: { name: Text; people: number }[];
  sections: ToldSection[];
  /** what every figure in it means */
  glossary: readonly FigureMeaning[];
  /** what was talked about more than before; none once the texts are gone, or are not kept */
  topics: readonly Phrase[];
  /** the week in a model's words, each of which stands in the figures; absent without one */
  story?: Partial<Record<Language, string>>;
  /** three at most, the weightiest first */
  things: ThingToDo[];
}

/** Whether nothing at all happened in the groups in the period. */
export const isEmpty = ({ figures }: Digest): boolean => figures.messages + figures.joins + figures.leaves === 0;

/** The counts worth telling: what never happens here (a platform that tells no joins) is left out. */
export const toldOf = (comparisons: Digest["comparisons"]): Compared[] =>
  compared.filter((name) => {
    const { value, last, mean } = comparisons[name];
    return name === "messages" || name === "active" || value + (last ?? 0) + (mean ?? 0) > 0;
  });

/** Those of a digest; a day is too short to call a newcomer silent. */
export const told = ({ comparisons, period }: Digest): Compared[] =>
  toldOf(comparisons).filter((name) => name !== "silentNewcomers" || period.span !== "day");
