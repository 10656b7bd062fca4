import { baseContext, loadCommunity } from "../../src/act/context.ts";
import { openDatabase, type Database } from "../../src/core/database/index.ts";
import type { Accept } from "../../src/core/bot.ts";
import type { Clock, Day } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { buildDigest } from "../../src/features/digest/build.ts";
import { lastOver } from "../../src/features/digest/period.ts";
import { createHouse } from "../../src/house.ts";
import { ranking } from "../../src/points/index.ts";
import { openEmbedded, type BenchDatabase } from "./contestants.ts";
import { median, quantile } from "./figures.ts";
import { DeafBot } from "./growth.ts";

/** What a digest costs a community of so many messages; wall-clock milliseconds. */
export interface DigestCost {
  messages: number;
  members: number;
  rows: number;
  /** the whole digest: figures, comparisons, every feature's part */
  digest: number;
  /** the points ranking's query */
  ranking: number;
  /** a command's way from its arrival to its answer, with one digest made after the other meanwhile */
  replyP50: number;
  replyP95: number;
}

const today = "2026-03-02" as Day;
const days = 365;
/** A person who talks on a day says so much. */
const messagesPerDay = 5;
/** What the newest nine weeks hold is the same however long the history is. */
const lately = { days: 63, messages: 40_000 };

/** The cost of a week's digest over a year of days, for one number of members. */
export async function measureDigest(messages: number, members = 100_000): Promise<DigestCost> {
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  try {
    const rows = await fill(bench, messages, members);
    const digest: number[] = [];
    for (let run = 0; run < 6; run++) {
      const ms = await timed(() => makeDigest(database));
      if (run > 0) digest.push(ms);
    }
    const rank: number[] = [];
    for (let run = 0; run < 20; run++)
      rank.push(await timed(() => database.transact((tx) => ranking(tx, 1, "all", 10))));
    const replies = await repliesMeanwhile(database);
    return {
      messages,
      members,
      rows,
      digest: median(digest),
      ranking: median(rank),
      replyP50: median(replies),
      replyP95: quantile(replies, 0.95),
    };
  } finally {
    await database.close();
    await bench.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

const now = new Date(`${today}T02:00:00Z`);

const makeDigest = (database: Database) =>
  database.transact(
    async (tx) => {
      const community = await loadCommunity(tx, 1);
      const { ctx } = baseContext({ tx, community, now, writtenAt: now, seed: "bench" });
      await buildDigest(ctx, features, lastOver("week", ctx.today));
    },
    { timeout: 300_000, maxWait: 10_000 },
  );

/** Says a command every 100 ms while digests are made one after the other; how long each answer took. */
async function repliesMeanwhile(database: Database): Promise<number[]> {
  const bot = new DeafBot();
  const clock: Clock = { now: () => now };
  const log = { info: () => {}, warn: () => {}, error: console.error, debug: () => {} };
  const house = createHouse({ database, features, bots: [bot], clock, log: log as never, pacing: false });
  await bot.start(house.accept);
  const over = new AbortController();
  const digests = (async () => {
    while (!over.signal.aborted) await makeDigest(database);
  })();
  const took: number[] = [];
  for (let number = 1; number <= 60; number++) {
    const ms = await timed(() => say(bot.accept, house.settle, number));
    if (number > 10) took.push(ms);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 100 - ms)));
  }
  over.abort();
  await digests;
  await house.stop();
  return took;
}

async function say(accept: Accept, settle: () => Promise<void>, number: number): Promise<void> {
  await accept({
    kind: "message",
    platform: "telegram",
    account: "bot1",
    key: `update:${number}`,
    chat: { id: "-1001", kind: "group", title: "Bench" },
    at: now,
    messageId: String(number),
    sender: { kind: "person", id: String(number), name: `Member ${number}` },
    text: "/points",
    mentionsBot: false,
    mentions: [],
    forwarded: false,
  });
  await settle();
}

async function fill(bench: BenchDatabase, messages: number, members: number): Promise<number> {
  const at = `timestamptz '${today}'`;
  await bench.query(
    `INSERT INTO community (id, name, salt, created_at) VALUES (1, 'Bench', '00', ${at} - interval '2 years')`,
  );
  await bench.query(`INSERT INTO chat (community_id, id, platform, address, kind, title, account, created_at)
    VALUES (1, 1, 'telegram', '-1001', 'group', 'Bench', 'bot1', ${at})`);
  await bench.query(`INSERT INTO chat_address VALUES ('telegram', '-1001', 1, 1)`);
  await bench.query(`INSERT INTO member (community_id, id, name, created_at)
    SELECT 1, n, 'Member ' || n, ${at} - interval '1 year' FROM generate_series(1, ${members}) AS n`);
  await bench.query(`INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, named_at)
    SELECT 1, 'telegram', n::text, n, 'Member ' || n, ${at} - interval '1 year' FROM generate_series(1, ${members}) AS n`);
  await bench.query(
    `SELECT setval('member_id_seq', ${members}), setval('chat_id_seq', 1), setval('community_id_seq', 1)`,
  );
  const spans = [
    { from: 1, days: lately.days, messages: Math.min(messages, lately.messages) },
    { from: lately.days + 1, days: days - lately.days, messages: Math.max(0, messages - lately.messages) },
  ];
  for (const span of spans) {
    await bench.query(`INSERT INTO member_day (community_id, member_id, day, messages, replies, questions, hours)
      SELECT 1, 1 + (${members} * power(random(), 2))::int % ${members},
        date '${today}' - ${span.from} - (random() * ${span.days - 1})::int, ${messagesPerDay}, 1, 1, 1 << (random() * 23)::int
      FROM generate_series(1, ${Math.round(span.messages / messagesPerDay)}) ON CONFLICT DO NOTHING`);
  }
  await bench.query(`INSERT INTO member_first_day SELECT 1, member_id, min(day) FROM member_day GROUP BY member_id`);
  await bench.query(`INSERT INTO passage (community_id, chat_id, identity, member_id, kind, at, day, is_message)
    SELECT 1, 1, gen_random_uuid(), n, 'join', day, day, true FROM (SELECT n, date '${today}' - 1 - (random() * ${days})::int AS day
      FROM generate_series(1, ${members}) AS n) came`);
  await bench.query(`INSERT INTO chat_hour SELECT 1, 1, day, hour, ${Math.ceil(messages / days / 24)}, 0
    FROM generate_series(date '${today}' - ${days}, date '${today}', interval '1 day') AS day, generate_series(0, 23) AS hour`);
  await bench.query(`INSERT INTO ledger_entry (community_id, member_id, key, delta, reason, at, day)
    SELECT 1, member_id, 'chat:' || day, 10, 'chat', day, day FROM member_day`);
  await bench.query(`INSERT INTO points_total SELECT 1, period, member_id, sum(delta) FROM ledger_entry,
    LATERAL (VALUES ('all'), (to_char(day, 'YYYY-MM')), (to_char(day, 'IYYY-"W"IW'))) AS p(period) GROUP BY 2, 3`);
  await bench.query("VACUUM ANALYZE");
  const [counted] = await bench.query<{ rows: number }>("SELECT count(*)::int AS rows FROM member_day");
  return counted?.rows ?? 0;
}
