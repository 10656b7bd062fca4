import { Refusal, type Ctx } from "../../core/feature.ts";
import { personMeant, type PersonMeant } from "../../members/meant.ts";
import { cleanLine, displayName } from "../../members/names.ts";
import { lockOther } from "../../members/person.ts";
import { balanceOf, writeChanges } from "../../points/index.ts";
import { amountIn, awardLimit, confirmationIn, isLarge } from "./rules.ts";
import { text } from "./text.ts";

declare module "../../core/feature.ts" {
  interface Facts {
    /** a manager gave points to somebody or (delta < 0) took some */
    "points.awarded": { memberId: number; byMemberId: number; delta: number; note: string };
  }
}

type Kind = "award" | "deduct";

interface Order {
  kind: Kind;
  person: PersonMeant;
  amount: number;
  note: string;
}

/** 加积分 100 @用户 原因: once per message, whatever comes twice. */
export const award = (ctx: Ctx): Promise<void> => carryOut(ctx, "award");

/** 扣积分 100 @用户 原因: takes what there is, never more. */
export const deduct = (ctx: Ctx): Promise<void> => carryOut(ctx, "deduct");

async function carryOut(ctx: Ctx, kind: Kind): Promise<void> {
  const { tx, community, event } = ctx;
  const order = await orderFrom(ctx, kind);
  await lockOther(tx, order.person.id);
  const before = await balanceOf(tx, community.id, order.person.id);
  const delta = kind === "award" ? order.amount : -Math.min(order.amount, Math.max(before, 0));
  const name = displayName(order.person, ctx.language);
  if (delta === 0) throw new Refusal(text.nothingToTake, { name });
  const change = {
    memberId: order.person.id,
    delta,
    key: `${kind}:${event.platform}:${event.account}:${event.key}`,
    reason: kind,
    ...(order.note === "" ? {} : { note: order.note }),
  };
  await writeChanges(tx, community.id, [change], { at: ctx.now, day: ctx.today });
  await ctx.reply(text.awarded, {
    name,
    delta,
    note: order.note,
    balance: before + delta,
    isLess: -delta < order.amount && kind === "deduct",
  });
  ctx.emit("points.awarded", { memberId: order.person.id, byMemberId: ctx.member.id, delta, note: order.note });
}

async function orderFrom(ctx: Ctx, kind: Kind): Promise<Order> {
  const { person, rest } = await personMeant(ctx);
  const { confirmed, rest: words } = confirmationIn(rest);
  const found = amountIn(words);
  if (!found || found.amount === 0) throw new Refusal(text.howToAward, { kind });
  if (found.amount > awardLimit) throw new Refusal(text.tooMany, { limit: awardLimit });
  const order = { kind, person, amount: found.amount, note: cleanLine(found.rest).slice(0, 200) };
  if (isLarge(words) && !confirmed) throw new Refusal(text.pleaseConfirm, { ...order, name: nameOf(ctx, person) });
  return order;
}

const nameOf = (ctx: Ctx, person: PersonMeant): string => displayName(person, ctx.language);
