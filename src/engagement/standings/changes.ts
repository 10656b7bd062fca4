import type { Tx } from "../../core/database/index.ts";
import type { DriftState } from "../drift/index.ts";
import type { DayRange } from "../period.ts";

/** Somebody whose state changed within a period: where they stood before the first change and after the last. */
export interface StateChange {
  memberId: number;
  name: string;
  before: DriftState;
  after: DriftState;
}

/**
 * Who stands elsewhere at the end of a period than before it, each person once. A look at a day knows the
 * days before it, so the looks of a period are those from the day after its first to the day after its
 * last. Staff, who left and who wishes not to be counted are left out. Ascending by person id.
 */
export async function stateChanges(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  { fromDay, toDay }: DayRange,
): Promise<StateChange[]> {
  return tx.$queryRaw<StateChange[]>`
    SELECT m.id AS "memberId", m.name, c.before, c.after FROM (
      SELECT member_id, (array_agg(before ORDER BY day))[1] AS before, (array_agg(after ORDER BY day DESC))[1] AS after
        FROM standing_change WHERE community_id = ${communityId} AND day BETWEEN ${fromDay}::date + 1 AND ${toDay}::date + 1
       GROUP BY member_id) c
    JOIN member m ON m.community_id = ${communityId} AND m.id = c.member_id AND m.merged_into_id IS NULL AND m.name <> ''
    WHERE c.before <> c.after
      AND EXISTS (SELECT FROM member_standing s WHERE s.community_id = ${communityId} AND s.member_id = m.id)
      AND NOT EXISTS (SELECT FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
        WHERE r.community_id = ${communityId} AND coalesce(own.merged_into_id, own.id) = m.id)
    ORDER BY m.id`;
}
