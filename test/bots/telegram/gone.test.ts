import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Outgoing } from "../../../src/core/bot.ts";
import type { FakeGroup } from "../../fakes/telegram/people.ts";
import { createRig, type Rig } from "./rig.ts";

// What a message hangs on may be deleted before it is sent; Telegram tells a bot of no deletion.

let rig: Rig;
let group: FakeGroup;
beforeEach(async () => {
  rig = await createRig();
  group = rig.fake.group("Fireside");
});
afterEach(() => rig.close());

const send = (message: Outgoing) =>
  rig.bot.send({ id: String(group.id), kind: "group" }, message, new AbortController().signal);
const copyOf = { chatId: "-100", messageId: "5", media: "photo", otherwise: "(gone)" } as const;

describe("a message that answers one that is gone", () => {
  test("comes all the same, and names whoever is to read it", async () => {
    expect(await send({ text: "9:00", replyTo: "77", asker: "ada" })).toEqual({ messageId: "1" });
    expect(group.sent).toMatchObject([{ text: "@ada 9:00", replyTo: undefined }]);
  });

  test("comes as it is where nobody is to be named", async () => {
    await send({ text: "9:00", replyTo: "77" });
    expect(group.reads).toEqual(["9:00"]);
  });

  test("in a topic that is gone, with a copy of something that is gone, still says what it says", async () => {
    const sent = await send({ text: "9:00", replyTo: "77", asker: "ada", threadId: "9", copyOf });
    expect(sent).toEqual({ messageId: "1", without: expect.stringContaining("400") });
    expect(group.reads).toEqual(["@ada 9:00\n(gone)"]);
  });
});

test("a copy from a group that is another by now moves no chat: its words are sent without it", async () => {
  const parameters = { migrate_to_chat_id: -100999 };
  rig.fake.faults.add({
    method: "copyMessage",
    action: { kind: "refuse", code: 400, description: "Bad Request: group chat was upgraded", parameters },
  });
  expect(await send({ text: "see", copyOf })).toMatchObject({ messageId: "1" });
  expect(group.reads).toEqual(["see\n(gone)"]);
});

describe("what was deleted", () => {
  test("is not changed any more, nor sent again", async () => {
    const { messageId = "" } = await send({ text: "1 in" });
    const [message] = group.sent;
    if (message) message.deleted = true;
    expect(await send({ text: "2 in", editOf: messageId })).toEqual({});
    expect(group.reads).toEqual([]);
  });

  test("as a poll needs no end", async () => {
    expect(await send({ text: "", endPollOf: "5" })).toEqual({});
  });
});
