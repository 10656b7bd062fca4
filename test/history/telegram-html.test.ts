import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DamagedFile } from "../../src/history/entry.ts";
import { dataFile, testData } from "../data.ts";
import { eventsOf, file, fixture, problemsOf, readFile } from "./world.ts";

test("reads the pages of a folder in the order of their numbers", async () => {
  const entries = await readFile(fixture("html"));
  expect(problemsOf(entries)).toEqual([]);
  expect(
    eventsOf(entries).map((event) => [
      event.messageId,
      event.kind,
      event.kind === "message" ? (event.sender?.id ?? null) : event.memberName,
      event.at.toISOString(),
    ]),
  ).toEqual([
    ["2", "join", "Bob", "2026-01-28T18:19:09.000Z"],
    ["2", "join", "Cy", "2026-01-28T18:19:09.000Z"],
    ["2", "join", "Dee", "2026-01-28T18:19:09.000Z"],
    ["3", "message", "name:Ada & Co", "2026-01-28T18:19:09.000Z"],
    ["4", "message", "name:Ada & Co", "2026-01-28T18:20:00.000Z"],
    ["5", "message", "name:Bob", "2026-01-29T01:00:00.000Z"],
    ["6", "join", "Eve", "2026-01-30T01:00:00.000Z"],
    ["7", "message", null, "2026-01-30T01:00:00.000Z"],
    ["8", "message", "title:Tea & Toast", "2026-01-30T01:01:00.000Z"],
    ["9", "leave", "Bob", "2026-01-30T01:01:00.000Z"],
  ]);
  expect(entries.length - eventsOf(entries).length).toBe(1); // the group's creation; dates between days are no entries
});

test("reads texts, replies, forwards and media as they were written", async () => {
  const events = eventsOf(await readFile(fixture("html"))).filter((event) => event.kind === "message");
  expect(events[0]).toMatchObject({ text: "first line\nsecond link <here>", forwarded: false });
  expect(events[1]).toMatchObject({ text: "same author", replyTo: { messageId: "3" } });
  expect(events[2]).toMatchObject({ text: "forwarded words", forwarded: true, media: "photo" });
  expect(events[4]).toMatchObject({ sender: { kind: "channel" } });
});

test("one page alone can be read, and belongs to the chat of its title", async () => {
  const events = eventsOf(await readFile(fixture("html/messages2.html")));
  expect(events.map((event) => event.messageId)).toEqual(["5", "6"]);
  expect(events[0]!.chat).toMatchObject({ id: "title:Tea & Toast", title: "Tea & Toast" });
});

test("a page that is cut off gives its whole messages and then says how far it came", async () => {
  const page = readFileSync(fixture("html/messages.html"), "utf8");
  const reading = readFile(file("messages.html", page.slice(0, page.indexOf("same author"))));
  await expect(reading).rejects.toThrow(DamagedFile);
  await expect(reading).rejects.toThrow("messages.html ends after message 3");
});

test.skipIf(!testData)("reads a real page: messages, replies and invitations", async () => {
  const entries = await readFile(dataFile("original/telegram_desktop_group_xrp_messages1.html.gz"), "Etc/UTC");
  const events = eventsOf(entries);
  expect(problemsOf(entries)).toEqual([]);
  expect(events.filter((event) => event.kind === "message")).toHaveLength(206);
  expect(events.filter((event) => event.kind === "join")).toHaveLength(795);
  expect(events.filter((event) => event.kind === "message" && event.replyTo)).toHaveLength(26);
  expect(events[2]).toMatchObject({ messageId: "3", text: "Hellooo", at: new Date("2021-01-28T21:19:09Z") });
});
