import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isMoved, move, type Side } from "../../src/cli/move/move.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { checkin } from "../../src/features/checkin/index.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { createWorld, type World } from "../world/index.ts";

const done = "签到成功！+10 分，连续 1 天，共 10 分。";

describe("moving the books to another database", () => {
  let target: TestDatabase;
  let world: World;
  beforeEach(async () => {
    target = await createTestDatabase();
    world = await createWorld({ features: [checkin] });
    await world.member("ada").hears("签到", done);
    await world.member("ben").says("a line\nof two, with a tab\tand a backslash \\N");
  });
  afterEach(async () => {
    // what was moved away refuses to be opened; the next test gets it emptied
    await world.query("DROP TABLE IF EXISTS hearth_move");
    await world.close();
    await target.close();
  });

  const here = (): Side => ({ config: world.database.config, place: "here" });
  const there = (): Side => ({ config: target.config, place: "there" });
  const toThere = () => move(here(), there(), () => {});
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  const open = (config: pg.PoolConfig) => openDatabase({ config }).then((database) => database.close());

  test("every row, counter and figure is there, and the copy left behind refuses to be used", async () => {
    const moved = await toThere();
    expect(moved).toMatchObject({ points: "10", found: 0 });
    expect(moved.rows).toBeGreaterThan(10);
    for (const table of ["member", "ledger_entry", "inbox", "event_seen", "chat_hour"]) {
      const sql = `SELECT * FROM ${table} ORDER BY 1, 2, 3`;
      expect((await target.pool.query<object>(sql)).rows).toEqual(await world.query(sql));
    }
    const next =
      "INSERT INTO member (community_id, name, created_at) SELECT id, 'x', now() FROM community RETURNING id";
    expect((await target.pool.query<object>(next)).rows).toEqual([{ id: 3 }]);
    await open(target.config);
    expect(await refusal(open(world.database.config))).toBe(
      "these books were moved to there and are kept there now; set DATABASE_URL to it, or move them back with hearth move",
    );
  });

  test("repeated when it is done there is nothing left to move, until they were moved back", async () => {
    expect(await isMoved(here(), there())).toBe(false);
    await toThere();
    expect(await isMoved(here(), there())).toBe(true);
    expect(await isMoved(there(), there())).toBe(true);
    expect(await isMoved(here(), { ...there(), place: "elsewhere" })).toBe(false);
    expect(await isMoved(there(), here())).toBe(false);
    await move(there(), here(), () => {});
    expect(await isMoved(here(), there())).toBe(false);
    expect(await isMoved(there(), here())).toBe(true);
  });

  test("they can be moved back over the copy that was left behind, with what came meanwhile", async () => {
    await toThere();
    await target.pool.query("UPDATE member SET name = 'Ada, later' WHERE name = 'ada'");
    const back = await move(there(), here(), () => {});
    expect(back.found).toBeGreaterThan(0);
    expect(await world.query("SELECT name FROM member WHERE id = 1")).toEqual([{ name: "Ada, later" }]);
    await open(world.database.config);
    expect(await refusal(open(target.config))).toMatch(/^these books were moved to here/);
  });

  test("a move that was ended goes on where it was; until then nobody can use the target", async () => {
    const ended = move(here(), there(), ({ table }) => {
      if (table === "member") throw new Error("killed");
    });
    expect(await refusal(ended)).toBe("killed");
    expect(await refusal(open(target.config))).toBe(
      "a move from here into this database did not finish; run the same hearth move again",
    );
    const moved = await toThere();
    expect(moved.found).toBeGreaterThan(0);
    expect(moved.found).toBeLessThan(moved.rows);
    await open(target.config);
  });

  test("a row that somebody changed on the way is noticed, and mended by the next run", async () => {
    const change = new pg.Client(target.config);
    await change.connect();
    // the last table waits for the change: those before it are there
    await change.query("BEGIN; LOCK TABLE watch_member");
    let isChanged = false;
    const spoiled = move(here(), there(), ({ table }) => {
      if (table !== "watch_member" || isChanged) return;
      isChanged = true;
      void change.query("UPDATE ledger_entry SET delta = 11; COMMIT");
    });
    expect(await refusal(spoiled)).toMatch(
      /^ledger_entry has 1 rows here and 1 in there, or others; run the move again$/,
    );
    await change.end();
    expect(await toThere()).toMatchObject({ points: "10" });
  });

  test("a database with another community is refused and stays as it was", async () => {
    const other = await createWorld({ features: [checkin] });
    await other.member("eve").hears("签到", done);
    const into = { config: other.database.config, place: "there" };
    expect(await refusal(move(here(), into, () => {}))).toBe(
      "there holds the books of another community; give an empty database",
    );
    expect(await other.query("SELECT name FROM member")).toEqual([{ name: "eve" }]);
    await open(other.database.config);
    await other.close();
  });

  test("a newer schema, another program's tables and the same database are refused with one sentence", async () => {
    await target.pool.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_future', now())",
    );
    expect(await refusal(toThere())).toMatch(/^the database is newer than this program/);
    await target.pool.query("DROP TABLE _prisma_migrations");
    expect(await refusal(toThere())).toMatch(/^there holds tables of another program \(\w+\); give an empty database$/);
    expect(await refusal(move(here(), here(), () => {}))).toBe(
      "the books are in here already; give another database to move them to",
    );
  });

  test("whoever works on either side is named, and nothing is moved", async () => {
    const busy = await openDatabase({ config: world.database.config, applicationName: "hearth process 77" });
    expect(await refusal(toThere())).toBe("hearth process 77 works on here; wait for it to end, or stop it");
    await busy.close();
    expect((await target.pool.query("SELECT FROM member")).rowCount).toBe(0);
  });
});
