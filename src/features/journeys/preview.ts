import type { BaseCtx, Feature } from "../../core/feature.ts";
import type { Language } from "../../core/text.ts";
import { standings } from "../../engagement/standings/index.ts";
import { displayName } from "../../members/names.ts";
import { armOf, variantOf } from "./arms.ts";
import type { Declaration } from "./declaration.ts";
import { valuesOf } from "./facts.ts";
import { commonest, groupPost } from "./group-post.ts";
import { wayFor, whoFits } from "./run.ts";
import type { Preview } from "./text-preview.ts";
import { nudgeText } from "./words.ts";

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
  const { salt, language } = ctx.community;
  const [step] = declaration.steps;
  const examples = shown.flatMap((facts) => {
    const way = step && wayFor(declaration, step, facts);
    const words = step?.variants[variantOf(salt, declaration.name, facts.id, step.variants.length)];
    if (!step || !way || !words) return [];
    const { gift } = step;
    const filled = { ...values.get(facts.id), gift: String(gift), points: String(facts.points + gift) };
    return {
      id: facts.id,
      name: displayName(facts, reader),
      isHeldOut: armOf(salt, declaration.name, facts.id, declaration.holdOut) === "heldOut",
      way,
      words: way === "private" ? nudgeText(words, facts.language, filled) : "",
    };
  });
  const grouped = shown.find(({ id }) => examples.some((one) => one.id === id && one.way === "group"));
  const liked = commonest([...values.values()].map(({ favourite = "" }) => favourite));
  const post = step && grouped ? groupPost(step, language, { group: grouped.groupTitle, favourite: liked }) : null;
  const { name, title, perDay, holdOut } = declaration;
  return { name, title, fitting: fitting.length, perDay, holdOut, examples, post };
}
