import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { ChatRef } from "../core/event.ts";
import type { Language } from "../core/text.ts";
import { cleanName } from "./names.ts";

/** A group chat that was never seen before. */
interface NewGroup {
  platform: string;
  chat: ChatRef;
  account: string | null;
  /** the community it belongs to; absent = one of its own */
  communityId?: number | undefined;
  /** of a community that is made for it; absent = the default */
  language?: Language | undefined;
}

/** Makes a group chat, and a community for it where none is given; nothing when somebody has made it meanwhile. */
export async function makeGroup(pool: Pool, group: NewGroup, at: Date): Promise<void> {
  const { platform, chat, account, language } = group;
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    // two first messages of one chat, here or in another process, make one chat
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 1))`, [`${platform}\n${chat.id}`]);
    const there = await client.query(`SELECT 1 FROM chat_address WHERE platform = $1 AND address = $2`, [
      platform,
      chat.id,
    ]);
    if (there.rowCount === 0) {
      const title = cleanName(chat.title);
      const communityId = group.communityId ?? (await makeCommunity(client, title, at, language));
      await client.query(
        `WITH made AS (INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING community_id, id)
         INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT $2, $3, community_id, id FROM made`,
        [communityId, platform, chat.id, chat.kind, title, account, at],
      );
    }
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Makes a community; a name that is taken gets a number behind it. Returns its id. */
export async function makeCommunity(
  client: Pool | PoolClient,
  name: string,
  at: Date,
  language?: Language,
  timeZone = "Asia/Shanghai",
): Promise<number> {
  const base = name === "" ? "Hearth" : name;
  for (let count = 1; ; count++) {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO community (name, time_zone, salt, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO NOTHING RETURNING id`,
      [count === 1 ? base : `${base} ${count}`, timeZone, randomBytes(32).toString("hex"), at],
    );
    if (!rows[0]) continue;
    if (language) await client.query(`UPDATE community SET language = $2 WHERE id = $1`, [rows[0].id, language]);
    return rows[0].id;
  }
}
