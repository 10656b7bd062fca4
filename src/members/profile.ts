import type { Tx } from "../core/database/index.ts";
import { memberIdsOf } from "./person.ts";

// What draws, journeys and lists may ask about members: words that managers put on them, and the
// day of the year they told us.

/** Puts a word on a person, or takes it off when they have it. True when it is on now. */
export async function toggleTag(
  tx: Tx,
  person: { communityId: number; id: number },
  tag: string,
  at: Date,
): Promise<boolean> {
  const { communityId, id } = person;
  const memberId = { in: await memberIdsOf(tx, communityId, id) };
  const removed = await tx.memberTag.deleteMany({ where: { communityId, memberId, tag } });
  if (removed.count > 0) return false;
  await tx.memberTag.create({ data: { communityId, memberId: id, tag, at } });
  return true;
}

/** The people with a tag, by person id, ascending. */
export async function taggedPeople(tx: Tx, communityId: number, tag: string): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM member_tag t
    JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id
    WHERE t.community_id = ${communityId} AND t.tag = ${tag} ORDER BY 1`;
  return rows.map((row) => row.id);
}

/** A day of the year; 02-29 is allowed. */
export interface YearDay {
  month: number;
  day: number;
}

export async function setBirthday(
  tx: Tx,
  person: { communityId: number; id: number },
  birthday: YearDay | null,
): Promise<void> {
  const { communityId, id } = person;
  await tx.birthday.deleteMany({ where: { communityId, memberId: { in: await memberIdsOf(tx, communityId, id) } } });
  if (birthday) await tx.birthday.create({ data: { communityId, memberId: id, ...birthday } });
}

/** People whose birthday is that day, by person id, ascending. In years without a 29 February it is the 28th's too. */
export async function peopleBornOn(tx: Tx, communityId: number, date: YearDay, leapYear: boolean): Promise<number[]> {
  const leapling = !leapYear && date.month === 2 && date.day === 28;
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM birthday b
    JOIN member m ON m.community_id = b.community_id AND m.id = b.member_id
    WHERE b.community_id = ${communityId} AND (b.month = ${date.month} AND b.day = ${date.day}
      OR ${leapling} AND b.month = 2 AND b.day = 29) ORDER BY 1`;
  return rows.map((row) => row.id);
}
