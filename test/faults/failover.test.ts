import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { checkin } from "../../src/features/checkin/index.ts";
import { createWorld, type World } from "../world/index.ts";

// What a fail-over of a server database looks like from here: cut connections, then a primary that takes
// no writes, then one that does. And acts that find every connection taken.

const done = "签到成功！+10 分，连续 1 天，共 10 分。";

let world: World;
afterEach(async () => {
  await world.close();
});

async function turn(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test("a primary that has become read-only confirms nothing; when writing works again all is done, once", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  await ada.says("hello");
  const name = world.database.config.database;
  const admin = new pg.Client({ ...world.database.config, database: "postgres" });
  await admin.connect();
  const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
  try {
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await admin.query(cut, [name]);
    let recorded = false;
    const accepted = world.bot.accept(world.message(ada.sender, "签到")).then(() => (recorded = true));
    await turn(() => world.house.isRecordFailing());
    expect(recorded).toBe(false);
    expect(world.bot.sent).toEqual([]);
    await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await admin.query(cut, [name]);
    await accepted;
    await turn(() => world.bot.sent.length > 0);
    await world.house.settle();
  } finally {
    await admin.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await admin.end();
  }
  expect(world.bot.sent.map((one) => one.text)).toEqual([done]);
  expect(await world.query("SELECT count(*)::int AS count FROM ledger_entry")).toEqual([{ count: 1 }]);
});

test("when every connection for acts is taken an event waits, and is done when one is free", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  await ada.says("hello");
  const { acting: pool } = world.database;
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  const answers = world.happens(world.message(ada.sender, "签到"));
  await turn(() => pool.waitingCount > 0);
  expect(world.bot.sent).toEqual([]);
  // what is said is recorded meanwhile
  expect(await world.house.recorder.record([world.message(ada.sender, "still here")], { source: "live" })).toEqual([
    "added",
  ]);
  for (const client of taken) client.release();
  expect((await answers).map((one) => one.text)).toEqual([done]);
  expect(await world.query("SELECT status, attempts FROM inbox")).toEqual([{ status: "done", attempts: 0 }]);
});
