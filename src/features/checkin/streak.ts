import type { Ctx } from "../../core/context.ts";
import type { Day } from "../../core/time.ts";
import { anyOf } from "../../core/person.ts";
import { runOf } from "./rules.ts";

/** How many days back is looked at first, and then: most streaks are short, and years of days take long to read. */
const reaches = [31, 100_000];

/** Days in a row on which a person checked in, on any platform. */
export interface Streak {
  days: number;
  /** the day asked for is the last of them; else it is the day before */
  isOn: boolean;
}

/** The streak up to a day, or up to the day before when that one is not in it. */
export async function streakUntil({ tx, member }: Ctx, day: Day): Promise<Streak> {
  for (const reach of reaches) {
    // the streaks written down are what each identity was told: count the days of all
    const [row] = await tx.$queryRaw<{ ago: number[] }[]>`
      SELECT ARRAY (SELECT DISTINCT ${day}::date - c.day FROM check_in c
        WHERE c.community_id = ${member.communityId} AND c.member_id = ${anyOf(member.communityId, member.id)}
          AND c.day BETWEEN ${day}::date - ${reach}::int AND ${day}::date ORDER BY 1) AS ago`;
    const { ago } = row ?? { ago: [] };
    const [last = reach] = ago;
    const days = runOf(ago);
    if (last > 1) break;
    if (last + days <= reach) return { days, isOn: last === 0 };
  }
  return { days: 0, isOn: false };
}

/** Days in a row up to and with this one on which the person checked in; 0 = not on this day. */
export async function streakOn(ctx: Ctx, day: Day): Promise<number> {
  const { days, isOn } = await streakUntil(ctx, day);
  return isOn ? days : 0;
}
