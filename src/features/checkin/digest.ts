import type { DigestPeriod, DigestSection } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { text } from "./text.ts";

/** How often and by how many people was checked in, made-up days left out. */
export async function checkInsOfPeriod(
  { tx, community }: BaseCtx,
  { fromDay, toDay }: DigestPeriod,
): Promise<DigestSection | null> {
  const [counts] = await tx.$queryRaw<{ checkIns: number; people: number }[]>`
    SELECT count(*)::int AS "checkIns", count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS people
      FROM check_in c JOIN member m ON m.community_id = c.community_id AND m.id = c.member_id
     WHERE c.community_id = ${community.id} AND c.day BETWEEN ${fromDay}::date AND ${toDay}::date AND NOT c.made_up`;
  if (!counts || counts.checkIns === 0) return null;
  return { title: text.title, lines: [fill(text.digestLine, counts)], figures: { ...counts } };
}

/** Which of these people have checked in before an instant, as far as days tell it in the community's zone. */
export async function whoCheckedIn(
  { tx, community }: BaseCtx,
  people: readonly number[],
  before: Date,
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM member m
      JOIN check_in c ON c.community_id = m.community_id AND c.member_id = m.id
     WHERE m.community_id = ${community.id} AND (m.id = ANY (${people}::int[]) OR m.merged_into_id = ANY (${people}::int[]))
       AND c.day < (${before}::timestamptz AT TIME ZONE ${community.timeZone})::date`;
  return rows.map((row) => row.id);
}
