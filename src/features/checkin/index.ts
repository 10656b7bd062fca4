import { z } from "zod";
import { defineFeature, Refusal, type Ctx } from "../../core/feature.ts";
import { dayBefore, dayToDate, type Day } from "../../core/time.ts";
import { award } from "../../points/index.ts";
import { rewardFor } from "./rules.ts";
import { text } from "./text.ts";

declare module "../../core/feature.ts" {
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
  ],
  settings: z.object({
    base: z.number().int().min(0).max(1000).default(10),
    step: z.number().int().min(0).max(100).default(2),
    fullAfterDays: z.number().int().min(1).max(365).default(6),
  }),
  settingTexts: text.settings,
  person: {
    export: async (tx, communityId, memberIds) => ({
      check_in: await tx.checkIn.findMany({
        where: { communityId, memberId: { in: memberIds } },
        orderBy: { day: "asc" },
      }),
    }),
    forget: async (tx, communityId, memberIds) => {
      await tx.checkIn.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
    },
    // a day checked in on both sides is one day; the longer streak is the true one
    move: async (tx) => {
      await tx.$executeRaw`
        INSERT INTO check_in AS c (community_id, member_id, day, streak)
        SELECT to_community, to_member, day, max(streak) FROM check_in JOIN moving
          ON community_id = from_community AND member_id = from_member GROUP BY 1, 2, 3
        ON CONFLICT (community_id, member_id, day) DO UPDATE SET streak = greatest(c.streak, excluded.streak)`;
      await tx.$executeRaw`
        DELETE FROM check_in USING moving WHERE community_id = from_community AND member_id = from_member`;
    },
  },
});

async function checkIn(ctx: Ctx): Promise<void> {
  const { tx, member, today } = ctx;
  const on = (day: Day) =>
    tx.checkIn.findUnique({
      where: {
        communityId_memberId_day: { communityId: member.communityId, memberId: member.id, day: dayToDate(day) },
      },
    });

  const before = await on(today);
  if (before) throw new Refusal(text.already, { streak: before.streak });

  const streak = ((await on(dayBefore(today)))?.streak ?? 0) + 1;
  await tx.checkIn.create({
    data: { communityId: member.communityId, memberId: member.id, day: dayToDate(today), streak },
  });

  const points = rewardFor(streak, await ctx.settings(checkin));
  const balance = await award(ctx, points, `checkin:${today}`); // the key makes it once
  await ctx.reply(text.done, { points, streak, balance });
  ctx.emit("checkin.done", { memberId: member.id, day: today, streak });
}
