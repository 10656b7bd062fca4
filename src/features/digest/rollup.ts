import type { Tx } from "../../core/database/index.ts";
import type { ThingToDo } from "../../core/digest.ts";
import { addDays, localDay, startOfDay } from "../../core/time.ts";
import { compare, countsBefore, countsOf, type Comparison, type Counts } from "../../engagement/figures.ts";
import { readerOf } from "./build.ts";
import { compared, type Compared } from "./digest.ts";
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
  communityId: number;
  /** by its own clock */
  period: Period;
  comparisons: Record<Compared, Comparison>;
  /** the counts of the periods before, the oldest first; fewer where the community was not there yet */
  before: Counts[];
}

/** Several communities beside each other, and what to do where it is needed most. */
export interface RollUp {
  rows: readonly RolledUp[];
  worst: readonly ThingsThere[];
}

/** What to do in one community. */
export interface ThingsThere {
  community: string;
  things: readonly ThingToDo[];
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
    rows.push({ community: community.name, communityId: community.id, period, comparisons, before: former });
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

/** A community in which a person has a role, and whether its digest goes to them there. */
export interface OwnCommunity extends LookedAfter {
  /** who they are in it */
  person: number;
  role: string;
  /** they get its weekly digest, unless it cannot reach them there */
  wantsWeekly: boolean;
  /** they have written to a bot of it alone */
  hasChat: boolean;
}

/** The communities in which a member's person has a role, through any identity that is certainly theirs. By name. */
export async function communitiesOf(tx: Tx, communityId: number, memberId: number): Promise<OwnCommunity[]> {
  const rows = await tx.$queryRaw<(Omit<OwnCommunity, "wantsWeekly"> & { chosen: boolean | null })[]>`
    WITH own AS (SELECT i.platform, i.platform_user_id FROM identity i
      JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
      WHERE i.community_id = ${communityId} AND coalesce(m.merged_into_id, m.id) = ${memberId} AND i.unconfirmed_at IS NULL),
    people AS (SELECT DISTINCT i.community_id, coalesce(m.merged_into_id, m.id) AS person FROM own
      JOIN identity i ON i.platform = own.platform AND i.platform_user_id = own.platform_user_id AND i.unconfirmed_at IS NULL
      JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id),
    parts AS (SELECT p.community_id, p.person, m.id FROM people p JOIN member m ON m.community_id = p.community_id
      AND (m.id = p.person OR m.merged_into_id = p.person))
    SELECT k.id, k.name, k.time_zone AS "timeZone", p.person, staff.role,
      (SELECT bool_or(d.weekly) FROM parts JOIN digest_choice d ON d.community_id = parts.community_id AND d.member_id = parts.id
        WHERE parts.community_id = k.id AND parts.person = p.person) AS chosen,
      EXISTS (SELECT FROM parts JOIN identity i ON i.community_id = parts.community_id AND i.member_id = parts.id
        JOIN chat c ON c.community_id = parts.community_id AND c.kind = 'private' AND c.platform = i.platform
          AND c.address = i.platform_user_id AND c.unreachable IS NULL
        WHERE parts.community_id = k.id AND parts.person = p.person) AS "hasChat"
      FROM people p JOIN community k ON k.id = p.community_id AND k.joined_into_id IS NULL
      JOIN LATERAL (SELECT r.role FROM parts JOIN member_role r ON r.community_id = parts.community_id AND r.member_id = parts.id
        WHERE parts.community_id = p.community_id AND parts.person = p.person
        ORDER BY r.role = 'owner' DESC, r.role = 'manager' DESC LIMIT 1) staff ON true
     ORDER BY k.name, k.id`;
  return rows.map(({ chosen, ...row }) => ({
    ...row,
    wantsWeekly: chosen ?? (row.role === "manager" || row.role === "owner"),
  }));
}

/**
 * Which of several communities sends the message for all of them: of those that can reach the person the one
 * in whose zone the week ends last, so that it is over in all; of several the oldest.
 */
export function senderAmong(all: readonly OwnCommunity[], { toDay }: Period): number | undefined {
  const endOf = ({ timeZone }: OwnCommunity) => startOfDay(addDays(toDay, 1), timeZone).getTime();
  const reachable = all.filter(({ hasChat }) => hasChat);
  return reachable.toSorted((a, b) => endOf(b) - endOf(a) || a.id - b.id)[0]?.id;
}
