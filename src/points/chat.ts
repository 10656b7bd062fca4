import type { Tx } from "../core/database/index.ts";
import { groupBy } from "../core/group.ts";
import { dateToDay, dayToDate, type Day } from "../core/time.ts";
import { anyOf } from "../core/person.ts";
import { writeChanges, type Change } from "./ledger.ts";
import { chatPoints } from "./rates.ts";
import { shareTalk } from "./shares.ts";

interface DayOfTalk {
  memberId: number;
  personId: number;
  minutes: number[];
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

async function settleDay(tx: Tx, communityId: number, date: Date, when: { at: Date }): Promise<number> {
  const day = dateToDay(date);
  const rows = await tx.$queryRaw<DayOfTalk[]>`
    SELECT d.member_id AS "memberId", coalesce(m.merged_into_id, m.id) AS "personId", d.scored_minutes AS minutes,
      d.settled_points::int AS settled
    FROM (SELECT * FROM member_day WHERE community_id = ${communityId} AND day = ${date} ORDER BY member_id FOR UPDATE) d
    JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
    WHERE coalesce(m.merged_into_id, m.id) NOT IN (
      SELECT coalesce(s.merged_into_id, s.id) FROM member_role r JOIN member s ON s.community_id = r.community_id
        AND s.id = r.member_id WHERE r.community_id = ${communityId})`;
  const people = groupBy(rows, (row) => row.personId);
  const due = [...people.values()].map((talk) => dueOf(talk, day)).filter((changes) => changes.length > 0);
  const changes = due.flat();
  if (changes.length === 0) return 0;
  await writeChanges(tx, communityId, changes, { at: when.at, day });
  await tx.$executeRaw`
    UPDATE member_day d SET settled_points = settled_points + t.delta
    FROM unnest(${changes.map((c) => c.memberId)}::int[], ${changes.map((c) => c.delta)}::int[]) AS t(member_id, delta)
    WHERE d.community_id = ${communityId} AND d.day = ${date} AND d.member_id = t.member_id`;
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
  const rows = await tx.$queryRaw<{ messages: number; minutes: number[]; settled: number }[]>`
    SELECT d.messages, d.scored_minutes AS minutes, d.settled_points::int AS settled
    FROM member_day d WHERE d.community_id = ${communityId} AND d.member_id = ${anyOf(communityId, memberId)}
      AND d.day = ${dayToDate(day)}`;
  return {
    messages: rows.reduce((sum, row) => sum + row.messages, 0),
    minutes: new Set(rows.flatMap((row) => row.minutes)).size,
    settled: rows.reduce((sum, row) => sum + row.settled, 0),
  };
}

/** What a person is still owed for a day, by the members it came through. */
function dueOf(talk: readonly DayOfTalk[], day: Day): Change[] {
  let owed = pending(talk);
  const shares = shareTalk(talk);
  const changes: Change[] = [];
  for (const { memberId, personId, settled } of talk) {
    const delta = Math.min((shares.get(memberId) ?? 0) - settled, owed);
    if (delta <= 0) continue;
    owed -= delta;
    // a key is unique among all members of a person
    const through = memberId === personId ? "" : `@${memberId}`;
    changes.push({
      memberId,
      delta,
      key: `chat:${day}${settled === 0 ? "" : `+${settled}`}${through}`,
      reason: "chat",
    });
  }
  return changes;
}

/** A person's day of talk through one of their members. */
export type PaidTalk = Pick<DayOfTalk, "minutes" | "settled">;

/** Chat points a person has earned on a day and not yet been paid. */
export function pending(talk: readonly PaidTalk[]): number {
  const minutes = new Set(talk.flatMap((one) => one.minutes));
  return Math.max(chatPoints(minutes.size) - talk.reduce((sum, one) => sum + one.settled, 0), 0);
}
