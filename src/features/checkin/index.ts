import { defineFeature, Refusal, type Ctx } from "../../core/feature.ts";
import { dayBefore, dayToDate, type Day } from "../../core/time.ts";
import { memberIdsOf } from "../../members/person.ts";
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
  commands: [
    { name: "checkin", aliases: ["签到", "每日签到", "打卡", "qd"], who: "member", help: text.help, run: checkIn },
  ],
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
  const before = await streakOn(ctx, today);
  if (before > 0) throw new Refusal(text.already, { streak: before });

  const streak = (await streakOn(ctx, dayBefore(today))) + 1;
  await tx.checkIn.create({
    data: { communityId: member.communityId, memberId: member.via, day: dayToDate(today), streak },
  });

  const points = rewardFor(streak);
  const balance = await award(ctx, points, `checkin:${today}`); // the key makes it once
  await ctx.reply(text.done, { points, streak, balance });
  ctx.emit("checkin.done", { memberId: member.id, day: today, streak });
}

/** Days in a row up to and with this one on which the person checked in, on any platform; 0 = not on this day. */
async function streakOn({ tx, member }: Ctx, day: Day): Promise<number> {
  // the streaks written down are what each identity was told: count the days of all
  const ids = await memberIdsOf(tx, member.communityId, member.id);
  const rows = await tx.$queryRaw<{ streak: number }[]>`
    SELECT count(*)::int AS streak FROM (SELECT day, row_number() OVER (ORDER BY day DESC)::int AS nth
      FROM (SELECT DISTINCT day FROM check_in WHERE community_id = ${member.communityId} AND member_id = ANY(${ids})
        AND day <= ${dayToDate(day)}) AS days) AS numbered
    WHERE day = ${dayToDate(day)}::date - nth + 1`;
  return rows[0]?.streak ?? 0;
}
