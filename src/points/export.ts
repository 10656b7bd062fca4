import type { Pool } from "pg";
import type { Day } from "../core/time.ts";

/** A change of points with the person it is about, for tables people open elsewhere. */
export interface ExportedEntry {
  id: string;
  day: Day;
  at: Date;
  memberId: number;
  name: string;
  delta: number;
  reason: string;
  note: string | null;
}

const pageLength = 5_000;

/** The ledger of a community in the order it was written, page by page; days included, null = no bound. */
export async function* ledgerPages(
  pool: Pool,
  communityId: number,
  range: { fromDay: Day | null; toDay: Day | null },
): AsyncGenerator<ExportedEntry[]> {
  let after = "0";
  for (;;) {
    const { rows } = await pool.query<ExportedEntry>(
      `SELECT e.id, e.day::text AS day, e.at, person.id AS "memberId", person.name, e.delta, e.reason, e.note
       FROM ledger_entry e JOIN member m ON m.community_id = e.community_id AND m.id = e.member_id
       JOIN member person ON person.community_id = m.community_id AND person.id = coalesce(m.merged_into_id, m.id)
       WHERE e.community_id = $1 AND e.id > $2 AND ($3::date IS NULL OR e.day >= $3) AND ($4::date IS NULL OR e.day <= $4)
       ORDER BY e.id LIMIT ${pageLength}`,
      [communityId, after, range.fromDay, range.toDay],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < pageLength) return;
    after = rows.at(-1)?.id ?? after;
  }
}
