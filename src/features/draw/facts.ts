import type { BaseCtx } from "../../core/context.ts";
import { addDays, dateToDay, dayBefore, dayMs } from "../../core/time.ts";
import { activeDaysOf } from "../../engagement/presence.ts";
import { tierStates } from "../../points/index.ts";
import type { Facts } from "./rules.ts";
import type { Terms } from "./terms.ts";

interface PersonRow {
  id: number;
  since: Date;
  points: number;
  isStaff: boolean;
  tags: string[];
  streak: number;
  streakDay: Date | null;
  wonAt: Date | null;
}

/** What draws ask about these people, as of this act's moment: one look for one person as for all. */
export async function factsOf(ctx: BaseCtx, people: readonly number[], terms: Terms): Promise<Map<number, Facts>> {
  const { tx, community, now, today } = ctx;
  const { need } = terms;
  const since = need.notWon === 0 ? null : await lastDraws(ctx, need.notWon);
  const rows = await personRows(ctx, people);
  const active =
    need.active === 0
      ? new Map<number, number>()
      : await activeDaysOf(tx, community.id, people, addDays(today, 1 - need.within));
  const needsTier = need.tier > 0 || terms.weight.by === "tier";
  const tiers = needsTier ? await tierStates(tx, community.id, [...people]) : new Map<number, { tier: number }>();
  const runs = (row: PersonRow) => row.streakDay !== null && dateToDay(row.streakDay) >= dayBefore(today);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        isStaff: row.isStaff,
        days: Math.floor((now.getTime() - row.since.getTime()) / dayMs),
        active: active.get(row.id) ?? 0,
        points: row.points,
        tier: tiers.get(row.id)?.tier ?? 0,
        tags: row.tags,
        streak: runs(row) ? row.streak : 0,
        wonLately: since !== null && row.wonAt !== null && row.wonAt >= since,
      },
    ]),
  );
}

async function personRows({ tx, community }: BaseCtx, people: readonly number[]): Promise<PersonRow[]> {
  return tx.$queryRaw<PersonRow[]>`
    WITH own AS (SELECT coalesce(merged_into_id, id) AS person, id, created_at FROM member
      WHERE community_id = ${community.id} AND (id = ANY(${[...people]}::int[]) OR merged_into_id = ANY(${[...people]}::int[])))
    SELECT own.person AS id, min(own.created_at) AS since, coalesce(max(p.points), 0)::int AS points,
      count(r.member_id) > 0 AS "isStaff", coalesce(array_agg(DISTINCT t.tag) FILTER (WHERE t.tag IS NOT NULL), '{}') AS tags,
      coalesce((array_agg(s.streak ORDER BY s.day DESC) FILTER (WHERE s.day IS NOT NULL))[1], 0)::int AS streak,
      max(s.day) AS "streakDay", max(w.won_at) AS "wonAt"
    FROM own LEFT JOIN points_total p ON p.community_id = ${community.id} AND p.period = 'all' AND p.member_id = own.person
    LEFT JOIN member_role r ON r.community_id = ${community.id} AND r.member_id = own.id
    LEFT JOIN member_tag t ON t.community_id = ${community.id} AND t.member_id = own.id
    LEFT JOIN draw_streak s ON s.community_id = ${community.id} AND s.member_id = own.id
    LEFT JOIN draw_winner w ON w.community_id = ${community.id} AND w.member_id = own.id AND w.state <> 'skipped'
      AND NOT EXISTS (SELECT FROM draw d WHERE d.community_id = w.community_id AND d.id = w.draw_id AND d.state = 'void')
    GROUP BY own.person`;
}

/** When the oldest of the last so many draws had its result; null when there were none. */
async function lastDraws({ tx, community }: BaseCtx, count: number): Promise<Date | null> {
  const rows = await tx.draw.findMany({
    where: { communityId: community.id, settledAt: { not: null }, state: { not: "void" } },
    orderBy: { settledAt: "desc" },
    take: count,
    select: { settledAt: true },
  });
  return rows.at(-1)?.settledAt ?? null;
}
