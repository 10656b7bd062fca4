import type { Tx } from "../../core/database/index.ts";
import type { Ctx } from "../../core/feature.ts";
import { localDay } from "../../core/time.ts";
import { compare, countsBefore, countsOf, type Comparison } from "../../engagement/figures.ts";
import { compared, readerOf, type Compared } from "./build.ts";
import { formerPeriods, lastOver, type Period } from "./period.ts";

/** A community a manager looks after. */
export interface LookedAfter {
  id: number;
  name: string;
  timeZone: string;
}

/** One community's week in a line. */
export interface RolledUp {
  community: string;
  /** by its own clock */
  period: Period;
  comparisons: Record<Compared, Comparison>;
}

/** The weeks of several communities beside each other, those first that changed for the worse, then the liveliest. */
export async function rollUp(
  tx: Tx,
  communities: readonly LookedAfter[],
  periodOf: (community: LookedAfter) => Period,
): Promise<RolledUp[]> {
  const db = readerOf(tx);
  const rows: RolledUp[] = [];
  for (const community of communities) {
    const period = periodOf(community);
    const former = await countsBefore(db, community.id, formerPeriods(period));
    const now = await countsOf(db, community.id, period);
    const comparisons = Object.fromEntries(
      compared.map((name) => [
        name,
        compare(
          now[name],
          former.map((each) => each[name]),
        ),
      ]),
    ) as RolledUp["comparisons"];
    rows.push({ community: community.name, period, comparisons });
  }
  return rows.toSorted((a, b) => worse(b) - worse(a) || b.comparisons.messages.value - a.comparisons.messages.value);
}

/** Whether something in it calls for a look. */
export const worse = ({ comparisons }: RolledUp): number =>
  Number(comparisons.active.sign === "down") +
  Number(comparisons.messages.sign === "down") +
  Number(comparisons.leaves.sign === "up");

/** The newest week that is over in each community's own zone. */
export const lastWeekIn =
  (now: Date) =>
  ({ timeZone }: LookedAfter): Period =>
    lastOver("week", localDay(now, timeZone));

/** The communities in which this person has a role, through any identity that is certainly theirs. By name. */
export async function lookedAfterBy({ tx, community, member }: Ctx): Promise<LookedAfter[]> {
  return tx.$queryRaw<LookedAfter[]>`
    WITH own AS (SELECT i.platform, i.platform_user_id FROM identity i
      JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
      WHERE i.community_id = ${community.id} AND coalesce(m.merged_into_id, m.id) = ${member.id} AND i.unconfirmed_at IS NULL)
    SELECT DISTINCT k.id, k.name, k.time_zone AS "timeZone" FROM own
      JOIN identity i ON i.platform = own.platform AND i.platform_user_id = own.platform_user_id AND i.unconfirmed_at IS NULL
      JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
      JOIN member same ON same.community_id = m.community_id
        AND coalesce(same.merged_into_id, same.id) = coalesce(m.merged_into_id, m.id)
      JOIN member_role r ON r.community_id = same.community_id AND r.member_id = same.id
      JOIN community k ON k.id = m.community_id AND k.joined_into_id IS NULL
     ORDER BY k.name, k.id`;
}
