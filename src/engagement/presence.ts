import type { Tx } from "../core/database/index.ts";
import { dayToDate, type Day } from "../core/time.ts";

/** On how many days since `fromDay` each of these people wrote something; whoever did not is left out. */
export async function activeDaysOf(
  tx: Tx,
  communityId: number,
  people: readonly number[],
  fromDay: Day,
): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ id: number; days: number }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS id, count(DISTINCT d.day)::int AS days FROM member m
    JOIN member_day d ON d.community_id = m.community_id AND d.member_id = m.id
    WHERE m.community_id = ${communityId} AND (m.id = ANY(${[...people]}::int[]) OR m.merged_into_id = ANY(${[...people]}::int[]))
      AND d.day >= ${dayToDate(fromDay)} AND d.messages > 0 GROUP BY 1`;
  return new Map(rows.map((row) => [row.id, row.days]));
}
