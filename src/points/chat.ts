import type { Tx } from "../core/database/index.ts";
import { dayToDate, type Day } from "../core/time.ts";
import { writeChanges } from "./ledger.ts";

/** Minutes of talk that earn the full rate, and those after them that earn half of it. */
export const fullMinutes = 15;
export const halfMinutes = 20;
const fullRate = 2;
const halfRate = 1;
/** Most chat points of a day. */
export const dayLimit = fullMinutes * fullRate + halfMinutes * halfRate;

/**
 * Points for a day of talk, by the number of distinct clock minutes with a message that counts:
 * 2 for each of the first 15, 1 for each of the next 20, at most 50. (MEE6 pays once per 60 s too.)
 */
export function chatPoints(minutes: number): number {
  const full = Math.min(minutes, fullMinutes);
  const half = Math.min(Math.max(minutes - fullMinutes, 0), halfMinutes);
  return full * fullRate + half * halfRate;
}

interface DayOfTalk {
  memberId: number;
  minutes: number;
  settled: number;
}

/**
 * Puts the chat points of days that are over into the ledger: key `chat:<day>`, once. Talk that
 * arrives after its day was settled (an outage) is paid by a further row, `chat:<day>+<already paid>`.
 * Idempotent. Returns how many people were paid.
 */
export async function settleChatPoints(
  tx: Tx,
  communityId: number,
  before: Day,
  when: { at: Date; day: Day },
): Promise<number> {
  const days = await tx.$queryRaw<{ day: Date }[]>`
    SELECT DISTINCT day FROM member_day WHERE community_id = ${communityId} AND day < ${dayToDate(before)}
      AND cardinality(scored_minutes) > 0 AND settled_points < 50 AND day >= ${dayToDate(before)}::date - 8 ORDER BY day`;
  let paid = 0;
  for (const { day } of days) paid += await settleDay(tx, communityId, day, when);
  return paid;
}

async function settleDay(tx: Tx, communityId: number, date: Date, when: { at: Date; day: Day }): Promise<number> {
  const day = date.toISOString().slice(0, 10) as Day;
  const rows = await tx.$queryRaw<DayOfTalk[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS "memberId", sum(cardinality(d.scored_minutes))::int AS minutes,
      sum(d.settled_points)::int AS settled
    FROM (SELECT * FROM member_day WHERE community_id = ${communityId} AND day = ${date} ORDER BY member_id FOR UPDATE) d
    JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
    LEFT JOIN member_role r ON r.community_id = m.community_id AND r.member_id = coalesce(m.merged_into_id, m.id)
    WHERE r.role IS NULL GROUP BY 1`;
  const due = rows.filter((row) => chatPoints(row.minutes) > row.settled);
  if (due.length === 0) return 0;
  const changes = due.map((row) => ({
    memberId: row.memberId,
    delta: chatPoints(row.minutes) - row.settled,
    key: row.settled === 0 ? `chat:${day}` : `chat:${day}+${row.settled}`,
    reason: "chat",
  }));
  await writeChanges(tx, communityId, changes, { at: when.at, day });
  await tx.$executeRaw`
    UPDATE member_day d SET settled_points = settled_points + t.delta
    FROM unnest(${due.map((row) => row.memberId)}::int[], ${changes.map((c) => c.delta)}::int[]) AS t(member_id, delta)
    WHERE d.community_id = ${communityId} AND d.day = ${date} AND d.member_id = (
      SELECT min(o.member_id) FROM member_day o JOIN member m ON m.community_id = o.community_id AND m.id = o.member_id
      WHERE o.community_id = d.community_id AND o.day = d.day AND coalesce(m.merged_into_id, m.id) = t.member_id)`;
  return due.length;
}

/** A person's day of talk, as the bill explains it. */
export interface TalkOfDay {
  messages: number;
  /** distinct clock minutes with a message that counts, at most as many as are worth anything */
  minutes: number;
  /** already in the ledger */
  settled: number;
}

export async function talkOfDay(tx: Tx, communityId: number, memberId: number, day: Day): Promise<TalkOfDay> {
  const rows = await tx.$queryRaw<TalkOfDay[]>`
    SELECT coalesce(sum(d.messages), 0)::int AS messages, coalesce(sum(cardinality(d.scored_minutes)), 0)::int AS minutes,
      coalesce(sum(d.settled_points), 0)::int AS settled
    FROM member_day d JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
    WHERE d.community_id = ${communityId} AND d.day = ${dayToDate(day)} AND (m.id = ${memberId} OR m.merged_into_id = ${memberId})`;
  return rows[0] ?? { messages: 0, minutes: 0, settled: 0 };
}

/** Chat points a person has earned on a day and not yet been paid. */
export async function pendingChatPoints(tx: Tx, communityId: number, memberId: number, day: Day): Promise<number> {
  const { minutes, settled } = await talkOfDay(tx, communityId, memberId, day);
  return Math.max(chatPoints(minutes) - settled, 0);
}
