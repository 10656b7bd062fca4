import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill } from "../../core/text.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import { text } from "./text.ts";

const names = { checkIns: text.checkIns, people: text.checkedIn };

export const checkInFigures: readonly FigureMeaning[] = [
  {
    key: "checkin",
    names: ["签到", "签到次数", "签到人数", "check-in", "check-ins", "people who checked in"],
    meaning: text.digestMeaning,
  },
];

/** How often and by how many people was checked in, made-up days left out, beside the periods before. */
export async function checkInsOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const { now, counts } = await countsOver(period, before, names, (each) => checkedIn(ctx, each));
  if (isNothing(counts)) return null;
  return {
    title: text.title,
    lines: [fill(text.digestLine, now)],
    counts: counts.map((count) => ({ ...count, isHeadline: true })),
    figures: { ...now },
  };
}

async function checkedIn({ tx, community }: BaseCtx, { fromDay, toDay }: DigestPeriod) {
  const [counts] = await tx.$queryRaw<{ checkIns: number; people: number }[]>`
    SELECT count(*)::int AS "checkIns", count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS people
      FROM check_in c JOIN member m ON m.community_id = c.community_id AND m.id = c.member_id
     WHERE c.community_id = ${community.id} AND c.day BETWEEN ${fromDay}::date AND ${toDay}::date AND NOT c.made_up`;
  return counts ?? { checkIns: 0, people: 0 };
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
