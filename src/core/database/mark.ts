import type pg from "pg";
import { Complaint } from "../errors.ts";

/** `arriving`: books are being moved here; `left`: they were moved away, `place` says where to. */
export interface MoveMark {
  state: "arriving" | "left";
  place: string;
}

/** Outside the schema: it is no part of the books and does not move with them. */
const table = "hearth_move";

/** What a move has left in a database; null: nothing. */
export async function readMark(client: pg.ClientBase): Promise<MoveMark | null> {
  const there = await client.query<{ name: string | null }>(`SELECT to_regclass('${table}')::text AS name`);
  if (!there.rows[0]?.name) return null;
  const { rows } = await client.query<MoveMark>(`SELECT state, place FROM ${table}`);
  return rows[0] ?? null;
}

/** Sets or takes away the mark, in one statement block: a kill leaves the one before or the new one. */
export async function moveMark(client: pg.ClientBase, mark: MoveMark | null): Promise<void> {
  await client.query("BEGIN");
  await client.query(`DROP TABLE IF EXISTS ${table}`);
  if (mark) {
    await client.query(`CREATE TABLE ${table} (state text NOT NULL, place text NOT NULL, at timestamptz NOT NULL)`);
    await client.query(`INSERT INTO ${table} VALUES ($1, $2, now())`, [mark.state, mark.place]);
  }
  await client.query("COMMIT");
}

/**
 * Books that are half here, or are kept elsewhere by now, must not be written: there would be two.
 * @throws Complaint
 */
export async function refuseMoved(client: pg.ClientBase): Promise<void> {
  const mark = await readMark(client);
  if (mark?.state === "arriving")
    throw new Complaint({
      zh: `从 ${mark.place} 搬到这个数据库还没有搬完；请再运行一次同样的 hearth move`,
      en: `a move from ${mark.place} into this database did not finish; run the same hearth move again`,
    });
  if (mark?.state === "left")
    throw new Complaint({
      zh: `这些数据已经搬到 ${mark.place}，现在以那边为准；把 DATABASE_URL 设成那里，或用 hearth move 搬回来`,
      en: `these books were moved to ${mark.place} and are kept there now; set DATABASE_URL to it, or move them back with hearth move`,
    });
}
