import { afterEach, beforeEach, expect, test } from "vitest";
import type { BotStatus } from "../src/core/bot.ts";
import { silentLog } from "../src/core/log.ts";
import { features } from "../src/features/index.ts";
import { healthPages } from "../src/health/pages.ts";
import { serve, type Web } from "../src/web/server.ts";
import { createWorld, type World } from "./world/index.ts";

let world: World;
let web: Web;
let status: BotStatus;

beforeEach(async () => {
  world = await createWorld({ features });
  status = { state: "online", detail: "", contactAt: world.now };
  const { house, database } = world;
  const pages = healthPages({
    database,
    bots: [Object.assign(Object.create(world.bot) as typeof world.bot, { status: () => status })],
    clock: { now: () => world.now },
    stats: () => house.dispatcher.stats(),
    recorded: () => house.recorded(),
    isRecordFailing: () => house.isRecordFailing(),
    dataDir: null,
    backupAgeMs: () => null,
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

test("a platform that refuses us, or from which nothing was heard for two minutes, is named", async () => {
  status = { state: "refused", detail: "the token is not valid", contactAt: null };
  expect(await ask("/readyz")).toEqual({ status: 503, body: "platform: telegram: the token is not valid\n" });
  status = { state: "online", detail: "", contactAt: new Date(world.now.getTime() - 121_000) };
  expect(await ask("/readyz")).toEqual({ status: 503, body: "platform: telegram: nothing heard for 121 s\n" });
  expect((await ask("/livez")).status).toBe(200);
});

test("a command that has waited for more than a minute is told", async () => {
  await world.member("ada").says("签到");
  await world.query(
    "UPDATE lane SET lease_owner = 'other', lease_until = now() + interval '1 hour', waiting_since = now() - interval '90 s'",
  );
  const { status: code, body } = await ask("/readyz");
  expect(code).toBe(503);
  expect(body).toMatch(/^backlog: the oldest command has waited 9\d s\n$/);
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
  expect(body).toContain('hearth_updates_total{result="added"} 1');
  expect(body).toContain('hearth_updates_total{result="duplicate"} 1');
  expect(body).toContain("hearth_sent_total 1");
  expect(body.split("\n").filter((line) => line !== "" && !/^(# (HELP|TYPE) )?[a-z_]+/.test(line))).toEqual([]);
  expect(body).not.toContain("ada");
});
