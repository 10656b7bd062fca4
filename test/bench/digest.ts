import { baseContext, loadCommunity } from "../../src/act/context.ts";
import { openDatabase, type Database } from "../../src/core/database/index.ts";
import type { Accept } from "../../src/core/bot.ts";
import type { Clock, Day } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { buildDigest } from "../../src/features/digest/build.ts";
import { lastOver } from "../../src/features/digest/period.ts";
import { createHouse } from "../../src/house.ts";
import { ranking } from "../../src/points/index.ts";
import { openEmbedded } from "./contestants.ts";
import { median, quantile } from "./figures.ts";
import { DeafBot, fillPast } from "./growth.ts";

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
/** What the newest nine weeks hold is the same however long the history is. */
const lately = { days: 63, messages: 40_000 };

/** The cost of a week's digest over a year of days, for one number of members. */
export async function measureDigest(messages: number, members = 100_000): Promise<DigestCost> {
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  try {
    const rows = await fillPast(bench, {
      today,
      days,
      members,
      talk: [
        { fromDaysAgo: 1, days: lately.days, messages: Math.min(messages, lately.messages) },
        {
          fromDaysAgo: lately.days + 1,
          days: days - lately.days,
          messages: Math.max(0, messages - lately.messages),
        },
      ],
      joins: true,
    });
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
      const { community } = await loadCommunity(tx, 1);
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

/** Says a command in the group and waits until it is answered. */
export async function say(accept: Accept, settle: () => Promise<void>, number: number): Promise<void> {
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
