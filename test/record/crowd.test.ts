import { expect, test } from "vitest";
import type { ChatEvent } from "../../src/core/event.ts";
import { Directory } from "../../src/members/directory.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { borrowTestDatabase } from "../world/database.ts";
import { seeded } from "../fakes/telegram/queue.ts";

const at = new Date("2026-03-01T04:00:00Z");

/** 300 messages and 60 comings, each told by a message and by a change of membership, of 20 people in three groups. */
function everything(): ChatEvent[] {
  const events: ChatEvent[] = [];
  for (let number = 1; number <= 360; number++) {
    const group = `-${1 + (number % 3)}`;
    const sender = { kind: "person" as const, id: String(100 + (number % 20)), name: `n${number % 20}` };
    const common = {
      platform: "telegram",
      account: "bot",
      at,
      chat: { id: group, kind: "group" as const, title: group },
    };
    if (number <= 300) {
      const message = {
        kind: "message" as const,
        messageId: String(number),
        text: `第 ${number} 句话`,
        mentionsBot: false,
      };
      events.push({ ...common, ...message, key: `${number}`, sender, mentions: [], forwarded: false });
      continue;
    }
    const member = { ...sender, id: String(number), name: `new${number}` };
    const join = { ...common, kind: "join" as const, member, memberName: member.name };
    events.push({ ...join, key: `m${number}`, messageId: String(number) }, { ...join, key: `c${number}` });
  }
  return events;
}

test("four recorders that are told the same in every order at the same time count each thing once", async () => {
  const database = await borrowTestDatabase();
  const wakes = { wakes: (event: ChatEvent) => event.kind === "join", isCommand: () => false };
  const all = everything();
  const random = seeded(5);
  const shuffled = () =>
    all
      .map((event) => [random(), event] as const)
      .sort(([a], [b]) => a - b)
      .map(([, event]) => event);
  try {
    await Promise.all(
      [60, 37, 25, 90].map(async (size) => {
        const directory = new Directory(database.pool, { now: () => at });
        const recorder = createRecorder({ pool: database.pool, directory, clock: { now: () => at }, wakes });
        const told = shuffled();
        for (let from = 0; from < told.length; from += size) {
          await recorder.record(told.slice(from, from + size), { source: "live" });
        }
      }),
    );
    const one = async (sql: string) => (await database.pool.query<{ n: number }>(sql)).rows[0]?.n;
    expect(await one("SELECT count(*)::int AS n FROM message_text")).toBe(300);
    expect(await one("SELECT sum(messages)::int AS n FROM member_day")).toBe(300);
    expect(await one("SELECT sum(messages)::int AS n FROM chat_hour")).toBe(300);
    expect(await one("SELECT count(*)::int AS n FROM member_first_day")).toBe(60);
    expect(await one("SELECT count(DISTINCT member_id)::int AS n FROM passage")).toBe(60);
    expect(await one("SELECT count(*)::int AS n FROM inbox")).toBeGreaterThanOrEqual(60);
  } finally {
    await database.close();
  }
});
