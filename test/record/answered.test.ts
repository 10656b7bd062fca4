import { afterEach, beforeEach, expect, test } from "vitest";
import type { MessageEvent, Sender } from "../../src/core/event.ts";
import { systemClock } from "../../src/core/time.ts";
import { carriers } from "../../src/engagement/figures.ts";
import { engagementPerson } from "../../src/engagement/hooks.ts";
import { Directory } from "../../src/members/directory.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await borrowTestDatabase();
});
afterEach(() => database.close());

const person = (name: string): Sender => ({ kind: "person", id: name, name });
const [ada, ben] = [person("ada"), person("ben")];
const at = new Date(Date.now() - 3_600_000);

function says(id: number, sender: Sender, text: string, replyTo?: Partial<MessageEvent["replyTo"]>): MessageEvent {
  return {
    kind: "message",
    platform: "telegram",
    account: "bot",
    key: `m${id}`,
    chat: { id: "-1", kind: "group", title: "Tea" },
    at,
    messageId: String(id),
    sender,
    text,
    ...(replyTo ? { replyTo: { messageId: "0", toBot: false, ...replyTo } } : {}),
    mentionsBot: false,
    mentions: [],
    forwarded: false,
  };
}

function record(...events: MessageEvent[]) {
  const { pool } = database;
  const wakes = { wakes: () => false, isCommand: () => false };
  const directory = new Directory(pool, systemClock);
  return createRecorder({ pool, directory, clock: systemClock, wakes }).record(events, { source: "live" });
}

const told = async () => {
  const { rows } = await database.pool.query<{ name: string; received: number; answers: number }>(
    "SELECT name, received, answers FROM reply_day JOIN member m ON m.id = member_id ORDER BY name",
  );
  return rows;
};

const question = says(1, ada, "which tea is best?");
const answer = says(2, ben, "oolong", { messageId: "1" });

test("a reply counts once for whom it answers, in one batch or in two, however often it is told", async () => {
  await record(question, answer, answer);
  const once = [
    { name: "ada", received: 1, answers: 0 },
    { name: "ben", received: 0, answers: 1 },
  ];
  expect(await told()).toEqual(once);
  await record(answer);
  await record(question, answer);
  expect(await told()).toEqual(once);
  await record(says(3, ben, "really", { messageId: "1" }));
  expect(await told()).toEqual([
    { name: "ada", received: 2, answers: 0 },
    { name: "ben", received: 0, answers: 2 },
  ]);
  const [{ day } = { day: "" }] = (await database.pool.query<{ day: string }>("SELECT day::text FROM reply_day")).rows;
  const range = { fromDay: day, toDay: day } as never;
  const [first] = await carriers(database.pool, 1, range, 5, []);
  expect(first).toMatchObject({ name: "ben", messages: 2, replies: 2, received: 0, answers: 2 });
});

test("whom an old message is of the platform says; nobody is made by being answered, and who answers themselves answers nobody", async () => {
  await record(says(1, ada, "hello"));
  await record(says(9, ben, "as ada said", { messageId: "-77", from: ada }));
  await record(says(10, ben, "as carol said", { messageId: "-78", from: person("carol") }));
  await record(says(11, ada, "and I", { messageId: "1" }));
  await record(says(12, ada, "bot, hear", { messageId: "5", toBot: true }));
  expect(await told()).toEqual([{ name: "ada", received: 1, answers: 0 }]);
  expect((await database.pool.query("SELECT FROM member")).rowCount).toBe(2);
});

test("who is out of the statistics is counted for nothing, and who is forgotten leaves nothing", async () => {
  await record(question, answer);
  const { rows } = await database.pool.query<{ id: number }>("SELECT id FROM member WHERE name = 'ada'");
  const id = rows[0]?.id ?? 0;
  await database.pool.query("INSERT INTO opt_out VALUES (1, $1, 'stats', now())", [id]);
  await record(says(3, ben, "still oolong", { messageId: "1" }));
  expect((await told())[0]).toEqual({ name: "ada", received: 1, answers: 0 });
  await database.prisma.$transaction(async (tx) => engagementPerson.forget(tx, 1, [id]));
  expect((await told()).map(({ name }) => name)).toEqual(["ben"]);
});
