import { Prisma, type Tx } from "../core/database/index.ts";
import type { Facts } from "../core/context.ts";
import { dayToDate, type Day } from "../core/time.ts";
import { anyOf } from "../core/person.ts";
import { periodOf, spans } from "./periods.ts";
import { tierSql } from "./tiers.ts";

declare module "../core/context.ts" {
  interface Facts {
    /** a person has more points now; `chatId`: where it happened */
    "points.earned": { memberId: number; chatId: number | null };
  }
}

/** What an award needs of the act that gives it. */
export interface AwardContext {
  readonly tx: Tx;
  readonly now: Date;
  readonly today: Day;
  readonly member: { communityId: number; id: number; via?: number };
  readonly chat?: { id: number };
  emit?(name: "points.earned", fact: Facts["points.earned"]): void;
}

/** One change of one person's points. */
export interface Change {
  /** the member the points came through; sums are kept for the person behind it */
  memberId: number;
  delta: number;
  /** makes it once per person: a second change with the same key does nothing */
  key: string;
  /** a word for the bill: "checkin", "chat", "quiz" … */
  reason: string;
  /** what the giver said about it */
  note?: string;
}

/**
 * Gives points to the member of this act. Once per key: a repeat changes nothing. Returns the
 * balance. The reason is what stands before the first ":" of the key.
 */
export async function award(ctx: AwardContext, delta: number, key: string): Promise<number> {
  const { member, tx, now, today } = ctx;
  const reason = key.split(":")[0] ?? key;
  const change = { memberId: member.via ?? member.id, delta, key, reason };
  const { written, balance } = await write(tx, member.communityId, [change], { at: now, day: today });
  if (written > 0 && delta > 0) ctx.emit?.("points.earned", { memberId: member.id, chatId: ctx.chat?.id ?? null });
  return balance ?? balanceOf(tx, member.communityId, member.id);
}

/**
 * Appends changes to the ledger and to the sums that rankings read, in one statement. A change whose
 * key the person already has, through whichever identity, does nothing. Returns how many were new.
 */
export async function writeChanges(
  tx: Tx,
  communityId: number,
  changes: readonly Change[],
  when: { at: Date; day: Day },
): Promise<number> {
  return (await write(tx, communityId, changes, when)).written;
}

interface Written {
  /** how many were new */
  written: number;
  /** where one person's were: the points they have now */
  balance: number | null;
}

async function write(
  tx: Tx,
  communityId: number,
  changes: readonly Change[],
  when: { at: Date; day: Day },
): Promise<Written> {
  for (const change of changes)
    if (!Number.isSafeInteger(change.delta)) throw new RangeError(`points are whole numbers, not ${change.delta}`);
  const periods = spans.map((span) => periodOf(span, when.day));
  const [row] = await tx.$queryRaw<Written[]>`
    WITH input AS (
      SELECT t.*, coalesce(m.merged_into_id, t.member_id) AS person_id
      FROM ${changesSql(changes)} AS t(member_id, delta, key, reason, note)
      LEFT JOIN member m ON m.community_id = ${communityId} AND m.id = t.member_id),
    written AS (
      INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, note, at, day)
      SELECT ${communityId}, member_id, key, delta, reason, note, ${when.at}, ${dayToDate(when.day)} FROM input i
      WHERE NOT EXISTS (SELECT FROM merged_member s JOIN ledger_entry l ON l.community_id = s.community_id
        AND l.member_id = s.member_id AND l.key = i.key WHERE s.community_id = ${communityId} AND s.person_id = i.person_id)
      ORDER BY member_id, key ON CONFLICT DO NOTHING RETURNING member_id, delta),
    summed AS (
      INSERT INTO points_total AS p (community_id, period, member_id, points)
      SELECT ${communityId}, period, person_id, sum(w.delta)
      FROM written w JOIN (SELECT DISTINCT member_id, person_id FROM input) i USING (member_id), unnest(${periods}::text[]) AS period
      GROUP BY period, person_id ORDER BY period, person_id
      ON CONFLICT (community_id, period, member_id) DO UPDATE SET points = p.points + excluded.points RETURNING period, points)
    SELECT (SELECT count(*)::int FROM written) AS written, (SELECT min(points) FROM summed WHERE period = 'all') AS balance`;
  return row ?? { written: 0, balance: null };
}

/** Changes as rows. One is written apart: with lists the planner would plan anew at every call. */
function changesSql(changes: readonly Change[]): Prisma.Sql {
  const [one] = changes;
  if (one && changes.length === 1) {
    const { memberId, delta, key, reason, note = null } = one;
    return Prisma.sql`(VALUES (${memberId}::int, ${delta}::int, ${key}::text, ${reason}::text, ${note}::text))`;
  }
  return Prisma.sql`unnest(${changes.map((c) => c.memberId)}::int[], ${changes.map((c) => c.delta)}::int[],
    ${changes.map((c) => c.key)}::text[], ${changes.map((c) => c.reason)}::text[],
    ${changes.map((c) => c.note ?? null)}::text[])`;
}

/** One line of somebody's bill. */
export interface Entry {
  key: string;
  delta: number;
  reason: string;
  note: string | null;
  at: Date;
  /** the civil day, as the database's date */
  day: Date;
}

/** The newest changes of a person's points, through whichever of their identities, newest first. */
export async function lastEntries(tx: Tx, communityId: number, memberId: number, limit: number): Promise<Entry[]> {
  return tx.$queryRaw<Entry[]>`
    SELECT l.key, l.delta, l.reason, l.note, l.at, l.day FROM ledger_entry l
    WHERE l.community_id = ${communityId} AND l.member_id = ${anyOf(communityId, memberId)}
    ORDER BY l.id DESC LIMIT ${limit}`;
}

/** Whether a person has a change with this key. */
export async function hasEntry(tx: Tx, communityId: number, memberId: number, key: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM ledger_entry l
    WHERE l.community_id = ${communityId} AND l.member_id = ${anyOf(communityId, memberId)} AND l.key = ${key} LIMIT 1`;
  return rows.length > 0;
}

/** The points a person has: the sum of the ledger. */
export async function balanceOf(tx: Tx, communityId: number, memberId: number): Promise<number> {
  const rows = await tx.$queryRaw<{ points: number }[]>`
    SELECT points FROM points_total WHERE community_id = ${communityId} AND period = 'all' AND member_id = ${memberId}`;
  return rows[0]?.points ?? 0;
}

/** Whoever chose not to be on boards (`/hide`) is on none, and moves nobody down: asked for once, whatever is looked through. */
const hidden = (communityId: number): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(m.merged_into_id, m.id) FROM opt_out h JOIN member m ON m.community_id = h.community_id AND m.id = h.member_id
  WHERE h.community_id = ${communityId} AND h.choice = 'boards')`;

export interface Standing {
  points: number;
  /** 1 = most points; people with equal points share a rank; null = no points in the period */
  rank: number | null;
}

export async function standingOf(tx: Tx, communityId: number, memberId: number, period: string): Promise<Standing> {
  const rows = await tx.$queryRaw<{ points: number; rank: number }[]>`
    SELECT points, ${rankSql(communityId)} AS rank FROM points_total p
    WHERE p.community_id = ${communityId} AND p.period = ${period} AND p.member_id = ${memberId}`;
  return rows[0] ?? { points: 0, rank: null };
}

/** The rank of a row of sums, `p`. */
export const rankSql = (communityId: number): Prisma.Sql => Prisma.sql`1 + (
  SELECT count(*)::int FROM points_total o WHERE o.community_id = p.community_id AND o.period = p.period AND o.points > p.points
    AND o.member_id NOT IN ${hidden(communityId)})`;

export interface Ranked {
  memberId: number;
  name: string;
  points: number;
  rank: number;
  /** the tier they were last told */
  tier: number;
}

/** The first `limit` people of a period by points, equal points sharing a rank, the longer known first. */
export async function ranking(tx: Tx, communityId: number, period: string, limit: number): Promise<Ranked[]> {
  // the first are found by the index, and only of them more is asked
  const rows = await tx.$queryRaw<Omit<Ranked, "rank">[]>`
    SELECT first.*, (SELECT name FROM member WHERE community_id = ${communityId} AND id = "memberId") AS name,
      ${tierSql(communityId, Prisma.sql`"memberId"`)} AS tier
    FROM (SELECT p.member_id AS "memberId", p.points FROM points_total p
      WHERE p.community_id = ${communityId} AND p.period = ${period} AND p.points > 0 AND p.member_id NOT IN ${hidden(communityId)}
      ORDER BY p.points DESC, p.member_id LIMIT ${limit}) AS first
    ORDER BY points DESC, "memberId"`;
  // nobody stands before them
  const rankOf = (points: number) => 1 + rows.findIndex((row) => row.points === points);
  return rows.map((row) => ({ rank: rankOf(row.points), ...row }));
}
