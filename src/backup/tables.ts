import type pg from "pg";
import type { Fingerprint } from "./manifest.ts";

/** A table of ours and its columns, by name. */
export interface Table {
  name: string;
  columns: string[];
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const listed = (columns: readonly string[]): string => columns.map(quote).join(", ");

/** Every table of the database's own schema, sorted by name. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT c.table_name AS name, array_agg(c.column_name::text ORDER BY c.column_name) AS columns
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
     GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}

/** The last number of every counter; null = it has given none. */
export async function sequencesOf(client: pg.ClientBase): Promise<Record<string, string | null>> {
  const { rows } = await client.query<{ name: string; last: string | null }>(
    `SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
     WHERE schemaname = current_schema() ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}

/** Rows of a table and the sum of their hashes: equal in two databases when the tables are. */
export async function fingerprint(client: pg.ClientBase, { name, columns }: Table): Promise<Fingerprint> {
  const { rows } = await client.query<{ rows: string; sum: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(ROW(${listed(columns)})::text, 0)::numeric), 0)::text AS sum
     FROM ${quote(name)}`,
  );
  return { rows: Number(rows[0]?.rows), sum: rows[0]?.sum ?? "" };
}

/** How rows are written as text must be the same wherever they are read. */
export const plainSession = `SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET TimeZone = 'UTC';
  SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'`;
