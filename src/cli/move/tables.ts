import type pg from "pg";

/** A table of the books, with its columns in an order of our own: two databases may have made them in different ones. */
export interface Table {
  name: string;
  columns: string[];
}

/** What a table holds: equal for equal rows, in whatever order. */
export interface Content {
  rows: number;
  /** sum of the rows' 64-bit hashes */
  sum: string;
}

/** Those of the schema, by name; not what records migrations and moves. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT t.relname AS name, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = current_schema()::regnamespace
       AND t.relname NOT IN ('_prisma_migrations', 'hearth_move')
     GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const columnList = ({ columns }: Table): string => columns.map(quoted).join(", ");
export const tableName = ({ name }: Table): string => quoted(name);

/** Counts a table and adds up its rows' hashes, by their text: sessions must agree on zone and formats. */
export async function contentOf(client: pg.ClientBase, table: Table): Promise<Content> {
  const { rows } = await client.query<{ rows: string; sum: string }>(
    `SELECT count(*) AS rows, coalesce(sum(hashtextextended(ROW(${columnList(table)})::text, 0)::numeric), 0)::text AS sum
     FROM ${tableName(table)}`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), sum: rows[0]?.sum ?? "0" };
}

export const isSame = (one: Content, other: Content): boolean => one.rows === other.rows && one.sum === other.sum;

/** Which communities these are, whatever else is in the books: their salts are random. */
export async function identityOf(client: pg.ClientBase): Promise<Set<string>> {
  const { rows } = await client.query<{ salt: string }>("SELECT DISTINCT salt FROM community");
  return new Set(rows.map(({ salt }) => salt));
}

/** Sets every counter to where it stands in the source. */
export async function copySequences(from: pg.ClientBase, to: pg.ClientBase): Promise<void> {
  const { rows } = await from.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace",
  );
  for (const { name } of rows) {
    const { rows: state } = await from.query<{ last: string; called: boolean }>(
      `SELECT last_value AS last, is_called AS called FROM ${quoted(name)}`,
    );
    await to.query("SELECT setval(quote_ident($1)::regclass, $2, $3)", [name, state[0]?.last, state[0]?.called]);
  }
}

/** The figures a person compares: all points there are, and where the operators' chains end. */
export interface Figures {
  points: string;
  heads: { communityId: number; seq: number; hash: string }[];
}

export async function figuresOf(client: pg.ClientBase): Promise<Figures> {
  const { rows: points } = await client.query<{ points: string }>(
    "SELECT coalesce(sum(delta), 0)::text AS points FROM ledger_entry",
  );
  const { rows: heads } = await client.query<Figures["heads"][number]>(
    'SELECT community_id AS "communityId", seq, hash FROM audit_head ORDER BY 1',
  );
  return { points: points[0]?.points ?? "0", heads };
}
