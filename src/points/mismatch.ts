import type pg from "pg";

/** Communities whose sums, per person and period, are not those of their ledger. There must be none. */
export async function mismatchedLedgers(pool: Pick<pg.Pool, "query">): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(`
    WITH ledger AS (
      SELECT community_id, member_id, period, sum(delta)::int AS points FROM ledger_entry,
        unnest(ARRAY['all', to_char(day, 'YYYY-MM'), to_char(day, 'IYYY-"W"IW')]) AS period GROUP BY 1, 2, 3)
    SELECT DISTINCT community_id AS id FROM points_total t FULL JOIN ledger l USING (community_id, member_id, period)
    WHERE coalesce(t.points, 0) <> coalesce(l.points, 0) ORDER BY 1`);
  return rows.map(({ id }) => id);
}
