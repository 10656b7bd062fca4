import { Refusal, type Ctx } from "../../core/context.ts";
import { addDays, dateToDay, dayBefore, daysBetween, dayToDate, localDay, type Day } from "../../core/time.ts";
import { shownName } from "../../members/lookalike.ts";
import { personMeant } from "../../members/meant.ts";
import { memberIdsOf } from "../../members/person.ts";
import { award, balanceOf } from "../../points/index.ts";
import { checkinSettings } from "./settings.ts";
import { streakOn } from "./streak.ts";
import { text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    /** a missed day was filled; `streak` is the one that runs today, or ran yesterday */
    "checkin.madeUp": { memberId: number; day: Day; streak: number };
  }
}

/** How many days back a card reaches. */
const reachDays = 7;
/** Most cards given or bought at once. */
const cardsLimit = 31;

/** 补签卡: how many cards a member has, and what they are for. */
export async function showCards(ctx: Ctx): Promise<void> {
  const { cardPrice } = await ctx.settings(checkinSettings);
  await ctx.reply(text.cards, { cards: await cardsOf(ctx, ctx.member.id), price: cardPrice });
}

/** What the audit keeps of it: how many, to whom. */
export async function keptOfGift(ctx: Ctx): Promise<string> {
  const { person, rest } = await personMeant(ctx);
  return `${countFrom(rest)} #${person.id}`;
}

/** 发补签卡 @用户 2: a manager gives cards. */
export async function giveCards(ctx: Ctx): Promise<void> {
  const { person, rest } = await personMeant(ctx);
  const count = countFrom(rest);
  await changeCards(ctx, person.id, `give:${refOf(ctx)}`, count);
  const cards = await cardsOf(ctx, person.id);
  await ctx.reply(text.gaveCards, { name: await shownName(ctx, person), count, cards });
}

/** 买补签卡 2: a member pays points for cards. */
export async function buyCards(ctx: Ctx): Promise<void> {
  const { tx, member } = ctx;
  const { cardPrice } = await ctx.settings(checkinSettings);
  if (cardPrice === 0) throw new Refusal(text.notForSale);
  const count = countFrom(ctx.args);
  const price = cardPrice * count;
  const balance = await balanceOf(tx, member.communityId, member.id);
  if (balance < price) throw new Refusal(text.tooDear, { count, price, balance });
  const left = await award(ctx, -price, `card:${refOf(ctx)}`);
  await changeCards(ctx, member.via, `buy:${refOf(ctx)}`, count);
  await ctx.reply(text.boughtCards, { count, price, balance: left, cards: await cardsOf(ctx, member.id) });
}

/** 补签: a card fills yesterday, else the newest day missed within a week; the streak closes over it. */
export async function makeUp(ctx: Ctx): Promise<void> {
  const { tx, member } = ctx;
  const day = await missedDay(ctx);
  if (!day) throw new Refusal(text.nothingMissed);
  const { cardPrice, cardPoints } = await ctx.settings(checkinSettings);
  const cards = await cardsOf(ctx, member.id);
  if (cards < 1) throw new Refusal(text.noCards, { day, price: cardPrice });

  await changeCards(ctx, member.via, `use:${day}`, -1);
  await tx.checkIn.create({
    data: { communityId: member.communityId, memberId: member.via, day: dayToDate(day), streak: 1, madeUp: true },
  });
  const streak = await closeStreak(ctx, day);
  if (cardPoints > 0) await award(ctx, cardPoints, `makeup:${day}`);
  await ctx.reply(text.madeUp, { day, streak, points: cardPoints, cards: cards - 1 });
  ctx.emit("checkin.madeUp", { memberId: member.id, day, streak });
}

/** The newest day before today without a check-in, within reach and not before the person was here. */
async function missedDay(ctx: Ctx): Promise<Day | undefined> {
  const { tx, member, today } = ctx;
  const here = await tx.member.aggregate({
    where: { communityId: member.communityId, OR: [{ id: member.id }, { mergedIntoId: member.id }] },
    _min: { createdAt: true },
  });
  const since = localDay(here._min.createdAt ?? ctx.now, ctx.community.timeZone);
  const days = await daysSince(ctx, addDays(today, -reachDays));
  for (let day = dayBefore(today); day >= since && daysBetween(day, today) <= reachDays; day = dayBefore(day))
    if (!days.has(day)) return day;
  return undefined;
}

/** Every member id the person of this act goes by. */
const idsOf = (ctx: Ctx): Promise<number[]> => memberIdsOf(ctx.tx, ctx.community.id, ctx.member.id);

/** The days from one on that a person checked in on, through whichever of their identities. */
async function daysSince(ctx: Ctx, from: Day): Promise<Set<Day>> {
  const rows = await ctx.tx.checkIn.findMany({
    select: { day: true },
    where: { communityId: ctx.community.id, memberId: { in: await idsOf(ctx) }, day: { gte: dayToDate(from) } },
  });
  return new Set(rows.map((row) => dateToDay(row.day)));
}

/** Counts the streak again from a filled day on, up to the next gap. Returns the newest of that run. */
async function closeStreak(ctx: Ctx, filled: Day): Promise<number> {
  const { tx, community } = ctx;
  const ids = await idsOf(ctx);
  const days = await daysSince(ctx, filled);
  let streak = await streakOn(ctx, dayBefore(filled));
  for (let day = filled; days.has(day); day = addDays(day, 1)) {
    streak++;
    const where = { communityId: community.id, memberId: { in: ids }, day: dayToDate(day) };
    await tx.checkIn.updateMany({ where, data: { streak } });
  }
  return streak;
}

async function cardsOf(ctx: Ctx, memberId: number): Promise<number> {
  const { _sum } = await ctx.tx.makeupCard.aggregate({
    where: { communityId: ctx.community.id, memberId: { in: await memberIdsOf(ctx.tx, ctx.community.id, memberId) } },
    _sum: { delta: true },
  });
  return _sum.delta ?? 0;
}

async function changeCards(ctx: Ctx, memberId: number, key: string, delta: number): Promise<void> {
  const data = { communityId: ctx.community.id, memberId, key, delta, at: ctx.now };
  await ctx.tx.makeupCard.createMany({ data, skipDuplicates: true });
}

/** How many cards a command names; one when it names none. */
function countFrom(words: string): number {
  const word = words.trim().replace(/ ?(?:张|張|cards?)$/i, "");
  const count = word === "" ? 1 : Number(word);
  if (!/^\d*$/.test(word) || count < 1 || count > cardsLimit) throw new Refusal(text.howMany, { limit: cardsLimit });
  return count;
}

/** The identity of the command's message: what it does, it does once. */
const refOf = ({ event }: Ctx): string => `${event.platform}:${event.account}:${event.key}`;
