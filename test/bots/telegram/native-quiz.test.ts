import { afterEach, beforeEach, expect, test } from "vitest";
import type { Outgoing } from "../../../src/core/bot.ts";
import type { FakeGroup } from "../../fakes/telegram/people.ts";
import { createRig, type Rig } from "./rig.ts";

let rig: Rig;
let group: FakeGroup;
beforeEach(async () => {
  rig = await createRig();
  group = rig.fake.group("Fireside");
});
afterEach(() => rig.close());

const send = (message: Outgoing) =>
  rig.bot.send({ id: String(group.id), kind: "group" }, message, new AbortController().signal);
const poll = { question: "哪种是绿茶？", options: ["龙井", "滇红"], right: [0], explanation: "", data: "q:1:1" };
const vote = () => rig.events.find((one) => one.kind === "pollAnswer");

test("a poll is a quiz of named votes, which are told with the poll's id, and is closed when asked to", async () => {
  await rig.start();
  const sent = await send({ text: "", poll: { ...poll, seconds: 30, explanation: "西湖" } });
  expect(group.sent[0]?.poll).toMatchObject({ type: "quiz", right: [0], openPeriod: 30, explanation: "西湖" });
  group.votes(rig.fake.person("ada"), Number(sent.messageId), [1]);
  await rig.until(() => vote() !== undefined);
  expect(vote()).toMatchObject({ pollId: sent.pollId, options: [1], sender: { name: "ada" } });
  const end = { text: "", endPollOf: sent.messageId ?? "" };
  await send(end);
  expect(group.sent[0]?.poll?.isClosed).toBe(true);
  await send(end); // closed already: what was wanted is so
});

test("several right options make a poll with several choices; a day's poll has no end of its own", async () => {
  await send({ text: "", poll: { ...poll, options: ["a", "b", "c"], right: [0, 2], seconds: 36_000 } });
  expect(group.sent[0]?.poll).toMatchObject({ type: "regular", openPeriod: undefined });
});

test.each([
  { question: "x".repeat(301) },
  { options: ["龙井", "x".repeat(101)] },
  { options: ["龙井"] },
  { explanation: "x".repeat(201) },
  { explanation: "a\nb\nc\nd" },
  { right: [] },
])("what Telegram would refuse is refused before it is sent: %o", async (more) => {
  await expect(send({ text: "", poll: { ...poll, ...more } })).rejects.toMatchObject({ reason: "rejected" });
  expect(rig.fake.callsTo("sendPoll")).toEqual([]);
});
