import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { file, fixture, importInto, MemoryRecorder } from "./world.ts";

let database: TestDatabase;
let recorder: MemoryRecorder;
beforeAll(async () => {
  database = await borrowTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query("TRUNCATE community, chat, chat_address, member, identity");
  recorder = new MemoryRecorder();
});

const row = (more: object = {}) => ({
  chat: "irc:#tea",
  author: "ada",
  author_name: "ada",
  sent_at: "2026-03-01T09:00:00Z",
  text: "hi",
  kind: "message",
  ...more,
});

test("counts what it read, and a second time adds nothing", async () => {
  const first = await importInto(database, recorder, { file: fixture("result.json") });
  expect(first).toMatchObject({
    read: 15,
    added: 13,
    duplicate: 0,
    skipped: 2,
    members: 5,
    chats: 1,
    firstAt: "2026-03-01T00:00:10.000Z",
    lastAt: "2026-03-01T00:06:00.000Z",
    damage: null,
    problems: [],
    notices: [],
  });
  const again = await importInto(database, recorder, { file: fixture("result.json") });
  expect(again).toEqual({ ...first, added: 0, duplicate: 13 });
});

test("equal rows without ids are all counted, in any order, and once", async () => {
  const equal = Array.from({ length: 3_000 }, () => row());
  const rows = [
    ...equal,
    row({ text: "ha" }),
    row({ sent_at: "2026-02-01T09:00:00Z" }),
    ...equal,
    row({ kind: "join" }),
  ];
  const at = file("equal.jsonl", rows);
  expect(await importInto(database, recorder, { file: at })).toMatchObject({ read: 6_003, added: 6_003 });
  expect(await importInto(database, recorder, { file: at })).toMatchObject({ added: 0, duplicate: 6_003 });
  // one more of them, as a later export of the same chat would have it
  const longer = file("longer.jsonl.gz", [...rows, row()]);
  expect(await importInto(database, recorder, { file: longer })).toMatchObject({ added: 1, duplicate: 6_003 });
});

test("the same words at the same time in another way of writing are the same row", async () => {
  await importInto(database, recorder, { file: file("z.jsonl", [row()]) });
  const other = file("offset.jsonl", [row({ sent_at: "2026-03-01T17:00:00+08:00", author_name: "Ada L." })]);
  expect(await importInto(database, recorder, { file: other })).toMatchObject({ added: 0, duplicate: 1 });
});

test("several people may join by one service message", async () => {
  const joins = ["ada", "bo", "cy", "ada"].map((author) => row({ kind: "join", author, message_id: 5, text: "" }));
  const result = await importInto(database, recorder, { file: file("joins.jsonl", joins) });
  expect(result).toMatchObject({ read: 4, added: 3, duplicate: 1, members: 3 });
});

test("with --chat a file's messages are those of the live chat", async () => {
  const rows = [row({ chat: "tg:TeaHouse", author: "101", message_id: 2 })];
  await importInto(database, recorder, { file: fixture("result.json") });
  const result = await importInto(database, recorder, {
    file: file("tg.jsonl", rows),
    chat: "telegram:-1001234567890",
  });
  expect(result).toMatchObject({ added: 0, duplicate: 1 });
  // of the pages, messages 3 and 8 are in result.json, too
  const page = await importInto(database, recorder, { file: fixture("html"), chat: "-1001234567890" });
  expect(page).toMatchObject({ chats: 1, duplicate: 2 });
});

test("--chat is refused for a file of several chats", async () => {
  const at = file("two.jsonl", [row(), row({ chat: "irc:#coffee" })]);
  await expect(importInto(database, recorder, { file: at, chat: "telegram:-1" })).rejects.toThrow(
    'The file holds more than one chat ("irc:#tea" and "irc:#coffee")',
  );
});

test("makes the community with its zone, reads zoneless times in it, and keeps the zone of an existing one", async () => {
  const local = file("local.jsonl", [row({ sent_at: "2026-03-01T09:00:00" })]);
  const made = await importInto(database, recorder, { file: local, zone: "Europe/Berlin" });
  expect(made.firstAt).toBe("2026-03-01T08:00:00.000Z");
  expect(await database.prisma.community.findMany()).toMatchObject([{ name: "Tea", timeZone: "Europe/Berlin" }]);
  const again = await importInto(database, recorder, { file: local });
  expect(again).toMatchObject({ firstAt: made.firstAt, duplicate: 1, notices: [] });
  await importInto(database, recorder, { file: fixture("html"), community: "Own" });
  expect(await database.prisma.community.findUnique({ where: { name: "Own" } })).toMatchObject({
    timeZone: "Asia/Shanghai",
  });
});

test("--zone changes the zone of an existing community and says so, once", async () => {
  const at = file("one.jsonl", [row()]);
  await importInto(database, recorder, { file: at });
  const changed = await importInto(database, recorder, { file: at, zone: "Asia/Tokyo" });
  expect(changed.notices).toEqual([
    'The zone of "Tea" is now Asia/Tokyo; days counted so far stay as they were counted in Asia/Shanghai.',
  ]);
  expect((await importInto(database, recorder, { file: at, zone: "Asia/Tokyo" })).notices).toEqual([]);
});

test("a chat of another community is refused by its name before anything is written", async () => {
  const cafe = await database.prisma.community.create({
    data: { name: "Café", salt: "00", createdAt: new Date() },
  });
  await database.prisma.chatAddress.create({
    data: { platform: "irc", address: "#tea", communityId: cafe.id, chatId: 1 },
  });
  await expect(importInto(database, recorder, { file: file("tea.jsonl", [row()]) })).rejects.toThrow(
    'The chat "irc:#tea" belongs to the community "Café"; import it with --community "Café".',
  );
  expect(recorder.events).toEqual([]);
  expect(await database.prisma.community.count()).toBe(1);
});

test("damaged entries are counted as skipped, and a file that is cut off tells how far it came", async () => {
  const good = JSON.stringify(row());
  const at = file("cut.jsonl", `${good}\n{{{\n${good}\n${good.slice(0, 30)}`);
  const result = await importInto(database, recorder, { file: at });
  expect(result).toMatchObject({
    read: 3,
    added: 2,
    skipped: 1,
    damage: { en: "it ends in the middle of line 4", zh: "在第 4 行中间断了" },
  });
  expect(result.problems).toEqual([{ where: "line 2", what: "is not JSON" }]);
  const mended = file("cut.jsonl", `${good}\n{{{\n${good}\n${good}\n`);
  expect(await importInto(database, recorder, { file: mended })).toMatchObject({
    added: 1,
    duplicate: 2,
    damage: null,
  });
});

test("what Record has no use for counts as skipped", async () => {
  const idle = { record: async (events: readonly unknown[]) => events.map(() => "ignored" as const) };
  expect(await importInto(database, idle, { file: fixture("result.json") })).toMatchObject({ read: 15, skipped: 15 });
});

test("an error of Record ends the import", async () => {
  const broken = { record: () => Promise.reject(new Error("the database is gone")) };
  const rows = Array.from({ length: 5_000 }, (_, id) => row({ message_id: id }));
  await expect(importInto(database, broken, { file: file("many.jsonl", rows) })).rejects.toThrow("database is gone");
});

const empty = () => {
  const at = path.join(path.dirname(file("empty.json", "")), "nothing");
  mkdirSync(at, { recursive: true });
  return at;
};
test.each([
  ["a missing file", () => ({ file: "/no/such.json" }), 'There is no file "/no/such.json"; give a Telegram Desktop'],
  ["an empty file", () => ({ file: file("empty.json", " \n") }), "is empty; give"],
  ["an empty gzip file", () => ({ file: file("empty.jsonl.gz", "") }), "is empty; give"],
  ["an unknown format", () => ({ file: file("a.csv", "a,b\n1,2\n") }), "is no chat export that Hearth knows; give"],
  ["a strange page", () => ({ file: file("b.html", "<html><p>hi</p></html>") }), "is no chat export that Hearth knows"],
  ["a folder without an export", () => ({ file: empty() }), "holds neither result.json nor messages.html"],
  ["a bad zone", () => ({ file: fixture("html"), zone: "Mars/Base" }), '--zone: "Mars/Base" is not a time zone; use'],
  ["a bad chat", () => ({ file: fixture("html"), chat: "telegram:Tea" }), '--chat "telegram:Tea" names no chat; use'],
  ["a positive chat", () => ({ file: fixture("html"), chat: "telegram:12" }), "the group's negative id"],
  ["an empty name", () => ({ file: fixture("html"), community: " " }), "name is empty; give one with --community"],
])("%s is refused in one sentence, and nothing is written", async (_, options, sentence) => {
  await expect(importInto(database, recorder, options())).rejects.toThrow(sentence);
  expect(await database.prisma.community.count()).toBe(0);
});
