import { openDatabase } from "../../src/core/database/index.ts";
import { features } from "../../src/features/index.ts";
import type { BenchDatabase } from "./contestants.ts";
import { userId } from "./talk.ts";

/**
 * Makes the schema, and everybody of a `Talk` known in it, each group a community of its own: a bot that
 * has been there for a year. A million people take half a minute; as messages they would take ten.
 * @param account the bot's own id, in whose chats they are; null = nobody's yet
 */
export async function knowEverybody(
  database: BenchDatabase,
  { groups, members }: { groups: number; members: number },
  account: string | null = null,
): Promise<void> {
  const { pool, close } = await openDatabase({ config: database.config });
  const at = "now() - interval '1 year'";
  await pool.query(`INSERT INTO community (name, salt, created_at) SELECT 'Bench ' || g, '00', ${at}
    FROM generate_series(0, ${groups - 1}) AS g`);
  await pool.query(`INSERT INTO member (community_id, id, name, created_at)
    SELECT g + 1, g * ${members} + m + 1, 'Member ' || m, ${at}
    FROM generate_series(0, ${groups - 1}) AS g, generate_series(0, ${members - 1}) AS m`);
  await pool.query(`INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, named_at)
    SELECT community_id, 'telegram', ${userId(0, 0)} + (community_id - 1) * ${userId(1, 0) - userId(0, 0)} + (id - 1) % ${members},
      id, name, created_at FROM member`);
  await pool.query(`SELECT setval('member_id_seq', ${groups * members})`);
  if (account !== null) await openChats(pool, account);
  await pool.query("VACUUM ANALYZE");
  await pool.query("CHECKPOINT"); // not in the middle of what is measured
  await close();
}

/** A chat and an owner for each of those communities, whose schedules have all run today. */
async function openChats(pool: { query(sql: string, values?: unknown[]): Promise<unknown> }, account: string) {
  await pool.query(
    `WITH made AS (INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
       SELECT id, 'telegram', (-1002000000000 - (id - 1))::text, 'group', name, $1, created_at FROM community RETURNING community_id, id, address)
     INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT 'telegram', address, community_id, id FROM made`,
    [account],
  );
  await pool.query(`INSERT INTO member_role (community_id, member_id, role, given_at)
    SELECT community_id, min(id), 'owner', now() FROM member GROUP BY 1`);
  const schedules = features.flatMap(({ name, schedules: own = [] }) => own.map((one) => `${name}.${one.name}`));
  await pool.query(
    `INSERT INTO schedule_cursor (community_id, name, done_for) SELECT id, due, now() FROM community, unnest($1::text[]) AS due`,
    [schedules],
  );
}
