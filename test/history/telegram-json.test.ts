import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { DamagedFile } from "../../src/history/entry.ts";
import { dataFile, testData } from "../data.ts";
import { eventsOf, file, fixture, problemsOf, readFile } from "./world.ts";

const whole = readFileSync(fixture("result.json"), "utf8");

test("reads every event of an export with the ids that a live bot would see", async () => {
  const entries = await readFile(fixture("result.json"));
  const events = eventsOf(entries);
  expect(problemsOf(entries)).toEqual([]);
  expect(entries.length - events.length).toBe(2); // the migration and the unsupported message
  expect(events.every((event) => event.platform === "telegram" && event.chat.id === "-1001234567890")).toBe(true);
  expect(
    events.map((event) => [
      event.messageId,
      event.kind,
      event.kind === "message" ? (event.sender?.id ?? null) : (event.member?.id ?? event.memberName),
    ]),
  ).toEqual([
    ["2", "message", "101"],
    ["3", "message", "102"],
    ["4", "join", "Cy"],
    ["4", "join", ""],
    ["4#2", "join", ""],
    ["5", "join", "104"],
    ["6", "join", "105"],
    ["8", "message", null],
    ["9", "message", "-100555"],
    ["10", "message", "-1001234567890"],
    ["11", "leave", "104"],
    ["12", "leave", "Cy"],
    ["13", "message", "106"],
  ]);
});

test("mends control characters that Telegram Desktop writes as no JSON allows, and drops NUL", async () => {
  const [first] = eventsOf(await readFile(fixture("result.json")));
  expect(first).toMatchObject({ text: 'welcome \u001fall \\x41 {["' });
});

test("joins the parts of a mixed text and keeps the reply", async () => {
  const event = eventsOf(await readFile(fixture("result.json")))[1];
  expect(event).toMatchObject({ text: "see https://example.org please", replyTo: { messageId: "2" } });
});

test("tells persons, channels and admins without a name apart", async () => {
  const events = eventsOf(await readFile(fixture("result.json")));
  const kinds = events.flatMap((event) => (event.kind === "message" ? [event.sender?.kind ?? null] : []));
  expect(kinds).toEqual(["person", "person", null, "channel", "anonymousAdmin", "person"]);
});

test("prefers date_unixtime, and reads a bare date in the zone given", async () => {
  const inBerlin = eventsOf(await readFile(fixture("result.json"), "Europe/Berlin"));
  expect(inBerlin[0]!.at.toISOString()).toBe("2026-03-01T00:00:10.000Z");
  expect(inBerlin.at(-1)!.at.toISOString()).toBe("2026-03-01T07:06:00.000Z");
  const inShanghai = eventsOf(await readFile(fixture("result.json"), "Asia/Shanghai"));
  expect(inShanghai.at(-1)!.at.toISOString()).toBe("2026-03-01T00:06:00.000Z");
});

test("reads the groups and channels of a full export and passes over its private chats", async () => {
  const message = (id: number) => ({ id, type: "message", date_unixtime: "1772323200", from_id: "user1", text: "hi" });
  const full = {
    about: "Here is the data you requested.",
    contacts: { list: [{ messages: "no list" }] },
    chats: {
      about: "",
      list: [
        { name: "Bo", type: "personal_chat", id: 77, messages: [message(1), message(2)] },
        { name: "Old", type: "private_group", id: 88, messages: [message(1)] },
        { name: "New", type: "public_supergroup", id: 99, messages: [message(1)] },
      ],
    },
    left_chats: { about: "", list: [{ name: "Feed", type: "private_channel", id: 66, messages: [message(5)] }] },
  };
  const entries = await readFile(file("full.json", JSON.stringify(full)));
  expect(eventsOf(entries).map(({ chat }) => [chat.id, chat.kind])).toEqual([
    ["-88", "group"],
    ["-10099", "group"],
    ["-10066", "channel"],
  ]);
  expect(entries).toHaveLength(5);
  expect(problemsOf(entries)).toHaveLength(1);
});

const breaks: [string, (json: string) => string][] = [
  ["an unescaped quote", (json) => json.replace('"see "', '"se"e "')],
  ["two unescaped quotes", (json) => json.replace('"see "', '"s"e"e "')],
  [
    "a lost closing brace",
    (json) => json.replace('" please"\n   ],\n   "text_entities": []\n  }', '" please"\n   ]\n  '),
  ],
  ["a lost value", (json) => json.replace('"from_id": "user102"', '"from_id":')],
];
test.each(breaks)("skips an entry with %s, says where, and reads the next", async (_, damage) => {
  const broken = damage(whole);
  expect(broken).not.toBe(whole);
  const entries = await readFile(file("broken.json", broken));
  const ids = eventsOf(entries).map((event) => event.messageId);
  expect(ids).toEqual(["2", "4", "4", "4#2", "5", "6", "8", "9", "10", "11", "12", "13"]);
  expect(problemsOf(entries)[0]!.where).toMatch(/^entry 3 \(byte \d+\)$/);
});

test("reports a superfluous closing brace and loses nothing", async () => {
  const broken = whole.replace('" please"\n   ],', '" please"\n   ]},');
  expect(broken).not.toBe(whole);
  const entries = await readFile(file("brace.json", broken));
  expect(eventsOf(entries)).toHaveLength(13);
  expect(problemsOf(entries)).toHaveLength(1);
});

test("finds the same events however the bytes are cut into pieces", async () => {
  const { readTelegramJson } = await import("../../src/history/telegram-json.ts");
  const { collect } = await import("./world.ts");
  const bytes = Buffer.from(whole);
  const expected = eventsOf(await readFile(fixture("result.json")));
  for (const size of [1, 2, 7, 64]) {
    const pieces = (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })();
    const entries = await collect(readTelegramJson(pieces, { zone: "Asia/Shanghai", chat: null }));
    expect(eventsOf(entries)).toEqual(expected);
  }
});

test("a file that is cut off gives what is whole in it and then says how far it came", async () => {
  const cut = whole.slice(0, whole.indexOf('"from a channel"'));
  await expect(readFile(file("cut.json", cut))).rejects.toThrow(DamagedFile);
  await expect(readFile(file("cut.json", cut))).rejects.toThrow(/ends at byte \d+, entry 8/);
});

test("a gzip file that is cut off gives what is whole in it first", async () => {
  const { openSource } = await import("../../src/history/source.ts");
  const lines = Array.from({ length: 5000 }, (_, id) =>
    JSON.stringify({ id, type: "message", date_unixtime: "1772323200", from_id: `user${id}`, text: `${Math.sin(id)}` }),
  );
  const zipped = gzipSync(`{"name":"x","type":"private_group","id":1,"messages":[\n${lines.join(",\n")}]}`);
  const source = await openSource(file("cut.json.gz", zipped.subarray(0, zipped.length >> 1)));
  let events = 0;
  const reading = (async () => {
    for await (const entries of source.read({ zone: "Etc/UTC", chat: null }, () => undefined)) {
      events += eventsOf(entries).length;
    }
  })();
  await expect(reading).rejects.toThrow(/break off at byte/);
  expect(events).toBeGreaterThan(2000);
});

test.skipIf(!testData)("reads a real channel export: every post, no service message", async () => {
  const entries = await readFile(dataFile("original/telegram_desktop_channel_trantor_result.json.gz"));
  const events = eventsOf(entries);
  expect(entries).toHaveLength(924);
  expect(events).toHaveLength(908);
  expect(problemsOf(entries)).toEqual([]);
  expect(new Set(events.map((event) => `${event.kind} ${event.chat.id} ${event.chat.kind}`))).toEqual(
    new Set(["message -1001878264527 channel"]),
  );
  expect(events[0]!.at.toISOString()).toBe("2023-07-17T16:24:19.000Z");
});
