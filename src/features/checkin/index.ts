import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import type { Text } from "../../core/text.ts";
import { dayToDate, type Day } from "../../core/time.ts";
import { award, hasEntry } from "../../points/index.ts";
import { buyCards, giveCards, keptOfGift, makeUp, showCards } from "./makeup.ts";
import { rewardFor } from "./rules.ts";
import { checkinSettings, settings } from "./settings.ts";
import { streakUntil } from "./streak.ts";
import { checkInFigures, checkInsOfPeriod, whoCheckedIn } from "./digest.ts";
import { text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    "checkin.done": { memberId: number; day: Day; streak: number };
  }
}

/** Daily check-in (签到): points once per civil day, a little more each day in a row. */
export const checkin = defineFeature({
  name: "checkin",
  title: text.title,
  commands: [
    { name: "checkin", aliases: ["签到", "每日签到", "打卡", "qd"], who: "member", help: text.help, run: checkIn },
    { name: "makeup", aliases: ["补签", "用补签卡"], who: "member", help: text.makeUpHelp, run: makeUp },
    { name: "cards", aliases: ["补签卡", "我的补签卡"], who: "member", help: text.cardsHelp, run: showCards },
    {
      name: "buy_card",
      aliases: ["买补签卡", "购买补签卡"],
      who: "member",
      takesArguments: true,
      help: text.buyHelp,
      run: buyCards,
    },
    {
      name: "give_card",
      aliases: ["发补签卡", "送补签卡"],
      who: "manager",
      takesArguments: true,
      help: text.giveHelp,
      audit: keptOfGift,
      run: giveCards,
    },
  ],
  settings,
  settingTexts: text.settings,
  digest: checkInsOfPeriod,
  figures: checkInFigures,
  milestones: [{ step: 2, name: text.milestone, reached: whoCheckedIn }],
  points: {
    reasons: { checkin: text.checkinReason, makeup: text.makeUpReason, card: text.cardReason },
    rules: async (ctx) => {
      const now = await ctx.settings(checkinSettings);
      return [filled(text.rule, now), filled(text.cardRule, now)];
    },
    today: async (ctx) => {
      const isDone = await hasEntry(ctx.tx, ctx.member.communityId, ctx.member.id, `checkin:${ctx.today}`);
      return [isDone ? text.doneToday : text.notToday];
    },
  },
  person: {
    export: async (tx, communityId, memberIds) => ({
      check_in: await tx.checkIn.findMany({
        where: { communityId, memberId: { in: memberIds } },
        orderBy: { day: "asc" },
      }),
      makeup_card: await tx.makeupCard.findMany({ where: { communityId, memberId: { in: memberIds } } }),
    }),
    forget: async (tx, communityId, memberIds) => {
      await tx.checkIn.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
      await tx.makeupCard.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
    },
    // a day checked in on both sides is one day; the longer streak is the true one
    move: async (tx) => {
      await tx.$executeRaw`
        INSERT INTO check_in AS c (community_id, member_id, day, streak, made_up)
        SELECT to_community, to_member, day, max(streak), bool_and(made_up) FROM check_in JOIN moving
          ON community_id = from_community AND member_id = from_member GROUP BY 1, 2, 3
        ON CONFLICT (community_id, member_id, day) DO UPDATE SET streak = greatest(c.streak, excluded.streak),
          made_up = c.made_up AND excluded.made_up`;
      await tx.$executeRaw`
        DELETE FROM check_in USING moving WHERE community_id = from_community AND member_id = from_member`;
      // cards add up: a key the person has there already is told from it by where it comes from
      await tx.$executeRaw`
        INSERT INTO makeup_card (community_id, member_id, key, delta, at)
        SELECT to_community, to_member, from_community || ':' || from_member || ':' || key, delta, at FROM makeup_card
        JOIN moving ON community_id = from_community AND member_id = from_member`;
      await tx.$executeRaw`
        DELETE FROM makeup_card USING moving WHERE community_id = from_community AND member_id = from_member`;
    },
  },
});

function filled<P>(words: Text<P>, params: P): Text {
  return { zh: () => words.zh(params), en: () => words.en(params) };
}

async function checkIn(ctx: Ctx): Promise<void> {
  const { tx, member, today } = ctx;
  const before = await streakUntil(ctx, today);
  if (before.isOn) throw new Refusal(text.already, { streak: before.days });

  const streak = before.days + 1;
  const note = (): Promise<unknown> => tx.$executeRaw`
    INSERT INTO check_in (community_id, member_id, day, streak, made_up)
    VALUES (${member.communityId}, ${member.via}, ${dayToDate(today)}::date, ${streak}, false)`;

  // staff keep their streak, and are not scored
  if (member.role) {
    await note();
    await ctx.reply(text.doneByStaff, { streak });
    ctx.emit("checkin.done", { memberId: member.id, day: today, streak });
    return;
  }
  const points = rewardFor(streak, await ctx.settings(checkinSettings));
  const [balance] = await Promise.all([award(ctx, points, `checkin:${today}`), note()]); // the key makes it once
  await ctx.reply(text.done, { points, streak, balance });
  ctx.emit("checkin.done", { memberId: member.id, day: today, streak });
}
