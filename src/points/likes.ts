import type { Tx } from "../core/database/index.ts";
import { addDays, dayToDate, type Day } from "../core/time.ts";

/** What half a year of points says somebody likes to take part in; talk and gifts say nothing. */
const likeable = ["quiz", "draw", "checkin"];
const lookedAtDays = 182;
/** Fewer times are chance. */
const leastTimes = 3;

/** The ledger reasons for which some people earned points most often lately, each person's favourite only. */
export async function favourites(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  today: Day,
  people: readonly number[],
): Promise<Map<number, string>> {
  const since = dayToDate(addDays(today, -lookedAtDays));
  const rows = await tx.$queryRaw<{ id: number; reason: string }[]>`
    SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS id, l.reason FROM ledger_entry l
    JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id
    WHERE l.community_id = ${communityId} AND l.day >= ${since} AND l.reason = ANY (${likeable}::text[])
      AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])
    GROUP BY 1, 2 HAVING count(*) >= ${leastTimes} ORDER BY 1, count(*) DESC, 2`;
  return new Map(rows.map((row) => [row.id, row.reason]));
}
