import type { World } from "../world/index.ts";

/** Everything in the database as text, table by table. */
export async function dump(world: World): Promise<Map<string, string>> {
  const tables = await world.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
     AND table_name <> '_prisma_migrations' ORDER BY 1`,
  );
  const texts = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await world.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
    texts.set(name, rows.map(({ row }) => row).join("\n"));
  }
  return texts;
}

/** Tables in which any of the words stands. */
export const tablesWith = (texts: Map<string, string>, words: string[]) =>
  [...texts].filter(([, text]) => words.some((word) => text.includes(word))).map(([name]) => name);
