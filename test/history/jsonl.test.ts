import { expect, test } from "vitest";
import { parseInstant } from "../../src/history/instant.ts";
import { eventsOf, file, problemsOf, readFile } from "./world.ts";

const row = (more: object = {}) => ({
  chat: "tg:TeaHouse",
  author: "u1",
  author_name: "Ada",
  sent_at: "2026-03-01T09:00:00Z",
  text: "hi",
  kind: "message",
  ...more,
});

test("reads messages, joins and leaves; the platform is what stands before the colon", async () => {
  const events = eventsOf(
    await readFile(
      file("rows.jsonl", [
        row({ message_id: 7, reply_to: 3 }),
        row({ kind: "join", message_id: "j1", text: "" }),
        row({ kind: "leave", author: null, author_name: "Bo" }),
        row({ author: null, chat: "zulip:lean/new members" }),
      ]),
    ),
  );
  expect(events[0]).toMatchObject({
    platform: "tg",
    chat: { id: "TeaHouse", kind: "group" },
    messageId: "7",
    replyTo: { messageId: "3" },
    sender: { kind: "person", id: "u1", name: "Ada" },
  });
  expect(events[1]).toMatchObject({ kind: "join", messageId: "j1", member: { id: "u1" }, memberName: "Ada" });
  expect(events[2]).toMatchObject({ kind: "leave", member: null, memberName: "Bo" });
  expect(events[3]).toMatchObject({ platform: "zulip", chat: { id: "lean/new members" }, sender: null });
});

test("a damaged line is skipped with its number, and the next is read", async () => {
  const good = JSON.stringify(row());
  const lines = [
    good,
    '{"chat": "tg:Tea',
    good,
    "",
    JSON.stringify(row({ kind: "shout" })),
    JSON.stringify(row({ sent_at: "2026-02-30T09:00:00Z" })),
    JSON.stringify(row({ chat: "TeaHouse" })),
    JSON.stringify(row({ author: { id: 1 } })),
    "null",
    good,
  ];
  const entries = await readFile(file("damaged.jsonl", `\uFEFF${lines.join("\r\n")}\r\n`));
  expect(eventsOf(entries)).toHaveLength(3);
  expect(problemsOf(entries)).toEqual([
    { where: "line 2", what: "is not JSON" },
    { where: "line 5", what: 'has kind "shout"; allowed are message, join and leave' },
    {
      where: "line 6",
      what: 'has sent_at "2026-02-30T09:00:00Z"; use an ISO 8601 instant such as 2026-03-01T09:00:00Z',
    },
    { where: "line 7", what: 'has chat "TeaHouse"; use platform:id' },
    { where: "line 8", what: 'has author {"id":1}; text or a whole number is wanted' },
    { where: "line 9", what: "is not an object" },
  ]);
});

test("the last line may lack its line break, but not its end", async () => {
  const good = JSON.stringify(row());
  expect(eventsOf(await readFile(file("end.jsonl", `${good}\n${good}`)))).toHaveLength(2);
  await expect(readFile(file("cut.jsonl", `${good}\n${good.slice(0, 40)}`))).rejects.toThrow("in the middle of line 2");
});

test("removes what the database cannot hold", async () => {
  const line = JSON.stringify(row({ text: "a\0b", author_name: "x" })).replace('"x"', String.raw`"x\ud800y😀"`);
  expect(eventsOf(await readFile(file("nul.jsonl", `${line}\n`)))[0]).toMatchObject({
    text: "ab",
    sender: { name: "xy😀" },
  });
});

test.each([
  ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00.000Z"],
  ["2026-03-01T09:00:00.472+02:00", "2026-03-01T07:00:00.472Z"],
  ["2026-03-01 09:00:00-0330", "2026-03-01T12:30:00.000Z"],
  ["2026-03-01T09:00", "2026-03-01T08:00:00.000Z"],
  ["2026-07-01T09:00:01.123456", "2026-07-01T07:00:01.123Z"],
  ["2026-03-29T02:30:00", "2026-03-29T01:30:00.000Z"], // skipped by the change of clocks: moves forward
  ["1969-12-31T23:00:00Z", "1969-12-31T23:00:00.000Z"],
])("%s is %s in Berlin", (text, instant) => {
  expect(parseInstant(text, "Europe/Berlin")?.toISOString()).toBe(instant);
});

test.each(["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00", "2026-03-01T24:00:00Z", "2026-03-01"])(
  "%j is no instant",
  (text) => expect(parseInstant(text, "Etc/UTC")).toBeNull(),
);
