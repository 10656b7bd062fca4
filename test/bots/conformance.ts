import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Accept, Bot } from "../../src/core/bot.ts";
import { PlatformRefusal } from "../../src/core/bot.ts";
import type { ChatEvent, EventKind } from "../../src/core/event.ts";

/**
 * A platform with one group and people in it, and an adapter that is connected to it. People are
 * named by plain words ("ada"); the harness makes an account for each name it has not met.
 */
export interface Harness {
  bot: Bot;
  /** the platform's id of the group */
  group: string;
  says: (who: string, text: string, how?: { mention?: boolean; replyTo?: string }) => Promise<void>;
  /** another bot, not ours, writes; leave out where the platform cannot tell */
  otherBotSays?: (text: string) => Promise<void>;
  joins: (people: string[]) => Promise<void>;
  leaves: (who: string) => Promise<void>;
  /** presses a button under a message of ours; needed where capabilities.buttons */
  presses?: (who: string, messageId: string, data: string) => Promise<void>;
  /** brings the last thing that happened once more; leave out where the platform never does */
  repeatLast?: () => Promise<void>;
  /** what a member reads of ours in the group, oldest first, edits done */
  reads: () => Promise<string[]>;
  /** stops the bot and takes the platform down */
  close: () => Promise<void>;
}

/** The event that can have this kind. */
type EventOf<K extends EventKind, E = ChatEvent> = E extends { kind: EventKind }
  ? K extends E["kind"]
    ? E
    : never
  : never;

/** The house's side: takes events, or holds them. */
class Recorder {
  readonly events: ChatEvent[] = [];
  private held: Promise<void> = Promise.resolve();
  private release: () => void = () => undefined;
  private watchers: (() => void)[] = [];

  readonly accept: Accept = async (event) => {
    this.events.push(event);
    for (const look of this.watchers) look();
    await this.held;
  };

  /** From now on events are taken in, but not recorded for good until the function is called. */
  hold(): () => void {
    this.held = new Promise((resolve) => (this.release = resolve));
    return () => this.release();
  }

  of<K extends EventKind>(kind: K): EventOf<K>[] {
    return this.events.filter((event) => event.kind === kind) as EventOf<K>[];
  }

  /** Resolves when so many events of a kind have come. */
  async arrived<K extends EventKind>(kind: K, count = 1): Promise<EventOf<K>[]> {
    while (this.of(kind).length < count) await new Promise<void>((resolve) => this.watchers.push(resolve));
    return this.of(kind);
  }
}

/** What the core relies on, whatever the platform: every adapter is put through this. */
export function conformance(name: string, connect: (accept: Accept) => Promise<Harness>): void {
  describe(`${name} as an adapter`, () => {
    let house: Recorder;
    let world: Harness;

    beforeEach(async () => {
      house = new Recorder();
      world = await connect(house.accept);
    });
    afterEach(() => world.close());

    receiving(
      () => house,
      () => world,
    );
    waiting(
      () => house,
      () => world,
    );
    sending(
      () => house,
      () => world,
    );
  });
}

function receiving(house: () => Recorder, world: () => Harness): void {
  test("knows its account once connected, and says it is online", () => {
    const { bot } = world();
    expect(bot.account).not.toBe("");
    expect(bot.status()).toMatchObject({ state: "online" });
    expect(bot.status().contactAt).toBeInstanceOf(Date);
  });

  test("hands over what a member says, with who, where and when", async () => {
    await world().says("ada", "早上好 😀");
    const [event] = await house().arrived("message");
    expect(event).toMatchObject({
      platform: world().bot.platform,
      account: world().bot.account,
      chat: { id: world().group, kind: "group" },
      sender: { kind: "person", name: "ada" },
      text: "早上好 😀",
      mentionsBot: false,
      forwarded: false,
    });
    expect(event?.at.getTime()).toBeGreaterThan(0);
    expect(event?.messageId).not.toBe("");
  });

  test("tells when it is mentioned, and when it is answered", async () => {
    const { bot, group } = world();
    const sent = await bot.send({ id: group, kind: "group" }, { text: "问题一" }, new AbortController().signal);
    await world().says("ada", "你好", { mention: true });
    if (sent.messageId !== undefined) await world().says("ada", "答案", { replyTo: sent.messageId });
    const [mention, answer] = await house().arrived("message", sent.messageId === undefined ? 1 : 2);
    expect(mention?.mentionsBot).toBe(true);
    if (answer) expect(answer.replyTo).toEqual({ messageId: sent.messageId, toBot: true });
  });

  test("does not take another bot for a person", async ({ skip }) => {
    const { otherBotSays } = world();
    skip(!otherBotSays, "the platform cannot tell");
    await otherBotSays?.("/checkin");
    const [event] = await house().arrived("message");
    expect(event?.sender?.kind).toBe("bot");
  });

  test("tells of everyone who comes, and of who goes", async () => {
    await world().joins(["bea", "cem"]);
    await world().leaves("bea");
    const joins = await house().arrived("join", 2);
    const leaves = await house().arrived("leave");
    expect(joins.map((event) => event.memberName)).toEqual(["bea", "cem"]);
    expect(leaves.map((event) => event.memberName)).toEqual(["bea"]);
    expect(new Set([...joins, ...leaves].map((event) => event.key)).size).toBe(3);
  });

  test("keeps the order in which a group speaks, and names each event once", async () => {
    const words = Array.from({ length: 120 }, (_, index) => `line ${index}`);
    for (const word of words) await world().says("ada", word);
    const events = await house().arrived("message", words.length);
    expect(events.map((event) => event.text)).toEqual(words);
    expect(new Set(events.map((event) => event.key)).size).toBe(words.length);
    expect(new Set(events.map((event) => event.messageId)).size).toBe(words.length);
  });

  test("gives a repeated event the key it had", async ({ skip }) => {
    const { repeatLast } = world();
    skip(!repeatLast, "the platform never repeats");
    await world().says("ada", "once");
    await house().arrived("message");
    await repeatLast?.();
    const [first, again] = await house().arrived("message", 2);
    expect(again).toEqual(first);
  });

  // what is half a character becomes one, or nothing where a transport drops it
  test("lets no character through that the database refuses", async () => {
    await world().says("ada", "a\0b \ud83d c");
    const [event] = await house().arrived("message");
    expect(event?.text).toMatch(/^ab .? c$/u);
    expect(event?.text).not.toMatch(/[\0\p{Surrogate}]/u);
  });
}

function waiting(house: () => Recorder, world: () => Harness): void {
  test("loses nothing while recording takes its time", async () => {
    const release = house().hold();
    await world().says("ada", "first");
    await house().arrived("message");
    await world().says("ada", "second");
    release();
    const events = await house().arrived("message", 2);
    expect(events.map((event) => event.text)).toEqual(["first", "second"]);
  });

  test("stops only when everything taken is recorded, and is not online then", async () => {
    const { bot } = world();
    const release = house().hold();
    await world().says("ada", "held");
    await house().arrived("message");
    let stopped = false;
    const stopping = bot.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect(bot.status().state).not.toBe("online");
    await bot.stop();
  });
}

function sending(house: () => Recorder, world: () => Harness): void {
  const send = (message: Parameters<Bot["send"]>[1], signal = new AbortController().signal) =>
    world().bot.send({ id: world().group, kind: "group" }, message, signal);

  test("sends text as it is, whatever it looks like", async () => {
    const text = "*not bold* <b>nor this</b> [nor](http://this) _😀_ 签到成功";
    await send({ text });
    expect(await world().reads()).toEqual([text]);
  });

  test("sends a text of any length whole", async () => {
    const lines = Array.from({ length: 400 }, (_, index) => `第 ${index} 行 👨‍👩‍👧‍👦 ${"字".repeat(20)}`);
    await send({ text: lines.join("\n") });
    const read = await world().reads();
    expect(read.join("\n")).toBe(lines.join("\n"));
    expect(Math.max(...read.map((part) => part.length))).toBeLessThanOrEqual(world().bot.capabilities.textLimit);
  });

  test("refuses an empty message itself", async () => {
    await expect(send({ text: "" })).rejects.toBeInstanceOf(PlatformRefusal);
    expect(await world().reads()).toEqual([]);
  });

  test("sends nothing for a signal that has ended", async () => {
    await expect(send({ text: "too late" }, AbortSignal.abort())).rejects.toThrow();
    expect(await world().reads()).toEqual([]);
  });

  test("changes a message it has sent, where the platform can", async ({ skip }) => {
    skip(!world().bot.capabilities.edits, "no edits here");
    const { messageId } = await send({ text: "3 people joined" });
    expect(messageId).toBeDefined();
    await send({ text: "4 people joined", editOf: messageId as string });
    await send({ text: "4 people joined", editOf: messageId as string });
    expect(await world().reads()).toEqual(["4 people joined"]);
  });

  test("hands over a press on its button and answers it, where the platform has buttons", async ({ skip }) => {
    const { presses, bot } = world();
    skip(!bot.capabilities.buttons, "no buttons here");
    const { messageId } = await send({ text: "抽奖", buttons: [[{ label: "参加", data: "draw:1" }]] });
    await presses?.("ada", messageId as string, "draw:1");
    const [press] = await house().arrived("button");
    expect(press).toMatchObject({ messageId, data: "draw:1", sender: { kind: "person", name: "ada" } });
    await expect(send({ text: "", pressId: press?.pressId as string })).resolves.toEqual({});
  });
}
