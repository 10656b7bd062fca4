import type { Tx } from "../core/database/index.ts";

/** Points that came and went in a span of time (`from` included, `to` not). */
export interface Flow {
  issued: number;
  spent: number;
  /** the sum of all balances just before `to` */
  outstanding: number;
}

/** What the ledger says of a span of time. Entries that brought points are issued, those that took some are spent. */
export async function flowOf(tx: Tx, communityId: number, from: Date, to: Date): Promise<Flow> {
  const [flow] = await tx.$queryRaw<Flow[]>`
    SELECT coalesce(sum(delta) FILTER (WHERE at < ${to} AND delta > 0), 0)::float8 AS issued,
           coalesce(-sum(delta) FILTER (WHERE at < ${to} AND delta < 0), 0)::float8 AS spent,
           (coalesce((SELECT sum(points) FROM points_total WHERE community_id = ${communityId} AND period = 'all'), 0)
             - coalesce(sum(delta) FILTER (WHERE at >= ${to}), 0))::float8 AS outstanding
      FROM ledger_entry WHERE community_id = ${communityId} AND at >= ${from}`;
  return flow ?? { issued: 0, spent: 0, outstanding: 0 };
}

/** What one deed gave to several people at an instant: all of it bears one key (prizes of a season). */
export async function givenAt(
  tx: Tx,
  communityId: number,
  key: string,
  at: Date,
): Promise<{ people: number; points: number }> {
  const [given] = await tx.$queryRaw<{ people: number; points: number }[]>`
    SELECT count(*)::int AS people, coalesce(sum(delta), 0)::int AS points
      FROM ledger_entry WHERE community_id = ${communityId} AND at = ${at} AND key = ${key}`;
  return given ?? { people: 0, points: 0 };
}
