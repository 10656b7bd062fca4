import type { Ctx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import type { Text } from "../../core/text.ts";
import { always } from "../../core/text.ts";
import { dateToDay, type Day } from "../../core/time.ts";
import { balanceOf, chatPoints, dayLimit, lastEntries, talkOfDay, type Entry } from "../../points/index.ts";
import { dayOfKey } from "./rules.ts";
import { text } from "./text.ts";

/** How many changes a bill shows. */
const billLength = 10;

/** 积分明细: the last changes of a member's points in words, then what today brought or did not, and why. */
export async function showBill(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { tx, member, language } = ctx;
  const entries = await lastEntries(tx, member.communityId, member.id, billLength);
  const reasons = new Map(features.flatMap((feature) => Object.entries(feature.points?.reasons ?? {})));
  const today: string[] = [];
  for (const feature of features)
    for (const line of (await feature.points?.today?.(ctx)) ?? []) today.push(line[language]());
  await ctx.reply(text.bill, {
    balance: await balanceOf(tx, member.communityId, member.id),
    lines: entries.map((entry) => ({
      day: dayOf(entry),
      delta: entry.delta,
      reason: (reasons.get(entry.reason) ?? always(entry.reason))[language](),
      note: entry.note ?? "",
    })),
    today,
  });
}

const dayOf = (entry: Entry): Day => (dayOfKey(entry.key) ?? dateToDay(entry.day)) as Day;

/** 积分规则: what earns points here, by the settings in force. */
export async function showRules(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const lines: string[] = [];
  for (const feature of features)
    for (const line of (await feature.points?.rules?.(ctx)) ?? []) lines.push(line[ctx.language]());
  await ctx.reply(text.rules, { lines });
}

/** What today's talk is worth so far, and what of it did not count. */
export async function talkToday(ctx: Ctx): Promise<Text[]> {
  const { tx, member, today } = ctx;
  if (member.role !== null) return [text.staffTalk];
  const { messages, minutes } = await talkOfDay(tx, member.communityId, member.id, today);
  const said = { messages, minutes, points: chatPoints(minutes), isFull: chatPoints(minutes) >= dayLimit };
  return [{ zh: () => text.talk.zh(said), en: () => text.talk.en(said) }];
}
