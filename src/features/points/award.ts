import { Refusal, type Ctx } from "../../core/context.ts";
import type { Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { shownName } from "../../members/lookalike.ts";
import { personMeant } from "../../members/meant.ts";
import { cleanLine } from "../../members/names.ts";
import { lockOther, type PersonKnown } from "../../members/person.ts";
import { undoable } from "../../operators/undo.ts";
import { balanceOf, writeChanges } from "../../points/index.ts";
import { amountIn, awardLimit, confirmAbove } from "./rules.ts";
import { text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    /** a manager gave points to somebody or (delta < 0) took some */
    "points.awarded": { memberId: number; byMemberId: number; delta: number; note: string };
  }
}

type Kind = "award" | "deduct";

interface Order {
  kind: Kind;
  person: PersonKnown;
  amount: number;
  note: string;
}

/** 加积分 100 @用户 原因 and 扣积分: once per message, whatever comes twice; taking takes what there is, never more. */
export const carriedOut = (kind: Kind) => ({
  confirm: (ctx: Ctx) => askIfLarge(ctx, kind),
  audit: (ctx: Ctx) => kept(ctx, kind),
  run: (ctx: Ctx) => carryOut(ctx, kind),
  undo: takeBack,
});

/** More than a thousand points at once are asked back about. */
async function askIfLarge(ctx: Ctx, kind: Kind): Promise<Question | null> {
  const { person, amount } = await orderFrom(ctx, kind);
  if (amount <= confirmAbove) return null;
  return { summary: fill(text.askLarge, { kind, amount, name: await shownName(ctx, person) }) };
}

async function kept(ctx: Ctx, kind: Kind): Promise<string> {
  const { person, amount } = await orderFrom(ctx, kind);
  return `${amount} #${person.id}`;
}

async function carryOut(ctx: Ctx, kind: Kind): Promise<void> {
  const { tx, community, event } = ctx;
  const order = await orderFrom(ctx, kind);
  await lockOther(tx, order.person.id);
  const before = await balanceOf(tx, community.id, order.person.id);
  const delta = kind === "award" ? order.amount : -Math.min(order.amount, Math.max(before, 0));
  const name = await shownName(ctx, order.person);
  if (delta === 0) throw new Refusal(text.nothingToTake, { name });
  const change = {
    memberId: order.person.id,
    delta,
    key: `${kind}:${event.platform}:${event.account}:${event.key}`,
    reason: kind,
    ...(order.note === "" ? {} : { note: order.note }),
  };
  await writeChanges(tx, community.id, [change], { at: ctx.now, day: ctx.today });
  const said = {
    name,
    delta,
    note: order.note,
    balance: before + delta,
    isLess: -delta < order.amount && kind === "deduct",
  };
  await ctx.reply(text.awarded, said, await undoable(ctx, kind, { memberId: order.person.id, delta, key: change.key }));
  ctx.emit("points.awarded", { memberId: order.person.id, byMemberId: ctx.member.id, delta, note: order.note });
}

/** A reversal row; what was given and is spent already is not taken below nothing. */
async function takeBack(ctx: Ctx, what: unknown): Promise<void> {
  const { memberId, delta, key } = what as { memberId: number; delta: number; key: string };
  await lockOther(ctx.tx, memberId);
  const balance = await balanceOf(ctx.tx, ctx.community.id, memberId);
  const back = Math.max(-delta, -Math.max(balance, 0));
  const change = { memberId, delta: back, key: `undo:${key}`, reason: delta > 0 ? "deduct" : "award" };
  await writeChanges(ctx.tx, ctx.community.id, [change], { at: ctx.now, day: ctx.today });
}

async function orderFrom(ctx: Ctx, kind: Kind): Promise<Order> {
  const { person, rest } = await personMeant(ctx);
  const found = amountIn(rest);
  if (!found || found.amount === 0) throw new Refusal(text.howToAward, { kind });
  if (found.amount > awardLimit) throw new Refusal(text.tooMany, { limit: awardLimit });
  return { kind, person, amount: found.amount, note: cleanLine(found.rest).slice(0, 200) };
}
