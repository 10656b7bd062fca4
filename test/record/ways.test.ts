import fc from "fast-check";
import { expect, test } from "vitest";
import type { ChatEvent, Sender } from "../../src/core/event.ts";
import type { Recorder } from "../../src/core/record.ts";
import { Directory } from "../../src/members/directory.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { long } from "../long.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";

// Record has two ways of writing a batch: all at once when it is new, and with care. They must leave the same.

const [platform, account] = ["telegram", "bot"];
/** Two groups of one community, one of another, where clocks go back on 5 April 2026 at 3 o'clock. */
const groups = [
  { id: "-1", communityId: 1 },
  { id: "-2", communityId: 1 },
  { id: "-3", communityId: 2 },
];
const zones = ["Asia/Shanghai", "Pacific/Auckland"];
const people: (Sender | null)[] = [
  ...["ada", "ben", "cara"].map((name, index): Sender => ({ kind: "person", id: String(100 + index), name })),
  { kind: "bot", id: "200", name: "robot" },
  null,
];
const texts = [
  "",
  "短",
  "签到",
  "今天有新茶吗？",
  "谁有新茶？",
  ..."甲乙丙丁戊".split("").map((one) => `今天轮到${one}泡茶`),
];
const now = new Date("2026-04-06T12:00:00Z");

/** An hour before clocks go back, and the hours after; sometimes days or months earlier. */
const instants = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 30, 60), fc.integer({ min: 0, max: 300 }))
  .map(([days, minutes]) => new Date(Date.parse("2026-04-04T13:00:00Z") - days * 86_400_000 + minutes * 20_000));

/** A few messages come again and again and are answered, most are new. */
const numbers = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 6, arbitrary: fc.integer({ min: 9, max: 5000 }) },
);

const base = fc.record({
  group: fc.constantFrom(...groups, groups[2] as (typeof groups)[number]),
  at: instants,
  number: numbers,
});

let keys = 0;
const common = (group: (typeof groups)[number], at: Date) => ({
  platform,
  account,
  key: String((keys += 1)),
  chat: { id: group.id, kind: "group" as const, title: group.id },
  at,
});

const messages = fc
  .tuple(
    base,
    fc.constantFrom(...people, ...people.slice(0, 3)),
    fc.constantFrom(...texts),
    fc.option(fc.integer({ min: 1, max: 8 })),
  )
  .map(([{ group, at, number }, sender, text, answered]): ChatEvent => ({
    ...common(group, at),
    kind: "message",
    messageId: String(number),
    sender,
    text,
    mentionsBot: false,
    mentions: [],
    forwarded: false,
    ...(answered === null
      ? {}
      : { replyTo: { messageId: String(answered), toBot: false, from: people[answered % 2] as Sender } }),
  }));

const edits = fc.tuple(base, fc.constantFrom(...people)).map(([{ group, at, number }, sender]): ChatEvent => ({
  ...common(group, at),
  kind: "edit",
  messageId: String(number),
  sender,
  text: "今天的茶",
}));

const passages = fc
  .tuple(base, fc.constantFrom("join" as const, "leave" as const), fc.nat({ max: 2 }), fc.nat({ max: 2 }))
  .map(([{ group, at, number }, kind, who, how]): ChatEvent => {
    const member = people[who] as Sender;
    const byName = { member: null, memberName: member.name };
    return {
      ...common(group, at),
      kind,
      ...(how === 2 ? byName : { member, memberName: member.name }),
      ...(how === 0 ? {} : { messageId: `${1000 + (number % 4)}` }),
    };
  });

type Step =
  | { what: "batch"; events: ChatEvent[]; source: "live" | "history" }
  | { what: "choice"; sql: string }
  | { what: "again" };

const anyEvent = fc.oneof(
  { weight: 8, arbitrary: messages },
  { weight: 1, arbitrary: edits },
  { weight: 3, arbitrary: passages },
);
const crowds = fc.array(anyEvent, { minLength: 20, maxLength: 40 });
const batches = fc
  .tuple(
    fc.oneof(fc.array(anyEvent, { minLength: 1, maxLength: 6 }), crowds),
    fc.constantFrom("live" as const, "live" as const, "history" as const),
  )
  .map(([events, source]): Step => ({ what: "batch", events, source }));
const ids = fc.integer({ min: 1, max: 4 });
const choices = fc
  .tuple(
    ids,
    fc.constantFrom(
      (id: number) =>
        `INSERT INTO opt_out SELECT community_id, id, 'stats', '2026-04-04T13:20Z' FROM member WHERE id = ${id} ON CONFLICT DO NOTHING`,
      (id: number) => `DELETE FROM opt_out WHERE member_id = ${id}`,
      (id: number) =>
        `INSERT INTO watch_chat SELECT community_id, id, 'quiz' FROM chat WHERE id = ${id} ON CONFLICT DO NOTHING`,
      (id: number) => `DELETE FROM watch_chat WHERE chat_id = ${id}`,
      (id: number) =>
        `INSERT INTO watch_member SELECT community_id, id, 'draw' FROM member WHERE id = ${id} ON CONFLICT DO NOTHING`,
      (id: number) => `UPDATE member SET merged_into_id = 1 WHERE id = ${id} AND id > 1 AND community_id = 1`,
    ),
  )
  .map(([id, choice]): Step => ({ what: "choice", sql: choice(id) }));
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: batches },
    { weight: 2, arbitrary: choices },
    { weight: 1, arbitrary: fc.constant<Step>({ what: "again" }) },
  ),
  { minLength: 2, maxLength: 12 },
);

/** A database with the groups, and who records into it. */
async function open(careful: boolean): Promise<{ database: TestDatabase; recorder: Recorder }> {
  const database = await borrowTestDatabase();
  const clock = { now: () => now };
  const directory = new Directory(database.pool, clock);
  for (const [index, zone] of zones.entries()) {
    const values = [String(index + 1), zone, "salt", now];
    await database.pool.query(
      "INSERT INTO community (name, time_zone, salt, created_at) VALUES ($1, $2, $3, $4)",
      values,
    );
  }
  for (const { id, communityId } of groups) {
    await directory.group(platform, { id, kind: "group", title: id }, account, communityId);
  }
  const wakes = {
    wakes: (event: ChatEvent) => event.kind === "join",
    isCommand: (event: ChatEvent) => "text" in event && event.text === "签到",
  };
  return { database, recorder: createRecorder({ pool: database.pool, directory, clock, wakes, careful }) };
}

const tables: Record<string, string> = {
  event_seen: "1, 2, 3",
  member_day: "1, 2, 3",
  member_first_day: "1, 2",
  chat_hour: "1, 2, 3, 4",
  reply_day: "1, 2, 3",
  passage: "1, 2, 3",
  message_text: "1, 2, 3",
  member: "1, 2",
  lane: "1, 2",
};

/** Everything Record writes, in the order of the keys; of the inbox its order, whatever the numbers are. */
async function left({ pool }: TestDatabase): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    all[table] = (await pool.query(`SELECT * FROM ${table} ORDER BY ${order}`)).rows;
  }
  const inbox =
    "SELECT community_id, chat_id, account, key, event, status, event_at, created_at FROM inbox ORDER BY id";
  all.inbox = (await pool.query(inbox)).rows;
  return all;
}

async function play(careful: boolean, script: readonly Step[]): Promise<unknown> {
  const { database, recorder } = await open(careful);
  const outcomes: unknown[] = [];
  let last: Step | undefined;
  try {
    for (const step of script) {
      const batch = step.what === "again" ? last : step;
      if (batch?.what === "choice") await database.pool.query(batch.sql);
      if (batch?.what !== "batch") continue;
      outcomes.push(await recorder.record(batch.events, { source: batch.source }));
      last = batch;
    }
    return { outcomes, ...(await left(database)) };
  } finally {
    await database.close();
  }
}

test("a batch leaves the same whether it is written at once or with care", { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      expect(await play(false, script)).toEqual(await play(true, script));
    }),
    // others each time where there is time to look at what they find
    long ? { numRuns: 1000 } : { numRuns: 40, seed: 20_260_404 },
  );
});
