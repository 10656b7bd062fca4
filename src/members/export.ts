import { stringify } from "csv-stringify/sync";
import type { Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
import { groupBy } from "../core/group.ts";
import { identitiesOf, membersBehind, type PlatformId } from "./identity.ts";

/** Everything kept about a person: community → table → rows. */
export type PersonExport = { community: string; tables: Record<string, Record<string, unknown>[]> }[];

/** Collects what is kept about the human behind an identity, in every community where they are known. */
export async function exportPerson(tx: Tx, hooks: readonly PersonHooks[], one: PlatformId): Promise<PersonExport> {
  const members = groupBy(await membersBehind(tx, await identitiesOf(tx, one)), (member) => member.communityId);
  const exported: PersonExport = [];
  for (const [communityId, found] of members) {
    const { name } = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
    const tables: PersonExport[number]["tables"] = {};
    for (const hook of hooks) {
      const kept = await hook.export(
        tx,
        communityId,
        found.map((member) => member.memberId),
      );
      for (const [table, rows] of Object.entries(kept)) {
        if (rows.length > 0) tables[table] = rows as Record<string, unknown>[];
      }
    }
    exported.push({ community: name, tables });
  }
  return exported;
}

/** As JSON, two spaces deep; numbers too large for JSON as text. */
export function exportAsJson(exported: PersonExport): string {
  return JSON.stringify(exported, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2);
}

/**
 * As one table of single values, so that tables of any shape stand in one file. A value that a
 * spreadsheet would run as a formula is marked as text.
 */
export function exportAsCsv(exported: PersonExport): string {
  const lines = exported.flatMap(({ community, tables }) =>
    Object.entries(tables).flatMap(([table, rows]) =>
      rows.flatMap((row, index) =>
        Object.entries(row).map(([column, value]) => [community, table, index + 1, column, cell(value)]),
      ),
    ),
  );
  const columns = ["community", "table", "row", "column", "value"];
  return stringify(lines, { header: true, columns, escape_formulas: true, bom: true });
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  // what precedes a formula's sign must not hide it
  const written = typeof value === "string" ? value : typeof value === "bigint" ? `${value}` : JSON.stringify(value);
  return written.replace(/^[\s\p{Cf}\p{Cc}]+/u, "");
}
