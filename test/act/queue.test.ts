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

test.each([
  ["when they were few", 20],
  ["now", 1000],
])("whoever claims does not read the chats that rest, analyzed %s", async (_, analyzed) => {
  const database = await borrowTestDatabase();
  // its counts are its own: what the table was filled with is not among them
  const client = new pg.Client({ ...database.config, options: "-c plan_cache_mode=force_generic_plan" });
  await client.connect();
  try {
    await database.pool.query(`
      INSERT INTO lane (community_id, chat_id) SELECT 1, n FROM generate_series(1, ${analyzed}) n;
      ANALYZE lane;
      INSERT INTO lane (community_id, chat_id) SELECT 1, n FROM generate_series(${analyzed + 1}, 1000) n;
      UPDATE lane SET lease_owner = 'one', lease_until = now() + interval '1 day' WHERE chat_id <= 3;
      UPDATE lane SET waiting_since = now() WHERE chat_id BETWEEN 4 AND 6`);
    const returns = [1, 2, 3].map((chatId): Return => ({ lane: { communityId: 1, chatId }, how: "done" }));
    const queue = createQueue({ pool: client as unknown as pg.Pool, owner: "one" });
    await client.query("BEGIN");
    const { claimed } = await queue.exchange(returns, { free: 3, held: [1, 2, 3], isLost: false });
    await queue.giveBack(claimed.map((lane): Return => ({ lane, how: "later" })));
    const { rows } = await client.query(
      "SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'lane'",
    );
    expect(claimed.map(({ chatId }) => chatId)).toEqual([4, 5, 6]);
    expect(Number(rows[0]?.read)).toBeLessThan(50);
  } finally {
    await client.end();
    await database.close();
  }
});
