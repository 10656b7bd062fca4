import pg from "pg";
import { expect, test, vi } from "vitest";
import { createQueue, type Return } from "../../src/act/queue.ts";
import { borrowTestDatabase } from "../world/database.ts";

test("chats are given back in the order in which Record locks them, whatever the plan", async () => {
  const database = await borrowTestDatabase();
  // by this plan rows are met as they lie: the last chat first
  const options = "-c enable_indexscan=off -c enable_bitmapscan=off -c enable_nestloop=off";
  const pool = new pg.Pool({ ...database.config, max: 1, options, application_name: "gives back" });
  const record = await database.pool.connect();
  try {
    await database.pool.query(
      "INSERT INTO lane (community_id, chat_id, lease_owner) SELECT 1, 4 - n, 'one' FROM generate_series(1, 3) n",
    );
    const done = (chatId: number): Return => ({ lane: { communityId: 1, chatId }, how: "done" });
    const lock = (chatId: number) => record.query(`SELECT FROM lane WHERE chat_id = ${chatId} FOR UPDATE NOWAIT`);
    await record.query("BEGIN");
    await lock(1);
    const given = createQueue({ pool, owner: "one" }).giveBack([3, 2, 1].map(done));
    await vi.waitFor(async () => {
      const { rowCount } = await database.pool.query(
        "SELECT FROM pg_stat_activity WHERE application_name = 'gives back' AND wait_event_type = 'Lock'",
      );
      expect(rowCount).toBe(1);
    }, 10_000);
    await lock(2);
    await lock(3);
    await record.query("COMMIT");
    expect(await given).toBe(false);
    const { rows } = await database.pool.query("SELECT count(lease_owner)::int AS leased FROM lane");
    expect(rows).toEqual([{ leased: 0 }]);
  } finally {
    record.release();
    await pool.end();
    await database.close();
  }
});
