import { Prisma } from "../../core/database/index.ts";
import type { Ctx } from "../../core/context.ts";
import type { Day } from "../../core/time.ts";
import { anyOf } from "../../core/person.ts";

/** Days in a row up to and with this one on which the person checked in, on any platform; 0 = not on this day. */
export async function streakOn(ctx: Ctx, day: Day): Promise<number> {
  const [streak = 0] = await streaksOn(ctx, [day]);
  return streak;
}

/** The same for several days at once, in their order. */
export async function streaksOn({ tx, member }: Ctx, days: readonly Day[]): Promise<number[]> {
  const rows = Prisma.join(days.map((day, index) => Prisma.sql`(${day}::date, ${index}::int)`));
  // the streaks written down are what each identity was told: count the days of all
  const found = await tx.$queryRaw<{ streak: number }[]>`
    WITH checked AS (
      SELECT DISTINCT day FROM check_in c
      WHERE c.community_id = ${member.communityId} AND c.member_id = ${anyOf(member.communityId, member.id)})
    SELECT count(run.day)::int AS streak FROM (VALUES ${rows}) AS asked (day, position)
    LEFT JOIN LATERAL (SELECT day, row_number() OVER (ORDER BY day DESC)::int AS nth FROM checked
      WHERE checked.day <= asked.day) AS run ON run.day = asked.day - run.nth + 1
    GROUP BY position ORDER BY position`;
  return found.map(({ streak }) => streak);
}
