import type { BaseCtx, EventCtx } from "../../../core/context.ts";
import { Prisma } from "../../../core/database/index.ts";
import { localDay, startOfDay, type Day } from "../../../core/time.ts";
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
  const { inHour, inDay, inChat, spent } = await usedUp(ctx, who);
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

/** What has been asked of models, and what this month's requests cost, in millionths of the currency. */
interface Used {
  inHour: number;
  inDay: number;
  inChat: number;
  spent: number;
}

async function usedUp(
  { tx, community, now }: BaseCtx,
  { chatId, memberIds }: { chatId: number; memberIds: readonly number[] },
): Promise<Used> {
  const day = localDay(now, community.timeZone);
  const today = startOfDay(day, community.timeZone);
  const month = startOfDay(`${day.slice(0, 7)}-01` as Day, community.timeZone);
  const hourAgo = new Date(now.getTime() - hourMs);
  const isMine = Prisma.sql`member_id = ANY (${[...memberIds]}::int[])`;
  const [row] = await tx.$queryRaw<Used[]>`
    SELECT count(*) FILTER (WHERE ${isMine} AND at > ${hourAgo})::int AS "inHour",
      count(*) FILTER (WHERE ${isMine} AND at >= ${today})::int AS "inDay",
      count(*) FILTER (WHERE chat_id = ${chatId} AND at >= ${today})::int AS "inChat",
      coalesce(sum(cost) FILTER (WHERE at >= ${month}), 0)::float8 AS spent
    FROM llm_call WHERE community_id = ${community.id} AND at >= least(${month}::timestamptz, ${hourAgo}::timestamptz)`;
  return row as Used;
}

/** A model is given seconds; longer ago its process has ended, and the answer comes with the next one. */
const thinkingMs = 60_000;

/** Is an entry being put in other words for this person, here, so that they have not read it yet? */
export async function isBeingPut(
  { tx, community, chat, now }: EventCtx,
  memberIds: readonly number[],
  entryId: number,
): Promise<boolean> {
  const where = { communityId: community.id, chatId: chat.id, memberId: { in: [...memberIds] }, verdict: "reserved" };
  const at = { gt: new Date(now.getTime() - thinkingMs) };
  return (await tx.llmCall.count({ where: { ...where, entries: { has: entryId }, at } })) > 0;
}
