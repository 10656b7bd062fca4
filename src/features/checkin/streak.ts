import type { Ctx } from "../../core/feature.ts";
import { dayToDate, type Day } from "../../core/time.ts";
import { memberIdsOf } from "../../members/person.ts";

/** Days in a row up to and with this one on which the person checked in, on any platform; 0 = not on this day. */
export async function streakOn({ tx, member }: Ctx, day: Day): Promise<number> {
  // the streaks written down are what each identity was told: count the days of all
  const ids = await memberIdsOf(tx, member.communityId, member.id);
  const rows = await tx.$queryRaw<{ streak: number }[]>`
    SELECT count(*)::int AS streak FROM (SELECT day, row_number() OVER (ORDER BY day DESC)::int AS nth
      FROM (SELECT DISTINCT day FROM check_in WHERE community_id = ${member.communityId} AND member_id = ANY(${ids})
        AND day <= ${dayToDate(day)}) AS days) AS numbered
    WHERE day = ${dayToDate(day)}::date - nth + 1`;
  return rows[0]?.streak ?? 0;
}
