import type { BaseCtx } from "../../core/context.ts";
import type { Text } from "../../core/text.ts";
import { lockCommunity } from "../../members/join.ts";
import { takeBack } from "../../points/index.ts";
import { unpinning } from "./counter.ts";
import { payBack } from "./entry.ts";
import { sayOf } from "./say.ts";
import { changeDraw, type Draw } from "./store.ts";
import { text } from "./text.ts";

/**
 * Ends a draw for good, in public: nobody has won in it. What was spent on entering goes back, and prizes that were paid
 * in points are taken back. What was handed over in another way is the organiser's to settle, and the group is told so.
 */
export async function voidDraw(ctx: BaseCtx, draw: Draw, why: Text): Promise<void> {
  const { language } = ctx.community;
  const reason = why[language]();
  const returned = await payBack(ctx, draw);
  const { paid, handed } = await givenIn(ctx, draw);
  await unpay(ctx, draw, paid);
  await changeDraw(ctx.tx, draw, { state: "void", endedAt: ctx.now, reason });
  await sayOf(ctx, draw, {
    key: `draw:${draw.id}:void`,
    text: text.voided[language]({ id: draw.id, reason, returned, takenBack: paid.length, handed }),
    ...(await unpinning(ctx, draw)),
  });
}

/** A prize that was paid in points. */
interface Paid {
  rank: number;
  memberId: number;
  points: number;
}

/** What winners of a draw have already: prizes paid in points, and how many were handed over otherwise. */
export async function givenIn({ tx, community }: BaseCtx, draw: Draw): Promise<{ paid: Paid[]; handed: number }> {
  const given = await tx.drawWinner.findMany({
    where: { communityId: community.id, drawId: draw.id, state: "claimed" },
    select: { rank: true, memberId: true, prize: true },
    orderBy: { memberId: "asc" },
  });
  const all = given.map(({ prize, ...won }) => ({ ...won, points: draw.prizes[prize]?.points ?? 0 }));
  const paid = all.filter(({ points }) => points > 0);
  return { paid, handed: all.length - paid.length };
}

/** By an entry of its own in the ledger, once; what is spent by now is not taken below nothing. */
async function unpay({ tx, community, now, today }: BaseCtx, draw: Draw, paid: readonly Paid[]): Promise<void> {
  if (paid.length === 0) return;
  const note = text.takenBack[community.language]({ id: draw.id });
  const given = paid.map(({ rank, ...one }) => ({ ...one, key: `prize:draw:${draw.id}:${rank}:back` }));
  // there may be more winners than the server has locks: everybody waits, for this one statement
  await lockCommunity(tx, community.id);
  await takeBack(tx, community.id, given, { at: now, day: today, reason: "prize", note });
}

/** Takes a draw back before its close; what was spent on entering goes back. */
export async function cancelDraw(ctx: BaseCtx, draw: Draw): Promise<void> {
  const { language } = ctx.community;
  const returned = await payBack(ctx, draw);
  const words = text.cancelled[language]({ id: draw.id, returned });
  await changeDraw(ctx.tx, draw, { state: "cancelled", endedAt: ctx.now, reason: words });
  await sayOf(ctx, draw, { key: `draw:${draw.id}:cancelled`, text: words, ...(await unpinning(ctx, draw)) });
}
