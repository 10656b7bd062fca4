import { createHouse } from "../../src/house.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { systemClock, type Clock, type Day } from "../../src/core/time.ts";
import type { Accept, Bot } from "../../src/core/bot.ts";
import { summarize } from "../../src/engagement/figures.ts";
import { features } from "../../src/features/index.ts";
import { rich } from "../world/fake-bot.ts";
import { openEmbedded, type BenchDatabase } from "./contestants.ts";
import { median } from "./figures.ts";

/** Milliseconds of database time that one command takes, everything it asks for added up. */
export interface Growth {
  messages: number;
  members: number;
  /** rows of counts the messages became */
  rows: number;
  top: number;
  points: number;
  stats: number;
}

/** Half a year of talk ends on this day. */
const today = "2026-03-01" as Day;
const days = 180;
/** A person who talks on a day says so much. */
const messagesPerDay = 5;
const repeats = 15;

/** How the database time of commands grows with the messages of one community. */
export async function measureGrowth(messages: number): Promise<Growth> {
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  try {
    const members = Math.max(100, Math.round(Math.sqrt(messages) * 10));
    const rows = await fillPast(bench, {
      today,
      days,
      members,
      talk: [{ fromDaysAgo: 0, days: days + 1, messages }],
    });
    const commands = await commandTimes(bench, database);
    const stats: number[] = [];
    for (let run = 0; run < 5; run++) {
      await bench.query("SELECT pg_stat_statements_reset()");
      const range = { fromDay: "2026-02-01" as Day, toDay: today };
      await summarize(database.pool, 1, range);
      stats.push(await databaseTime(bench));
    }
    return { messages, members, rows, ...commands, stats: median(stats) };
  } finally {
    await database.close();
    await bench.close();
  }
}

/** What a community of the benchmarks has behind it. */
export interface Past {
  /** the day it ends on */
  today: Day;
  days: number;
  members: number;
  /** how its messages lie in time: so many over these days, counted back from `today` */
  talk: readonly { fromDaysAgo: number; days: number; messages: number }[];
  /** whether everybody's coming is known, on days by chance */
  joins?: boolean;
}

/** One community, its members, and what its messages leave behind; few talk much, most little. Returns the rows of counts. */
export async function fillPast(bench: BenchDatabase, { today, days, members, talk, joins }: Past): Promise<number> {
  const at = `timestamptz '${today}'`;
  const messages = talk.reduce((sum, span) => sum + span.messages, 0);
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
  for (const span of talk) {
    await bench.query(`INSERT INTO member_day (community_id, member_id, day, messages, replies, questions, hours)
      SELECT 1, 1 + (${members} * power(random(), 2))::int % ${members},
        date '${today}' - ${span.fromDaysAgo} - (random() * ${span.days - 1})::int, ${messagesPerDay}, 1, 1, 1 << (random() * 23)::int
      FROM generate_series(1, ${Math.round(span.messages / messagesPerDay)}) ON CONFLICT DO NOTHING`);
  }
  await bench.query(`INSERT INTO member_first_day SELECT 1, member_id, min(day) FROM member_day GROUP BY member_id`);
  if (joins)
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

async function databaseTime(bench: BenchDatabase): Promise<number> {
  const rows = await bench.query<{ ms: number }>(
    `SELECT coalesce(sum(total_exec_time + total_plan_time), 0)::float8 AS ms FROM pg_stat_statements
     JOIN pg_database d ON d.oid = dbid
     WHERE d.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'`,
  );
  return rows[0]?.ms ?? Number.NaN;
}

/** Says commands to the whole product and adds up what its database did for each. */
async function commandTimes(bench: BenchDatabase, database: Awaited<ReturnType<typeof openDatabase>>) {
  const bot = new DeafBot();
  const clock: Clock = { now: () => new Date(`${today}T12:00:00Z`) };
  const log = { info: () => {}, warn: () => {}, error: console.error, debug: () => {} };
  const house = createHouse({ database, features, bots: [bot], clock, log: log as never, pacing: false });
  await bot.start(house.accept);
  let number = 0;
  const say = async (text: string) => {
    number += 1;
    await bot.accept({
      kind: "message",
      platform: "telegram",
      account: bot.account,
      key: `update:${number}`,
      chat: { id: "-1001", kind: "group", title: "Bench" },
      at: clock.now(),
      messageId: String(number),
      sender: { kind: "person", id: String(1 + (number % 90)), name: `Member ${1 + (number % 90)}` },
      text,
      mentionsBot: false,
      mentions: [],
      forwarded: false,
    });
    await house.settle();
  };
  const times = async (text: string) => {
    const found: number[] = [];
    for (let run = -5; run < repeats; run++) {
      await bench.query("SELECT pg_stat_statements_reset()");
      await say(text);
      if (run >= 0) found.push(await databaseTime(bench));
    }
    return median(found);
  };
  const measured = { top: await times("/top"), points: await times("/points") };
  await house.stop();
  if (bot.sent === 0) throw new Error("no command was answered");
  return measured;
}

/** A platform that takes every message and does nothing with it. */
export class DeafBot implements Bot {
  readonly platform = "telegram";
  readonly account = "bot1";
  readonly username = "bench_bot";
  readonly capabilities = rich;
  readonly pacing = {
    perGroup: { count: 1, windowMs: 1 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 1, windowMs: 1 },
  };
  sent = 0;
  accept: Accept = async () => {};

  async start(accept: Accept): Promise<void> {
    this.accept = accept;
  }

  async send(): Promise<{ messageId: string }> {
    this.sent += 1;
    return { messageId: String(this.sent) };
  }

  status() {
    return { state: "online" as const, detail: null, contactAt: systemClock.now() };
  }

  async stop(): Promise<void> {}
}
