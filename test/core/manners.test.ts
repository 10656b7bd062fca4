import { describe, expect, test } from "vitest";
import { createManners } from "../../src/core/sending/manners.ts";
import { sendingInEachTest, type Sending } from "./sending.ts";

// When what nobody asked for may go. The clock of these tests begins at 09:00 in Shanghai.

const hour = 3_600_000;

let world: Sending;
sendingInEachTest((made) => (world = made));

/** A process that has just begun sends whatever may go now. */
async function sends(): Promise<string[]> {
  const before = world.platform.texts().length;
  const dispatcher = world.dispatcher({ manners: createManners(world.database), owner: `life ${before}` });
  await dispatcher.start();
  await dispatcher.drain();
  await dispatcher.stop();
  return world.platform.texts().slice(before);
}

describe("at night", () => {
  test("nothing is said unasked from 22:00 until 09:00 of the community's own day; answers and what was ordered go", async () => {
    const chat = await world.chat("g");
    world.time.advance(13 * hour);
    for (const kind of ["unasked", "notice", "reply", "receipt", "digest"] as const)
      await world.put(chat, [kind], { kind });
    expect((await sends()).sort()).toEqual(["digest", "receipt", "reply"]);
    world.time.advance(11 * hour - 1);
    expect(await sends()).toEqual([]);
    world.time.advance(1);
    expect((await sends()).sort()).toEqual(["notice", "unasked"]);
  });

  test("the zone is the community's", async () => {
    await world.database.prisma.community.update({
      where: { id: world.communityId },
      data: { timeZone: "Europe/Berlin" },
    });
    await world.put(await world.chat("g"), ["早"], { kind: "unasked" });
    expect(await sends()).toEqual([]); // 02:00 in Berlin
    world.time.advance(7 * hour);
    expect(await sends()).toEqual(["早"]);
  });

  test("in private it is night too", async () => {
    world.time.advance(14 * hour);
    await world.put(await world.chat("ada", "private"), ["还在吗"], { kind: "unasked" });
    expect(await sends()).toEqual([]);
  });

  test("what is of no use in the morning is dropped", async () => {
    const chat = await world.chat("g");
    world.time.advance(13.5 * hour);
    const deadlineAt = new Date(world.time.clock.now().getTime() + hour);
    await world.put(chat, ["还有人吗"], { kind: "unasked", deadlineAt });
    await sends();
    world.time.advance(11 * hour);
    expect(await sends()).toEqual([]);
    expect(await world.states()).toEqual(["还有人吗: dropped"]);
  });
});

describe("a day", () => {
  test("bears three into one group, whatever was restarted; the rest goes the next morning, in its order", async () => {
    const chat = await world.chat("g");
    const other = await world.chat("h");
    for (const text of ["1", "2"]) {
      await world.put(chat, [text], { kind: "unasked" });
      expect(await sends()).toEqual([text]);
    }
    await world.put(chat, ["3", "4", "5"], { kind: "unasked" });
    await world.put(other, ["elsewhere"], { kind: "unasked" });
    expect((await sends()).sort()).toEqual(["3", "elsewhere"]);
    world.time.advance(12 * hour);
    expect(await sends()).toEqual([]);
    world.time.advance(12 * hour);
    expect(await sends()).toEqual(["4", "5"]);
  });

  test("greetings and notices, answers and what was ordered use up none of the three", async () => {
    const chat = await world.chat("g");
    for (const kind of ["notice", "receipt", "reply", "digest"] as const) {
      await world.put(chat, Array(4).fill(kind) as string[], { kind });
    }
    await sends();
    await world.put(chat, ["1", "2", "3"], { kind: "unasked" });
    expect(await sends()).toEqual(["1", "2", "3"]);
    await world.put(chat, ["welcome"], { kind: "notice" });
    expect(await sends()).toEqual(["welcome"]);
  });

  test("has no such number in private", async () => {
    await world.put(await world.chat("ada", "private"), ["1", "2", "3", "4"], { kind: "unasked" });
    expect(await sends()).toEqual(["1", "2", "3", "4"]);
  });

  test("what may have arrived counts as said", async () => {
    const chat = await world.chat("g");
    await world.put(chat, ["1", "2", "3", "4"], { kind: "unasked" });
    await world.database.prisma.outbox.updateMany({
      where: { communityId: world.communityId, message: { path: ["text"], equals: "1" } },
      data: { state: "unknown" },
    });
    expect(await sends()).toEqual(["2", "3"]);
  });
});

test("an account sends as many in 24 hours as its platform bears, in all chats together, and the next when one is a day old", async () => {
  const accountADay = 5;
  const manners = createManners(world.database);
  const kind = "notice";
  for (let number = 1; number <= accountADay; number++) {
    const chatId = await chatOfOwnAccount(`g${number}`);
    await world.put(chatId, ["hello"], { kind });
    expect(
      await manners.waitUntil({ communityId: world.communityId, chatId, kind, at: now(), accountADay }),
    ).toBeNull();
    expect(await sends()).toEqual(["hello"]);
    world.time.advance(hour);
  }
  const chatId = await chatOfOwnAccount("one more");
  const departure = { communityId: world.communityId, chatId, kind, accountADay } as const;
  expect(await manners.waitUntil({ ...departure, at: now() })).toEqual(new Date(now().getTime() + 19 * hour));
  world.time.advance(19 * hour);
  expect(await manners.waitUntil({ ...departure, at: now() })).toBeNull();
});

/** Other tests have sent for the usual one. */
async function chatOfOwnAccount(address: string): Promise<number> {
  const id = await world.chat(address);
  const account = `own ${world.communityId}`;
  await world.database.prisma.chat.updateMany({ where: { communityId: world.communityId, id }, data: { account } });
  return id;
}

const now = () => world.time.clock.now();

test("while the database does not say whether it may, a message waits, and is neither lost nor sent", async () => {
  await world.put(await world.chat("g"), ["hi"], { kind: "unasked" });
  const dispatcher = world.dispatcher({ manners: { waitUntil: () => Promise.reject(new Error("away")) } });
  await dispatcher.start();
  await dispatcher.drain();
  expect(world.platform.texts()).toEqual([]);
  expect(await world.states()).toEqual(["hi: pending"]);
  await dispatcher.stop();
  world.time.advance(60_000);
  expect(await sends()).toEqual(["hi"]);
});
