import { Refusal, type Ctx } from "../../core/context.ts";
import type { Question } from "../../core/feature.ts";
import { fill, always } from "../../core/text.ts";
import { eraseWords } from "../../core/traces.ts";
import { cleanLine } from "../../members/names.ts";
import { keepCodes } from "./claim.ts";
import { claimEnd } from "./settle.ts";
import { mustFind, type Draw } from "./store.ts";
import { hostText } from "./text-host.ts";
import { prizeName } from "./terms.ts";
import { text } from "./text.ts";
import { cancelDraw, givenIn, voidDraw } from "./void.ts";

const leastReason = 4;

/** The number a command names, and what follows it. @throws Refusal when it names none */
export function numberFrom(words: string): { id: number; rest: string } {
  const found = /^#?(\d{1,9})(?:\s*号)?(?:\s+([\s\S]*))?$/u.exec(words.trim());
  if (!found) throw new Refusal(text.whichNumber);
  return { id: Number(found[1]), rest: (found[2] ?? "").trim() };
}

/** 取消抽奖 12: before the close, and asked back about. */
export const cancelling = {
  confirm: async (ctx: Ctx): Promise<Question> => {
    const draw = await toCancel(ctx);
    return { summary: fill(hostText.askCancel, { id: draw.id, count: draw.entries, paid: draw.terms.cost > 0 }) };
  },
  audit: (ctx: Ctx) => String(numberFrom(ctx.args).id),
  run: async (ctx: Ctx) => cancelDraw(ctx, await toCancel(ctx)),
};

async function toCancel(ctx: Ctx): Promise<Draw> {
  const { id } = numberFrom(ctx.args);
  const draw = await mustFind(ctx, id, true);
  if (draw.state === "frozen" || draw.state === "settled" || (draw.state === "open" && ctx.now > draw.closeAt)) {
    throw new Refusal(hostText.cancelTooLate, { id });
  }
  if (draw.state !== "open") throw new Refusal(hostText.isOver, { id });
  return draw;
}

/** 作废抽奖 12 原因: after the close, in public, and in the statistics for good. */
export const voiding = {
  confirm: async (ctx: Ctx): Promise<Question> => {
    const { draw, reason } = await toVoid(ctx);
    const { paid, handed } = await givenIn(ctx, draw);
    const points = paid.reduce((sum, one) => sum + one.points, 0);
    return { summary: fill(hostText.askVoid, { id: draw.id, count: draw.entries, reason, points, handed }) };
  },
  audit: (ctx: Ctx) => String(numberFrom(ctx.args).id),
  run: async (ctx: Ctx) => {
    const { draw, reason } = await toVoid(ctx);
    await voidDraw(ctx, draw, always(reason));
  },
};

async function toVoid(ctx: Ctx): Promise<{ draw: Draw; reason: string }> {
  const { id, rest } = numberFrom(ctx.args);
  const reason = cleanLine(rest)
    .replace(/[。.]+$/u, "")
    .slice(0, 200);
  const draw = await mustFind(ctx, id, true);
  if (draw.state === "open" && ctx.now <= draw.closeAt) throw new Refusal(hostText.voidTooEarly, { id });
  if (!mayBeVoid(draw, ctx.now)) throw new Refusal(hostText.isOver, { id });
  if (reason.length < leastReason) throw new Refusal(hostText.needReason, { id });
  return { draw, reason };
}

/** Until the time to claim has passed, though every prize may have been claimed by then. */
function mayBeVoid(draw: Draw, now: Date): boolean {
  if (draw.state === "over") return draw.settledAt !== null && now < claimEnd(draw.settledAt, draw);
  return draw.state === "open" || draw.state === "frozen" || draw.state === "settled";
}

/** 录入奖品码 12 1 CODE CODE: kept sealed; only their winners ever read them. */
export async function addCodes(ctx: Ctx): Promise<void> {
  const found = /^#?(\d{1,9})(?:\s+(\d{1,3})\s+(\S[\s\S]*))?$/u.exec(ctx.args.trim());
  if (!found) throw new Refusal(hostText.howCodes, { prizes: "" });
  const draw = await mustFind(ctx, Number(found[1]), true);
  const index = Number(found[2] ?? 0) - 1;
  const prize = draw.prizes[index];
  if (!prize || !found[3]) {
    const prizes = draw.prizes.map((one, at) => `${at + 1}. ${prizeName(one)}`).join("\n");
    throw new Refusal(hostText.howCodes, { prizes });
  }
  if (draw.state !== "open" && draw.state !== "frozen" && draw.state !== "settled") {
    throw new Refusal(hostText.isOver, { id: draw.id });
  }
  const codes = [...new Set(found[3].split(/[\s,，;；]+/u).filter((code) => code !== "" && code.length <= 200))];
  await eraseWords(ctx.tx, ctx.community.id, ctx.event);
  const count = await keepCodes(ctx, draw, index, codes);
  await ctx.reply(hostText.codesKept, { id: draw.id, prize: prizeName(prize), count, of: prize.count });
}
