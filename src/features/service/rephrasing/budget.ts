import type { BaseCtx } from "../../../core/context.ts";
import { localDay, startOfDay } from "../../../core/time.ts";
import type { Model, Usage } from "../../../llm/model.ts";
import { mayHaveMinors } from "../../../members/minors.ts";

const hourMs = 3_600_000;
/** Requests to a model: per member in an hour and a day, per chat in a day. */
const perMemberHour = 5;
const perMemberDay = 20;
const perChatDay = 200;
/** What a request is taken to cost before it is known: a full prompt and a full reply. */
const usualTokens = { tokensIn: 2_000, tokensOut: 300 };

/** Where a community's money for the month stands, at most one of these: told to the desk once each. */
export type CapNews = 80 | 100 | null;

/**
 * Takes a request out of the budget before it is made, so that the limits hold to the last one;
 * null when there is none left, or no model is wanted because minors may be present. The row is
 * settled when the request is over.
 */
export async function reserve(
  ctx: BaseCtx,
  model: Pick<Model, "cost" | "monthlyCap">,
  who: {
    chatId: number;
    memberIds: readonly number[];
    via: number;
    hash: string;
    entries: number[];
    usual?: Usage;
  },
): Promise<{ id: number; cap: CapNews } | { id: null; cap: CapNews }> {
  if (await mayHaveMinors(ctx)) return { id: null, cap: null };
  const { tx, community, now } = ctx;
  const communityId = community.id;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${budgetLock}::int, ${communityId}::int)`;
  const today = startOfDay(localDay(now, community.timeZone), community.timeZone);
  const mine = { communityId, memberId: { in: [...who.memberIds] } };
  const [inHour, inDay, inChat, spent] = [
    await tx.llmCall.count({ where: { ...mine, at: { gt: new Date(now.getTime() - hourMs) } } }),
    await tx.llmCall.count({ where: { ...mine, at: { gte: today } } }),
    await tx.llmCall.count({ where: { communityId, chatId: who.chatId, at: { gte: today } } }),
    await spentThisMonth(ctx),
  ];
  const estimate = model.cost(who.usual ?? usualTokens);
  const cap = model.monthlyCap;
  if (cap !== null && spent + estimate > cap) return { id: null, cap: 100 };
  const isNear = cap !== null && spent >= 0.8 * cap ? 80 : null;
  if (inHour >= perMemberHour || inDay >= perMemberDay || inChat >= perChatDay) return { id: null, cap: isNear };
  const row = await tx.llmCall.create({
    data: {
      communityId,
      chatId: who.chatId,
      memberId: who.via,
      at: now,
      hash: who.hash,
      entries: who.entries,
      verdict: "reserved",
      cost: estimate,
    },
    select: { id: true },
  });
  return { id: row.id, cap: isNear };
}

/** First key of the advisory lock under which a community's budget is taken from. */
const budgetLock = 7009;

/** What the community's requests of this month cost, in millionths of the currency. */
async function spentThisMonth(ctx: BaseCtx): Promise<number> {
  const month = `${localDay(ctx.now, ctx.community.timeZone).slice(0, 7)}-01` as ReturnType<typeof localDay>;
  const since = startOfDay(month, ctx.community.timeZone);
  const { _sum } = await ctx.tx.llmCall.aggregate({
    where: { communityId: ctx.community.id, at: { gte: since } },
    _sum: { cost: true },
  });
  return _sum.cost ?? 0;
}
