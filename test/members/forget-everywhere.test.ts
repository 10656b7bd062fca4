import { afterEach, expect, test } from "vitest";
import { features, personHooks } from "../../src/features/index.ts";
import { forgetPerson } from "../../src/members/forget.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

/** The books: what they say stays, under an id that leads to nobody. */
const books = ["ledger_entry"];
/** Chained by hash: operators' acts stay as they were written, with ids and no names, for as long as they must be kept. */
const chained = ["audit"];
/** Columns that hold words of ours, never of people. */
const ours = [
  "kind",
  "choice",
  "role",
  "feature",
  "platform",
  "state",
  "reason",
  "journey",
  "arm",
  "way",
  "ended_for",
  "harm",
];
/** … and what draws compute: receipts must still verify when a member is gone. */
const computed = ["ticket", "head", "told_by", "beacon", "signature"];
const marker = "阿黛尔 Adèle";

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: string;
}

/** A value of a column's type; texts bear the name that must not be left. */
function valueOf({ column, type }: Column, memberId: number, communityId: number): unknown {
  if (column === "community_id") return communityId;
  if (column === "member_id") return memberId;
  if (ours.includes(column) || computed.includes(column)) return "word";
  if (type === "text") return marker;
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  if (type === "jsonb") return JSON.stringify({ name: marker });
  if (type === "boolean") return true;
  if (type === "ARRAY") return [];
  if (type === "date" || type.startsWith("timestamp")) return new Date("2026-03-01T00:00:00Z");
  return 1;
}

test("a row in any table with a member in it is erased or leads to nobody when that person is forgotten", async () => {
  world = await createWorld({ features });
  const ada = world.member("ada");
  await ada.says("hello");
  const [identity] = await world.query<{ memberId: number; communityId: number }>(
    `SELECT member_id AS "memberId", community_id AS "communityId" FROM identity`,
  );
  const { memberId = 0, communityId = 0 } = identity ?? {};
  const columns = await world.query<Column>(
    `SELECT table_name AS table, column_name AS column, data_type AS type, is_nullable AS nullable FROM information_schema.columns
     JOIN information_schema.tables t USING (table_schema, table_name) WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE'
       AND table_name IN (SELECT table_name FROM information_schema.columns WHERE column_name = 'member_id')
       AND column_default IS NULL ORDER BY table_name, ordinal_position`,
  );
  const tables = [...new Set(columns.map((column) => column.table))];
  expect(tables.length).toBeGreaterThan(10);
  for (const table of tables) {
    const own = columns.filter((column) => column.table === table);
    const names = own.map((column) => `"${column.column}"`).join(", ");
    const places = own.map((_, index) => `$${index + 1}`).join(", ");
    const values = own.map((column) => valueOf(column, memberId, communityId));
    await world.query(`INSERT INTO "${table}" (${names}) VALUES (${places}) ON CONFLICT DO NOTHING`, values);
  }

  const one = { platform: "telegram", userId: ada.sender.id };
  await world.database.prisma.$transaction((tx) => forgetPerson(tx, personHooks, one, world.now), { timeout: 20_000 });

  for (const table of tables.filter((one) => !chained.includes(one))) {
    const left = await world.query<{ row: string; own: boolean }>(
      `SELECT t::text AS row, member_id IS NOT DISTINCT FROM $1 AS own FROM "${table}" t`,
      [memberId],
    );
    expect(
      left.filter((row) => row.own),
      table,
    ).toEqual([]);
    if (!books.includes(table))
      expect(
        left.filter((row) => row.row.includes(marker)),
        table,
      ).toEqual([]);
  }
});
