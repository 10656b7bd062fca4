import { firstHead, nextHead, type Entry } from "../../../src/features/draw/scheme.ts";

type Query = (sql: string, values?: unknown[]) => Promise<unknown[]>;

/** So many entries of this weight in the only draw there is, written as the feature writes them. */
export async function fillDraw(query: Query, count: number, weight = 100): Promise<void> {
  const [made] = (await query("SELECT id, community_id AS community, announcement FROM draw")) as {
    id: number;
    community: number;
    announcement: string;
  }[];
  const rows: { ticket: string; weight: number; head: string }[] = [];
  let head = firstHead(made?.announcement ?? "");
  for (let index = 0; index < count; index++) {
    const entry: Entry = [index.toString(16).padStart(16, "0"), weight];
    head = nextHead(head, entry);
    rows.push({ ticket: entry[0], weight: entry[1], head });
  }
  await query(
    `INSERT INTO member (community_id, id, name, created_at)
     SELECT $1, 100000 + g, 'm' || g, now() FROM generate_series(1, $2::int) g`,
    [made?.community, count],
  );
  await query(
    `INSERT INTO draw_entry (community_id, draw_id, member_id, number, ticket, weight, head, at)
     SELECT $1, $2, 100000 + t.n, t.n, ticket, weight, head, '2023-08-23T12:30:00Z'
     FROM unnest($3::text[], $4::int[], $5::text[]) WITH ORDINALITY AS t(ticket, weight, head, n)`,
    [
      made?.community,
      made?.id,
      rows.map((one) => one.ticket),
      rows.map((one) => one.weight),
      rows.map((one) => one.head),
    ],
  );
  await query("UPDATE draw SET entries = $1, head = $2", [count, head]);
  await query("ANALYZE");
}
