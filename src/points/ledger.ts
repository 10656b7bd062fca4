import type { Tx } from "../core/database/index.ts";
import { dayToDate, type Day } from "../core/time.ts";
import { periodOf, spans } from "./periods.ts";

/** What an award needs of the act that gives it. */
export interface AwardContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly today: Day;
  readonly member: { communityId: number; id: number };
}

/** One change of one person's points. */
export interface Change {
  memberId: number;
  delta: number;
  /** makes it once per person: a second change with the same key does nothing */
  key: string;
  /** a word for the bill: "checkin", "chat", "quiz" … */
  reason: string;
}

/**
 * Gives points to the member of this act. Once per key: a repeat changes nothing. Returns the
 * balance. The reason is what stands before the first ":" of the key.
 */
export async function award(ctx: AwardContext, delta: number, key: string): Promise<number> {
  const { member, tx, now, today } = ctx;
  const reason = key.split(":")[0] ?? key;
  await writeChanges(tx, member.communityId, [{ memberId: member.id, delta, key, reason }], { at: now, day: today });
  return balanceOf(tx, member.communityId, member.id);
}

/**
 * Appends changes to the ledger and to the sums that rankings read, in one statement. Changes whose
 * key is already there do nothing. Returns how many were new.
 */
export async function writeChanges(
  tx: Tx,
  communityId: number,
  changes: readonly Change[],
  when: { at: Date; day: Day },
): Promise<number> {
  for (const change of changes)
    if (!Number.isSafeInteger(change.delta)) throw new RangeError(`points are whole numbers, not ${change.delta}`);
  const periods = spans.map((span) => periodOf(span, when.day));
  const rows = await tx.$queryRaw<{ written: number }[]>`
    WITH input AS (
      SELECT * FROM unnest(${changes.map((c) => c.memberId)}::int[], ${changes.map((c) => c.delta)}::int[],
        ${changes.map((c) => c.key)}::text[], ${changes.map((c) => c.reason)}::text[]) AS t(member_id, delta, key, reason)),
    written AS (
      INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, at, day)
      SELECT ${communityId}, member_id, key, delta, reason, ${when.at}, ${dayToDate(when.day)} FROM input ORDER BY member_id, key
      ON CONFLICT DO NOTHING RETURNING member_id, delta),
    summed AS (
      INSERT INTO points_total AS p (community_id, period, member_id, points)
      SELECT ${communityId}, period, member_id, sum(delta) FROM written, unnest(${periods}::text[]) AS period
      GROUP BY period, member_id ORDER BY period, member_id
      ON CONFLICT (community_id, period, member_id) DO UPDATE SET points = p.points + excluded.points)
    SELECT count(*)::int AS written FROM written`;
  return rows[0]?.written ?? 0;
}

/** The points a person has: the sum of the ledger. */
export async function balanceOf(tx: Tx, communityId: number, memberId: number): Promise<number> {
  return (await standingOf(tx, communityId, memberId, "all")).points;
}

export interface Standing {
  points: number;
  /** 1 = most points; people with equal points share a rank; null = no points in the period */
  rank: number | null;
}

export async function standingOf(tx: Tx, communityId: number, memberId: number, period: string): Promise<Standing> {
  const rows = await tx.$queryRaw<{ points: number; rank: number }[]>`
    SELECT points, 1 + (SELECT count(*)::int FROM points_total o WHERE o.community_id = p.community_id
      AND o.period = p.period AND o.points > p.points) AS rank
    FROM points_total p WHERE community_id = ${communityId} AND period = ${period} AND member_id = ${memberId}`;
  return rows[0] ?? { points: 0, rank: null };
}

export interface Ranked {
  memberId: number;
  name: string;
  points: number;
  rank: number;
}

/** The first `limit` people of a period by points, equal points sharing a rank, the longer known first. */
export async function ranking(tx: Tx, communityId: number, period: string, limit: number): Promise<Ranked[]> {
  // the first are found by the index, and only they are ranked: nobody stands before them
  return tx.$queryRaw<Ranked[]>`
    SELECT "memberId", name, points, (rank() OVER (ORDER BY points DESC))::int AS rank FROM (
      SELECT p.member_id AS "memberId", m.name, p.points
      FROM points_total p JOIN member m ON m.community_id = p.community_id AND m.id = p.member_id
      WHERE p.community_id = ${communityId} AND p.period = ${period} AND p.points > 0
      ORDER BY p.points DESC, p.member_id LIMIT ${limit}) AS first
    ORDER BY points DESC, "memberId"`;
}
