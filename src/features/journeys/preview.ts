import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import type { Language } from "../../core/text.ts";
import { standings } from "../../engagement/standings/index.ts";
import { mayHaveMinors } from "../../members/minors.ts";
import { displayName } from "../../members/names.ts";
import { armOf, variantFor, wordsFor } from "./arms.ts";
import type { Declaration } from "./declaration.ts";
import { valuesOf, type PersonFacts } from "./facts.ts";
import { bestOffer, commonest, groupPost } from "./group-post.ts";
import { wayFor, whoFits } from "./gate.ts";
import type { Preview } from "./text-preview.ts";
import { fillWords } from "./words.ts";

/** Real members a preview shows. */
const examplesShown = 5;

/** What a journey would do today, with the words that real members would read. Changes nothing. */
export async function previewOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  declaration: Declaration,
  reader: Language,
): Promise<Preview> {
  const all = await standings(ctx.tx, ctx.community.id);
  const fitting = await whoFits(ctx, features, declaration, all);
  const shown = fitting.slice(0, examplesShown);
  const values = await valuesOf(ctx, features, shown, new Map(all.map((one) => [one.memberId, one])));
  const { salt } = ctx.community;
  const [step] = declaration.steps;
  const examples = shown.flatMap((facts) => {
    const way = step && wayFor(declaration, step, facts);
    const words = step && wordsFor(step, variantFor(salt, declaration, facts.id));
    if (!step || !way || !words) return [];
    const { gift } = step;
    const filled = { ...values.get(facts.id), gift: String(gift), points: String(facts.points + gift) };
    return {
      id: facts.id,
      name: displayName(facts, reader),
      isHeldOut: armOf(salt, declaration.name, facts.id, declaration.holdOut) === "heldOut",
      way,
      words: way === "private" ? fillWords(words[facts.language], filled) : "",
    };
  });
  const liked = commonest([...values.values()].map(({ favourite = "" }) => favourite));
  const grouped = shown.filter(({ id }) => examples.some((one) => one.id === id && one.way === "group"));
  const post = await postOf(ctx, features, declaration, { grouped, liked });
  const { name, title, perDay, holdOut, phrasing } = declaration;
  return {
    name,
    title,
    fitting: fitting.length,
    perDay,
    holdOut,
    phrasing,
    examples,
    post,
    minors: await mayHaveMinors(ctx),
  };
}

/** What the group would read; null where everybody shown can be reached alone. */
async function postOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  { steps: [step] }: Declaration,
  { grouped, liked }: { grouped: readonly PersonFacts[]; liked: string },
): Promise<string | null> {
  const [first] = grouped;
  if (!step || !first || first.groupChat === null) return null;
  const people = grouped.map(({ id }) => id);
  const offered = step.offer ? await bestOffer(ctx, features, first.groupChat, people) : null;
  return groupPost(step, ctx.community.language, { group: first.groupTitle, favourite: liked }, offered);
}
