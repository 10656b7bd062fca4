import type { BaseCtx } from "../../core/context.ts";
import type { Feature, Offer } from "../../core/feature.ts";
import type { Language, Text } from "../../core/text.ts";
import type { Step } from "./declaration.ts";
import { fillWords } from "./words.ts";

/**
 * What a post says where nobody can be written to in private: it names nobody, and is the same for
 * everybody. Where the step wishes, it is what a feature has for those who will read it.
 */
export function groupPost(
  step: Step,
  language: Language,
  values: { group: string; favourite: string },
  offered: Text | null = null,
): string | null {
  if (!step.group) return null;
  return step.offer && offered ? offered[language]() : fillWords(step.group[language], values);
}

/** Of what features have for a group, that which was chosen for most of these people; of equals the first. */
export async function bestOffer(
  ctx: BaseCtx,
  features: readonly Feature[],
  chatId: number,
  people: readonly number[],
): Promise<Text | null> {
  let best: Offer | null = null;
  for (const feature of features) {
    const offer = (await feature.offer?.(ctx, chatId, people)) ?? null;
    if (offer && (!best || offer.people > best.people)) best = offer;
  }
  return best?.text ?? null;
}

/** What most of some people like; "" when none of them likes anything. The first of equals, by the alphabet. */
export function commonest(likes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const like of likes) if (like !== "") counts.set(like, (counts.get(like) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))[0]?.[0] ?? "";
}
