import type { Tx } from "../core/database/index.ts";
import type { Day } from "../core/time.ts";

/** A change of points with the person it is about, for tables people open elsewhere. */
export interface ExportedEntry {
  id: bigint;
  day: Day;
  at: Date;
  memberId: number;
  name: string;
  delta: number;
  reason: string;
  note: string | null;
}

/** Days included; null = no bound. */
export interface DayRange {
  fromDay: Day | null;
  toDay: Day | null;
}

const pageLength = 5_000;

/** The ledger of a community in the order it was written, page by page. */
export async function* ledgerPages(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  { fromDay, toDay }: DayRange,
): AsyncGenerator<ExportedEntry[]> {
  let after = 0n;
  for (;;) {
    const rows = await tx.$queryRaw<ExportedEntry[]>`
      SELECT e.id, e.day::text AS day, e.at, person.id AS "memberId", person.name, e.delta, e.reason, e.note
      FROM ledger_entry e JOIN member m ON m.community_id = e.community_id AND m.id = e.member_id
      JOIN member person ON person.community_id = m.community_id AND person.id = coalesce(m.merged_into_id, m.id)
      WHERE e.community_id = ${communityId} AND e.id > ${after} AND (${fromDay}::text IS NULL OR e.day >= ${fromDay}::text::date)
        AND (${toDay}::text IS NULL OR e.day <= ${toDay}::text::date)
      ORDER BY e.id LIMIT ${pageLength}`;
    if (rows.length > 0) yield rows;
    if (rows.length < pageLength) return;
    after = rows.at(-1)?.id ?? after;
  }
}

/** How many changes those pages hold. */
export async function countLedger(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  { fromDay, toDay }: DayRange,
): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM ledger_entry WHERE community_id = ${communityId}
      AND (${fromDay}::text IS NULL OR day >= ${fromDay}::text::date) AND (${toDay}::text IS NULL OR day <= ${toDay}::text::date)`;
  return rows[0]?.count ?? 0;
}
