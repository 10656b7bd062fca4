import { afterEach, describe, expect, test } from "vitest";
import { hasLowestPlace, takePlace, type Place } from "../../src/core/database/index.ts";
import type { JobCtx } from "../../src/core/context.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { checkin } from "../../src/features/checkin/index.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { createWorld, type World } from "../world/index.ts";

describe("what an earlier life had in its hands", () => {
  let world: World;
  afterEach(() => world.close());

  test("a chat is worked on at once by the same owner, and by another when the lease is over", async () => {
    world = await createWorld({ features: [checkin], house: { owner: "one" } });
    const ada = world.member("ada");
    await ada.says("hello");
    await leftBy("one");
    await world.house.start();
    await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
    await leftBy("another");
    await ada.hears("签到");
    expect(await world.query("SELECT status FROM inbox ORDER BY id")).toEqual([{ status: "done" }, { status: "new" }]);
    await world.query("UPDATE lane SET lease_until = now() - interval '1 second'");
    await world.house.tick();
    await world.house.settle();
    expect(await world.query("SELECT status FROM inbox ORDER BY id")).toEqual([{ status: "done" }, { status: "done" }]);
  });

  test("a job is done at once after a restart", async () => {
    const done: unknown[] = [];
    const jobs = defineFeature({ name: "jobs", jobs: { count: async ({ payload }) => void done.push(payload) } });
    world = await createWorld({ features: [jobs], house: { owner: "one" } });
    await world.member("ada").says("hello");
    await world.query(
      `INSERT INTO job (community_id, key, name, payload, run_at, created_at, lease_owner, lease_until)
       SELECT id, 'job', 'count', '1', $1, $1, 'one', now() + interval '60 seconds' FROM community`,
      [world.now],
    );
    await world.house.start();
    await world.house.tick();
    expect(done).toEqual([1]);
  });

  test("a job under way at a stop is no failure: it is given back as if it had not begun, and nothing is told", async () => {
    const told: unknown[] = [];
    const tell = (...given: unknown[]) => void told.push(given);
    const log = { debug() {}, info() {}, warn: tell, error: tell };
    let isBegun = false;
    const slow = ({ signal }: JobCtx) => {
      isBegun = true;
      return new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    };
    world = await createWorld({ features: [defineFeature({ name: "slow", jobs: { slow } })], log });
    await ordered("slow", 1);
    const running = world.house.runJobs();
    await until(() => isBegun);
    await world.house.stop();
    await running;
    const jobs = "SELECT status, attempts, lease_owner AS owner, error FROM job";
    expect(await world.query(jobs)).toEqual([{ status: "new", attempts: 0, owner: null, error: null }]);
    expect(told).toEqual([]);
  });

  test("a stop waits for a job that is about to end, and begins no other", async () => {
    const done: unknown[] = [];
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    const slow = async ({ payload }: JobCtx) => {
      done.push(payload);
      await ended;
    };
    world = await createWorld({ features: [defineFeature({ name: "slow", jobs: { slow } })] });
    await ordered("slow", 2);
    const running = world.house.runJobs();
    await until(() => done.length === 1);
    const stopping = world.house.stop();
    end();
    await Promise.all([stopping, running]);
    expect(await world.query("SELECT status, attempts FROM job ORDER BY id")).toEqual([
      { status: "done", attempts: 1 },
      { status: "new", attempts: 0 },
    ]);
  });

  async function ordered(name: string, count: number): Promise<void> {
    await world.member("ada").says("hello");
    await world.query(
      `INSERT INTO job (community_id, key, name, payload, run_at, created_at)
       SELECT id, 'job ' || n, $1, to_jsonb(n), $2, $2 FROM community, generate_series(1, $3) n`,
      [name, world.now, count],
    );
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  }

  async function leftBy(owner: string): Promise<void> {
    await world.query(
      `INSERT INTO lane (community_id, chat_id, waiting_since, lease_owner, lease_until)
       SELECT community_id, id, now(), $1, now() + interval '30 seconds' FROM chat
       ON CONFLICT (community_id, chat_id) DO UPDATE SET lease_owner = excluded.lease_owner, lease_until = excluded.lease_until`,
      [owner],
    );
  }
});

describe("places of serving processes", () => {
  let database: TestDatabase;
  const places: Place[] = [];
  afterEach(async () => {
    await Promise.all(places.splice(0).map((place) => place.release()));
    await database.close();
  });

  async function take(count: number, name: string, onLost = () => {}): Promise<string> {
    const answer = await takePlace({ config: database.config, applicationName: name, places: count, onLost });
    if ("holder" in answer) return `held by ${answer.holder}`;
    places.push(answer.place);
    return answer.place.owner;
  }

  test("each living process has a name of its own; a free one is given again", async () => {
    database = await createTestDatabase();
    expect(await take(8, "a")).toBe("service-1");
    expect(await take(8, "b")).toBe("service-2");
    await places[0]?.release();
    expect(await take(8, "c")).toBe("service-1");
  });

  test("where one place is all there is, the second hears who holds it", async () => {
    database = await createTestDatabase();
    expect(await take(1, `hearth process ${process.pid}`)).toBe("service-1");
    expect(await take(1, "late")).toBe(`held by hearth process ${process.pid}`);
  });

  test("the lowest place that is held looks after the installation, and the next when it is gone", async () => {
    database = await createTestDatabase();
    await take(8, "a");
    await take(8, "b");
    const lookingAfter = async () => [
      await hasLowestPlace(database.pool, "service-1"),
      await hasLowestPlace(database.pool, "service-2"),
    ];
    expect(await lookingAfter()).toEqual([true, false]);
    await places[0]?.release();
    while (await hasLowestPlace(database.pool, "service-1")) await new Promise((resolve) => setImmediate(resolve));
    expect(await lookingAfter()).toEqual([false, true]);
  });

  test("a place lost with its connection is taken again; if another was faster, its process must end", async () => {
    database = await createTestDatabase();
    let lost = (): void => {};
    const ended = new Promise<void>((resolve) => (lost = resolve));
    expect(await take(1, "first", () => lost())).toBe("service-1");
    await cut("first");
    while ((await holders()) !== "first") await new Promise((resolve) => setImmediate(resolve));
    // the place is whose hands are quicker: until that is the second
    do await cut("first");
    while ((await take(1, "second")) !== "service-1");
    await ended;
  });

  async function cut(name: string): Promise<void> {
    await database.pool.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1",
      [name],
    );
  }

  async function holders(): Promise<string | undefined> {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE locktype = 'advisory' AND classid = 7000 AND granted AND datname = current_database()`,
    );
    return rows[0]?.name;
  }
});
