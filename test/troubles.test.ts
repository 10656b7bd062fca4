import { afterEach, beforeEach, expect, test } from "vitest";
import { isAway } from "../src/act/failures.ts";
import type { BotStatus } from "../src/core/bot.ts";
import { silentLog } from "../src/core/log.ts";
import { features } from "../src/features/index.ts";
import { backupLateMs, Watch } from "../src/health/watch.ts";
import { lastNight } from "../src/backup/nightly.ts";
import { noteTroubles } from "../src/presence/troubles.ts";
import { createWorld, type World } from "./world/index.ts";

let world: World;
let watch: Watch;
let state: { backupAgeMs: number | null; clockOffMs: number; circuit: "open" | "closed"; status: BotStatus };

/** Everything owners were told since the last look. */
async function look(): Promise<string[]> {
  await watch.look();
  world.house.dispatcher.wake();
  await world.house.settle();
  return world.bot.sent.splice(0).map((one) => `${one.chatId}: ${one.text}`);
}

const boss = () => world.member("boss").sender.id;

beforeEach(async () => {
  world = await createWorld({ features });
  await world.giveRole("boss", "owner");
  await world.member("boss").whispers("帮助");
  await world.member("ada").says("早");
  world.bot.sent.length = 0;
  state = {
    backupAgeMs: 0,
    clockOffMs: 0,
    circuit: "closed",
    status: { state: "online", detail: null, contactAt: null },
  };
  const { house, database } = world;
  watch = new Watch({
    database,
    bots: [Object.assign(Object.create(world.bot) as typeof world.bot, { status: () => state.status })],
    clock: { now: () => world.now },
    log: silentLog,
    stats: () => ({ ...house.dispatcher.stats(), circuit: state.circuit }),
    folders: [],
    backupAgeMs: async () => state.backupAgeMs,
    clockOffMs: async () => state.clockOffMs,
  });
});
afterEach(() => world.close());

test("while all is well nobody is told anything", async () => {
  expect(await look()).toEqual([]);
  await world.setTime("2026-03-01T20:00");
  expect(await look()).toEqual([]);
});

test("an owner hears in private that backups are late, once, and that they are well again", async () => {
  state.backupAgeMs = backupLateMs + 1;
  expect(await look()).toEqual([`${boss()}: 🗄 最近一次验证过的备份是 36 h。请维护的人运行 hearth doctor 看看原因。`]);
  await world.setTime("2026-03-01T10:00");
  expect(await look()).toEqual([]);
  await world.member("boss").whispers("状态");
  expect(world.bot.sent.at(-1)?.text).toContain("要留意：备份太旧");
  world.bot.sent.length = 0;
  state.backupAgeMs = 0;
  expect(await look()).toEqual([`${boss()}: 🗄 备份又正常了，新的已经验证过。`]);
  expect(await look()).toEqual([]);
});

test("what comes and goes is told once an hour at most", async () => {
  const told: string[] = [];
  for (let minute = 10; minute < 50; minute++) {
    state.clockOffMs = minute % 2 ? 120_000 : 0;
    watch = new Watch({ ...options(), clockOffMs: async () => state.clockOffMs });
    await world.setTime(`2026-03-01T11:${minute}`);
    told.push(...(await look()));
  }
  expect(told.filter((line) => line.includes("时钟差了"))).toHaveLength(1);
  expect(told.filter((line) => line.includes("时钟准了"))).toHaveLength(1);
});

const options = () => ({
  database: world.database,
  bots: [],
  clock: { now: () => world.now },
  log: silentLog,
  stats: () => world.house.dispatcher.stats(),
  folders: [],
  backupAgeMs: async () => 0,
  clockOffMs: async () => 0,
});

test("an outage of the database is told when it is over", async () => {
  const { prisma, pool } = world.database;
  const broken = {
    ...world.database,
    pool: { query: () => Promise.reject(new Error("gone")) } as unknown as typeof pool,
    prisma,
  };
  const outage = { ...options(), database: broken };
  watch = new Watch(outage);
  expect(await look()).toEqual([]);
  await world.setTime("2026-03-01T09:10");
  outage.database.pool = pool;
  expect(await look()).toEqual([`${boss()}: 🗃 数据库断了约 10 分钟，现在好了；这段时间的消息正在补处理。`]);
});

test("a page of the database that cannot be read is told, and no event is to blame", async () => {
  const { pool } = world.database;
  const query = pool.query.bind(pool) as (text: string, values?: unknown[]) => Promise<unknown>;
  // as PostgreSQL counts it when it reads such a page
  const damaged = {
    query: (text: string, values?: unknown[]) => query(text.replace("checksum_failures > 0", "true"), values),
  };
  watch = new Watch({ ...options(), database: { ...world.database, pool: damaged as unknown as typeof pool } });
  expect(await look()).toEqual([expect.stringContaining("数据库的文件坏了一部分")]);
  expect(isAway(Object.assign(new Error("invalid page in block 7"), { code: "XX001" }))).toBe(true);
  expect(isAway(Object.assign(new Error("cache lookup failed"), { code: "XX000" }))).toBe(false);
});

test("what could not be sent for minutes is told afterwards, a short break is not", async () => {
  state.circuit = "open";
  await look();
  await world.setTime("2026-03-01T09:01");
  state.circuit = "closed";
  expect(await look()).toEqual([]);
  state.circuit = "open";
  await look();
  await world.setTime("2026-03-01T09:04");
  expect(await look()).toEqual([]);
  await world.setTime("2026-03-01T09:10");
  state.circuit = "closed";
  expect(await look()).toEqual([expect.stringContaining("发不出消息，现在好了")]);
});

test("owners of the community hear that the bot was removed from a group, and of events set aside; others do not", async () => {
  await world.query("UPDATE chat SET unreachable = 'removed' WHERE kind = 'group'");
  await world.query("UPDATE inbox SET status = 'dead', done_at = $1 WHERE id = (SELECT max(id) FROM inbox)", [
    world.now,
  ]);
  const told = await look();
  expect(told).toHaveLength(2);
  expect(told.join()).toMatch(/我不在“.*”里了/);
  expect(told.join()).toContain("有 1 条消息我处理三次都没成功");
  await noteTroubles(world.database, [{ what: "poison", subject: "x", detail: "1", communityId: 999_999 }], world.now);
  await world.house.settle();
  expect(world.bot.sent).toEqual([]);
});

test("a platform that hides messages from the bot is told", async () => {
  state.status = { state: "online", detail: { zh: "隐私模式", en: "privacy mode" }, contactAt: null };
  expect(await look()).toEqual([expect.stringContaining("Telegram 不让我看到群里的普通消息")]);
});

test("a night's backup is due at its hour, in the machine's zone", () => {
  const night = (now: string) => lastNight(new Date(now), "03:10", "Asia/Shanghai").toISOString();
  expect(night("2026-03-02T03:09:59+08:00")).toBe("2026-02-28T19:10:00.000Z");
  expect(night("2026-03-02T03:10:00+08:00")).toBe("2026-03-01T19:10:00.000Z");
});
