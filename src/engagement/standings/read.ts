import type { Tx } from "../../core/database/index.ts";
import { daysBetween, type Day } from "../../core/time.ts";
import type { DriftState, MemberDrift } from "../drift/index.ts";

/** A member as of the last nightly look. */
export interface KnownStanding {
  memberId: number;
  /** as the platform gives it */
  name: string;
  asOfDay: Day;
  state: DriftState;
  chance: number | null;
  chanceAtLast: number | null;
  activeDays: number;
  usualGapDays: number | null;
  firstDay: Day | null;
  lastDay: Day | null;
}

/** Everybody's standing, or that of some people; staff are left out. Ascending by person id. */
export async function standings(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  people: readonly number[] | null = null,
): Promise<KnownStanding[]> {
  return tx.$queryRaw<KnownStanding[]>`
    SELECT s.member_id AS "memberId", m.name, s.as_of_day::text AS "asOfDay", s.state, s.chance,
      s.chance_at_last AS "chanceAtLast", s.active_days AS "activeDays", s.usual_gap_days AS "usualGapDays",
      s.first_day::text AS "firstDay", s.last_day::text AS "lastDay"
    FROM member_standing s JOIN member m ON m.community_id = s.community_id AND m.id = s.member_id
    WHERE s.community_id = ${communityId} AND m.merged_into_id IS NULL AND m.name <> ''
      AND (${people}::int[] IS NULL OR s.member_id = ANY (${people}::int[]))
      AND NOT EXISTS (SELECT FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
        WHERE r.community_id = s.community_id AND coalesce(own.merged_into_id, own.id) = s.member_id)
    ORDER BY s.member_id`;
}

/** A standing as the words of the drift model want it. */
export function asDrift(standing: KnownStanding): MemberDrift {
  const { asOfDay, chance, chanceAtLast, firstDay, lastDay } = standing;
  const since = (day: Day | null) => (day === null ? Infinity : daysBetween(day, asOfDay) - 1);
  return {
    member: standing.memberId,
    chance: chance === null || chanceAtLast === null ? null : { now: chance, atLastSeen: chanceAtLast },
    activeDays: standing.activeDays,
    silentDays: since(lastDay),
    ageDays: firstDay === null ? 0 : since(firstDay),
    backSinceDays: null,
    usualGapDays: standing.usualGapDays,
  };
}
