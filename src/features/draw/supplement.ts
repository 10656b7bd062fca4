import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import type { Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { cleanLine } from "../../members/names.ts";
import { numberFrom } from "./host.ts";
import { readOrder } from "./order.ts";
import { flawIn, prizeLimitFen } from "./rules.ts";
import { sayOf } from "./say.ts";
import { H } from "./scheme.ts";
import { drawSettings } from "./settings.ts";
import { claimEnd } from "./settle.ts";
import { changeDraw, lookAt, mustFind, type Draw } from "./store.ts";
import { emptyTerms, type Supplement, type Terms } from "./terms.ts";
import { hostText } from "./text-host.ts";
import { supplementText } from "./text-supplement.ts";

/** What a host asks to add. */
type Addition = Pick<Supplement, "prizes" | "claimDays">;

/** 添加奖品 12 贴纸x3(5元): shown as it will be posted, and posted when confirmed. */
export const supplementing = {
  confirm: async (ctx: Ctx): Promise<Question> => {
    const { draw, addition } = await asked(ctx);
    return { summary: fill(supplementText.ask, { posted: wordsOf(ctx, draw, addition) }) };
  },
  audit: (ctx: Ctx) => String(numberFrom(ctx.args).id),
  run: async (ctx: Ctx) => {
    const { draw, addition } = await asked(ctx);
    await addTo(ctx, draw, addition);
  },
};

/** @throws Refusal when the words ask for anything but more prizes and longer to claim, or it is too late for that */
async function asked(ctx: Ctx): Promise<{ draw: Draw; addition: Addition }> {
  const { id, rest } = numberFrom(ctx.args);
  const draw = await mustFind(ctx, id, true);
  const addition = additionIn(cleanLine(rest), ctx);
  const isOpen = draw.state === "open" && ctx.now <= draw.closeAt;
  if (!isOpen && draw.state !== "open" && draw.state !== "frozen" && draw.state !== "settled")
    throw new Refusal(hostText.isOver, { id });
  // who comes next may be foreseen once the value is there: a prize added then could be meant for somebody
  if (addition.prizes.length > 0 && !isOpen) throw new Refusal(supplementText.tooLate, { id });
  if (addition.claimDays !== null && addition.claimDays <= draw.claimDays)
    throw new Refusal(supplementText.notLonger, { days: draw.claimDays });
  await refuseFlaws(ctx, draw, addition);
  return { draw, addition };
}

/** @throws Refusal naming what cannot be added */
function additionIn(words: string, { now, community }: BaseCtx): Addition {
  const unsaid: Terms = { ...emptyTerms, claimDays: 0 };
  const { terms, unknown } = readOrder(words, now, community.timeZone, unsaid);
  if (unknown.length > 0) throw new Refusal(hostText.notUnderstood, { words: unknown[0] ?? "" });
  const { prizes, claimDays } = terms;
  const isMore = JSON.stringify({ ...terms, prizes: [], claimDays: 0 }) !== JSON.stringify(unsaid);
  if (isMore || (prizes.length === 0 && claimDays === 0)) throw new Refusal(supplementText.only);
  const unpriced = prizes.find(({ value }) => value === null);
  if (unpriced) throw new Refusal(supplementText.noValue, { prize: unpriced.name });
  return { prizes, claimDays: claimDays === 0 ? null : claimDays };
}

/** What holds for all prizes together holds with the added ones, too. */
async function refuseFlaws(ctx: BaseCtx, draw: Draw, { prizes }: Addition): Promise<void> {
  const { weakLimit } = await ctx.settings(drawSettings);
  const together = { ...draw.terms, closeAt: null, prizes: [...draw.prizes, ...prizes] };
  const flaw = flawIn(together, ctx.now, weakLimit * 100);
  if (flaw) throw new Refusal(hostText.flaw, { flaw, limit: prizeLimitFen / 100, weakLimit });
}

/** The text that is hashed: it names the draw, the announcement it stands beside, and which supplement it is. */
function wordsOf({ community }: BaseCtx, draw: Draw, { prizes, claimDays }: Addition): string {
  const first = draw.prizes.reduce((sum, { count }) => sum + count, 0) + 1;
  return supplementText.posted[community.language]({
    id: draw.id,
    number: draw.supplements.length + 1,
    announcement: H(draw.announcement).slice(0, 8),
    prizes,
    first,
    last: first - 1 + prizes.reduce((sum, { count }) => sum + count, 0),
    claimDays,
  });
}

async function addTo(ctx: BaseCtx, draw: Draw, addition: Addition): Promise<void> {
  const { tx, community, now } = ctx;
  const text = wordsOf(ctx, draw, addition);
  const added: Supplement = { ...addition, text, hash: H(text), at: now };
  const supplements = [...draw.supplements, added];
  await changeDraw(tx, draw, { supplements: JSON.parse(JSON.stringify(supplements)) as object[] });
  if (addition.claimDays !== null && draw.state === "settled") await lengthen(ctx, draw, addition.claimDays);
  await sayOf(ctx, draw, {
    key: `draw:${draw.id}:supplement:${supplements.length}`,
    text: supplementText.withHash[community.language]({ text, hash: added.hash }),
  });
}

/** Whoever has not claimed yet has so many days from when they won. */
async function lengthen(ctx: BaseCtx, draw: Draw, days: number): Promise<void> {
  const where = { communityId: ctx.community.id, drawId: draw.id, state: "won" };
  for (const { rank, wonAt } of await ctx.tx.drawWinner.findMany({ where })) {
    const claimUntil = claimEnd(wonAt, { claimDays: days });
    await ctx.tx.drawWinner.updateMany({ where: { ...where, rank }, data: { claimUntil } });
    await lookAt(ctx, draw.id, claimUntil);
  }
}
