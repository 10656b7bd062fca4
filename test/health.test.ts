import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { BotStatus } from "../src/core/bot.ts";
import { silentLog } from "../src/core/log.ts";
import { features } from "../src/features/index.ts";
import { createSendTimes } from "../src/health/metrics.ts";
import { healthPages, startingPages } from "../src/health/pages.ts";
import { serve, type Web } from "../src/web/server.ts";
import { createWorld, type World } from "./world/index.ts";

let world: World;
let web: Web;
let status: BotStatus;
let lagMs: number;
let dataDir: string | null;

beforeEach(async () => {
  lagMs = 0;
  dataDir = null;
  const sendTimes = createSendTimes();
  world = await createWorld({ features, house: { onCall: (ms) => sendTimes.observe(ms / 1000) } });
  status = { state: "online", detail: null, contactAt: world.now };
  const { house, database } = world;
  const pages = healthPages({
    database,
    bots: [Object.assign(Object.create(world.bot) as typeof world.bot, { status: () => status })],
    clock: { now: () => world.now },
    stats: () => house.dispatcher.stats(),
    recorded: () => house.recorded(),
    isRecordFailing: () => house.isRecordFailing(),
    get dataDir() {
      return dataDir;
    },
    backupAgeMs: () => null,
    sendTimes,
    lagMs: () => Promise.resolve(lagMs),
  });
  web = await serve("127.0.0.1:0", pages, silentLog);
});
afterEach(async () => {
  await web.close();
  await world.close();
});

async function ask(path: string): Promise<{ status: number; body: string }> {
  const answer = await fetch(web.origin + path);
  return { status: answer.status, body: await answer.text() };
}

test("a service that hears, writes and sends is ready", async () => {
  await world.member("ada").says("签到");
  expect(await ask("/readyz")).toEqual({ status: 200, body: "ready\n" });
  expect(await ask("/livez")).toEqual({ status: 200, body: "ok\n" });
  expect(JSON.parse((await ask("/health")).body)).toMatchObject({ ready: true, reasons: [], sent: 1, pending: 0 });
});

test("a program that is starting is alive and not ready", async () => {
  await web.close();
  web = await serve("127.0.0.1:0", startingPages(), silentLog);
  expect(await ask("/livez")).toEqual({ status: 200, body: "ok\n" });
  expect(await ask("/readyz")).toEqual({ status: 503, body: "start: 程序正在启动 · the program is starting\n" });
  expect(JSON.parse((await ask("/health")).body)).toMatchObject({ ready: false });
});

test("a platform that refuses us, or from which nothing was heard for two minutes, is named", async () => {
  status = { state: "refused", detail: { zh: "令牌不对", en: "the token is not valid" }, contactAt: null };
  expect(await ask("/readyz")).toEqual({
    status: 503,
    body: "platform: telegram: 令牌不对 · the token is not valid\n",
  });
  status = { state: "online", detail: null, contactAt: new Date(world.now.getTime() - 121_000) };
  expect(await ask("/readyz")).toEqual({
    status: 503,
    body: "platform: telegram: 121 秒没有收到任何东西 · nothing heard for 121 s\n",
  });
  expect((await ask("/livez")).status).toBe(200);
});

test("a command that has waited for more than a minute is told", async () => {
  await world.member("ada").says("签到");
  await world.query(
    "UPDATE lane SET lease_owner = 'other', lease_until = now() + interval '1 hour', waiting_since = now() - interval '90 s'",
  );
  const { status: code, body } = await ask("/readyz");
  expect(code).toBe(503);
  expect(body).toMatch(/^backlog: 最早的一条命令已经等了 9\d 秒 · the oldest command has waited 9\d s\n$/);
  await world.query("UPDATE lane SET lease_owner = NULL, lease_until = NULL, waiting_since = NULL");
});

test("a database that takes no writing makes it unready, and it is ready again when it does", async () => {
  const pool = world.database.pool;
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  const client = await pool.connect();
  try {
    await client.query("SET default_transaction_read_only = on");
    Object.assign(pool, { query: (...given: [string]) => client.query(...given) });
    expect(await ask("/readyz")).toMatchObject({ status: 503, body: expect.stringMatching(/^database: .*read-only/) });
    await client.query("SET default_transaction_read_only = off");
    expect((await ask("/readyz")).status).toBe(200);
  } finally {
    Object.assign(pool, { query });
    client.release(true);
  }
});

test("the figures are in Prometheus's form, name nobody, and say what became of every event", async () => {
  const { sender } = world.member("ada");
  const message = world.message(sender, "签到");
  await world.happens(message, message);
  const { body } = await ask("/metrics");
  expect(body).toContain('hearth_updates_total{platform="telegram",result="added"} 1');
  expect(body).toContain('hearth_updates_total{platform="telegram",result="duplicate"} 1');
  expect(body).toContain("hearth_sent_total 1");
  expect(body).toContain("hearth_send_seconds_count 1");
  expect(body.split("\n").filter((line) => line !== "" && !/^(# (HELP|TYPE) )?[a-z_]+/.test(line))).toEqual([]);
  expect(body).not.toContain("ada");
});

test("a program that is seconds late with everything is not alive", async () => {
  lagMs = 4_900;
  expect((await ask("/livez")).status).toBe(200);
  lagMs = 7_000;
  expect(await ask("/livez")).toEqual({ status: 503, body: "程序慢了 7 秒 · the event loop is 7 s late\n" });
});

test("a database that is gone, and one that does not answer, make it unready within seconds", async () => {
  const pool = world.database.pool;
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  Object.assign(pool, { query: () => Promise.reject(new Error("connect ECONNREFUSED")) });
  expect(await ask("/readyz")).toEqual({ status: 503, body: "database: connect ECONNREFUSED\n" });
  expect((await ask("/livez")).status).toBe(200);
  // what is asked for health is never answered; the rest of the house need not be waited for at its stop
  const silent = (...given: unknown[]) => (typeof given[0] === "string" ? new Promise(() => {}) : query(...given));
  Object.assign(pool, { query: silent });
  expect(await ask("/readyz")).toEqual({ status: 503, body: "database: 3 秒没有应答 · no answer within 3 s\n" });
  Object.assign(pool, { query });
});

test("every figure that operation wants is there, well named, and all together are few", async () => {
  await world.member("ada").says("签到");
  const [chat] = await world.query<{ communityId: number; chatId: number }>(
    'SELECT community_id AS "communityId", id AS "chatId" FROM chat LIMIT 1',
  );
  const { communityId = 0, chatId = 0 } = chat ?? {};
  const kinds = ["reply", "receipt", "unasked", "notice", "digest"];
  for (const state of ["pending", "unknown"])
    for (const kind of kinds)
      await world.query(
        `INSERT INTO outbox (community_id, chat_id, key, kind, priority, message, state, created_at, not_before_at)
         VALUES ($1, $2, $3, $4, 0, '{"text":"x"}', $5, now(), now() + interval '1 year')`,
        [communityId, chatId, `${state}${kind}`, kind, state],
      );
  for (const verdict of ["passed", "refused", "failed", "reserved"])
    await world.query(
      `INSERT INTO llm_call (community_id, chat_id, member_id, at, hash, entries, verdict, reason, cost)
       VALUES ($1, $2, 1, now(), 'x', '{}', $3, $4, 250000)`,
      [communityId, chatId, verdict, verdict === "failed" ? "meaning:timeout" : null],
    );
  const { body } = await ask("/metrics");
  expect(body).toContain('hearth_outbox_pending{kind="digest"} 1');
  expect(body).toContain('hearth_outbox_unknown_total{kind="unasked"} 1');
  expect(body).toContain('hearth_llm_calls_total{verdict="refused"} 1');
  expect(body).toContain('hearth_llm_faults_total{fault="timeout"} 1');
  expect(body).toContain("hearth_llm_cost 1");
  const types = new Map([...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  for (const name of [
    "updates_total",
    "inbox_lag_seconds",
    "inbox_dead",
    "outbox_pending",
    "outbox_unknown_total",
    "send_seconds",
    "send_rate_limited_total",
    "llm_calls_total",
    "llm_faults_total",
    "llm_cost",
    "ledger_mismatch",
    "backup_age_seconds",
    "event_loop_lag_seconds",
  ])
    expect(types.has(`hearth_${name}`), name).toBe(true);
  // as promtool's check of names: a counter ends in _total, and nothing else does; every figure is explained
  for (const [name, type] of types) {
    expect(name).toMatch(/^(?:hearth|process)_[a-z_]+$/);
    expect(name?.endsWith("_total"), name).toBe(type === "counter");
    expect(body).toContain(`# HELP ${name} `);
  }
  const series = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(series.length).toBeLessThanOrEqual(60);
  const labels = new Set([...body.matchAll(/[{,]([a-z_]+)="/g)].map(([, label]) => label));
  expect(labels).toEqual(new Set(["fault", "kind", "le", "platform", "result", "verdict"]));
});

const disk = mkdtempSync(path.join(os.tmpdir(), "hearth-small-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0755", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmdirSync(disk);
});

test.skipIf(!mounted)("a disk that is nearly full makes it unready, and one that cannot be looked at", async () => {
  dataDir = disk;
  expect(await ask("/readyz")).toEqual({
    status: 503,
    body: "disk: 只剩 1 MB，至少要 200 MB · 1 MB are free; at least 200 MB are wanted\n",
  });
  dataDir = path.join(disk, "nothing");
  expect(await ask("/readyz")).toEqual({
    status: 503,
    body: "disk: 数据文件夹读不了 · the data folder cannot be read\n",
  });
});
