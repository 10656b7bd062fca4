import { afterEach, describe, expect, test } from "vitest";
import type { Accept } from "../../../src/core/bot.ts";
import { refusals } from "../../fakes/telegram.ts";
import { createRig, type Rig } from "./rig.ts";

let rig: Rig;
afterEach(() => rig.close());

describe("starting", () => {
  test("rejects with one sentence that names TELEGRAM_BOT_TOKEN when the token is refused", async () => {
    rig = await createRig({ token: "7000000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" });
    await expect(rig.start()).rejects.toThrow(/token.*TELEGRAM_BOT_TOKEN/);
    expect(rig.bot.status()).toMatchObject({
      state: "refused",
      detail: { en: expect.stringContaining("TELEGRAM_BOT_TOKEN"), zh: expect.stringContaining("不认") },
    });
    expect(rig.fake.callsTo("getMe")).toHaveLength(1);
  });

  test("tries on while Telegram is away, longer each time, with one log line a minute", async () => {
    rig = await createRig();
    rig.fake.faults.add({ method: "getMe", times: 10, action: { kind: "reset" } });
    await rig.start();
    expect(rig.waits.slice(0, 7)).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    // 10 failures in 181 s
    expect(rig.lines.filter((line) => line.startsWith("warn"))).toHaveLength(3);
    expect(rig.lines).toContain("info Telegram: connected again after 10 failed tries");
    expect(rig.bot.status()).toMatchObject({ state: "online", detail: null });
  });

  test("waits as long as a 429 says", async () => {
    rig = await createRig();
    rig.fake.faults.add({ method: "getMe", action: { kind: "tooMany", retryAfter: 35 } });
    await rig.start();
    expect(rig.waits[0]).toBe(35_000);
  });

  test("does not wait for ever for a poll that is never answered", async () => {
    // long enough for the calls before it, which are answered, on a machine that is busy
    rig = await createRig({ callTimeoutMs: 1_000 });
    rig.fake.faults.add({ method: "getUpdates", action: { kind: "silence" } });
    await rig.start();
    expect(rig.lines[0]).toMatch(/^warn .*no answer to getUpdates in 1000 ms/);
  });

  test("gives up after a minute of conflict with another program", async () => {
    rig = await createRig();
    rig.fake.faults.add({ method: "getUpdates", times: null, action: refusals.conflict });
    await expect(rig.start()).rejects.toThrow(/another program/);
    const waited = rig.waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThan(90_000);
    expect(rig.bot.status().state).toBe("refused");
  });

  test("removes a webhook that was left behind, and needs neither that nor a menu", async () => {
    rig = await createRig();
    rig.fake.state.webhook = { url: "https://old.example/hook", secret: undefined, connections: 1 };
    rig.fake.faults.add({ method: "deleteWebhook", action: { kind: "serverError", code: 500 } });
    rig.fake.faults.add({
      method: "setMyCommands",
      times: null,
      action: { kind: "refuse", code: 404, description: "Not Found" },
    });
    await rig.start();
    await rig.bot.setCommandMenu?.([
      { language: "zh", scope: "members", commands: [{ name: "top", description: "排行" }] },
    ]);
    expect(rig.fake.callsTo("deleteWebhook")).toHaveLength(2);
    expect(rig.bot.status().state).toBe("online");
  });

  test("says plainly that privacy mode hides messages, and how to mend it", async () => {
    rig = await createRig({}, { readsAll: false });
    await rig.start();
    expect(rig.bot.status()).toMatchObject({
      state: "online",
      detail: { en: expect.stringContaining("/setprivacy"), zh: expect.stringContaining("隐私模式") },
    });
    expect(rig.lines.at(-1)).toMatch(/^warn .*privacy mode/);
  });

  test("can be stopped before it is connected", async () => {
    rig = await createRig();
    rig.fake.faults.add({ method: "getMe", times: null, action: { kind: "silence" } });
    const starting = rig.start();
    const outcome = expect(starting).rejects.toThrow("stopped before it was connected");
    await rig.fake.until(() => rig.fake.callsTo("getMe").length > 0);
    await rig.bot.stop();
    await outcome;
  });
});

describe("polling", () => {
  test("asks for memberships, reactions and the rest by name", async () => {
    rig = await createRig();
    await rig.start();
    expect([...(rig.fake.queue.allowed ?? [])].sort()).toEqual([
      "callback_query",
      "chat_member",
      "edited_message",
      "message",
      "message_reaction",
      "my_chat_member",
      "poll_answer",
    ]);
  });

  test("confirms a batch only when every event of it is recorded", async () => {
    rig = await createRig();
    const { fake } = rig;
    let release: () => void = () => undefined;
    const recorded = new Promise<void>((resolve) => (release = resolve));
    await rig.bot.start(async (event) => {
      await rig.accept(event);
      if (event.kind === "message" && event.text === "slow") await recorded;
    });
    const group = fake.group("g");
    for (const text of ["quick", "slow"]) group.says(fake.person("ada"), text);
    await rig.until(() => rig.events.length === 2);
    const polls = fake.polls;
    expect(fake.pending).toBe(2);
    release();
    await fake.drained();
    expect(fake.polls).toBeGreaterThan(polls);
    expect(rig.events).toHaveLength(2);
  });

  test("what Telegram brings at once is handed on at once, in its order", async () => {
    rig = await createRig();
    const { fake } = rig;
    const group = fake.group("g");
    const people = ["ben", "cara"].map((name, index) => ({ id: 70 + index, is_bot: false, first_name: name }));
    const chat = { id: group.id, type: "supergroup", title: "g" };
    fake.inject({ message: { message_id: 900, date: 1, chat, from: people[0], new_chat_members: people } });
    group.says(fake.person("ada"), "welcome");
    let release: () => void = () => undefined;
    const recorded = new Promise<void>((resolve) => (release = resolve));
    const started = rig.bot.start(async (event) => {
      await rig.accept(event);
      await recorded;
    });
    await rig.until(() => rig.events.length > 1);
    const handedOn = rig.events.map((event) => (event.kind === "join" ? event.memberName : event.kind));
    release();
    await started;
    expect(handedOn).toEqual(["ben", "cara", "message"]);
  });

  test("an event whose recording fails comes again, and nothing of its batch is lost", async () => {
    rig = await createRig();
    const { fake } = rig;
    let failures = 2;
    const accept: Accept = async (event) => {
      if (event.kind === "message" && event.text === "bad" && failures > 0) {
        failures -= 1;
        throw new Error("disk full");
      }
      await rig.accept(event);
    };
    await rig.bot.start(accept);
    const group = fake.group("g");
    for (const text of ["a", "bad", "c"]) group.says(fake.person("ada"), text);
    await fake.drained();
    const texts = rig.events.map((event) => (event.kind === "message" ? event.text : ""));
    expect([...new Set(texts)].sort()).toEqual(["a", "bad", "c"]);
    expect(rig.lines.join("\n")).toContain("disk full");
  });

  test("an update that cannot be read is logged and let go", async () => {
    rig = await createRig();
    await rig.start();
    const id = rig.fake.inject({ message: { message_id: 1, date: 1, text: "no chat" } });
    rig.fake.group("g").says(rig.fake.person("ada"), "next");
    await rig.fake.drained();
    expect(rig.events).toHaveLength(1);
    expect(rig.lines.filter((line) => line.startsWith(`error Telegram: update ${id} cannot be read`))).toHaveLength(1);
  });

  test("takes everything through failures, repeats and disorder", async () => {
    rig = await createRig({}, { seed: 7 });
    const { fake } = rig;
    await rig.start();
    fake.queue.delivery = { shuffle: 0.5, duplicates: 0.2 };
    fake.faults.add({ method: "getUpdates", times: null, rate: 0.3, action: { kind: "serverError", code: 502 } });
    fake.faults.add({ method: "getUpdates", times: null, rate: 0.2, action: { kind: "reset" } });
    fake.faults.add({ method: "getUpdates", times: null, rate: 0.1, action: { kind: "notJson" } });
    fake.faults.add({ method: "getUpdates", times: null, rate: 0.1, action: { kind: "tooMany", retryAfter: 1 } });
    const group = fake.group("g");
    for (let index = 0; index < 1_000; index += 1) group.says(fake.person("ada"), `m${index}`);
    await fake.drained();
    const keys = new Set(rig.events.map((event) => event.key));
    expect(keys.size).toBe(1_000);
    expect(rig.lines.join("\n")).not.toContain(fake.token);
  });

  test("goes on when ids begin anew after a quiet week", async () => {
    rig = await createRig({}, { firstUpdateId: 800_000 });
    const { fake } = rig;
    await rig.start();
    const group = fake.group("g");
    group.says(fake.person("ada"), "before");
    await fake.drained();
    fake.queue.nextId = 1_000;
    group.says(fake.person("ada"), "after");
    await rig.until(() => rig.events.length === 2);
    await fake.drained();
    expect(rig.events.map((event) => event.key)).toEqual(["update:800000", "update:1000"]);
  });

  test("stops for good when the token is revoked while it runs", async () => {
    rig = await createRig();
    const { fake } = rig;
    await rig.start();
    fake.faults.add({ method: "*", times: null, action: refusals.unauthorized });
    fake.group("g").says(fake.person("ada"), "wakes the poll");
    await rig.until(() => rig.bot.status().state === "refused");
    await rig.bot.stop();
    expect(rig.bot.status()).toMatchObject({
      state: "refused",
      detail: { en: expect.stringContaining("TELEGRAM_BOT_TOKEN") },
    });
    expect(rig.lines.filter((line) => line.startsWith("error"))).toHaveLength(1);
    // not once tried again
    expect(rig.waits.filter((ms) => ms >= 1_000)).toEqual([]);
  });

  test("a second program gives up after a minute, and the one that was there first goes on", async () => {
    rig = await createRig();
    const { fake } = rig;
    await rig.start();
    const group = fake.group("g");
    for (const text of ["a", "b"]) {
      rig.advance(60_000);
      group.says(fake.person("ada"), text);
      await fake.drained();
    }
    const told: string[] = [];
    const second = await createRig({ apiRoot: fake.url, onRefused: (why) => told.push(why.message) });
    await second.start();
    await second.until(() => told.length > 0);
    await second.close();
    expect(told).toEqual([expect.stringMatching(/another program/)]);
    group.says(fake.person("ada"), "c");
    await fake.drained();
    await rig.until(() => rig.bot.status().state === "online");
    expect(rig.events.map((event) => (event.kind === "message" ? event.text : ""))).toContain("c");
  });

  test("never writes the token into a log line or an error", async () => {
    rig = await createRig({ callTimeoutMs: 100 });
    const { fake, bot, lines } = rig;
    await rig.start();
    for (const action of [{ kind: "reset" }, { kind: "notJson" }, { kind: "silence" }] as const) {
      fake.faults.add({ method: "sendMessage", action });
      const group = fake.group("g");
      const sending = bot.send({ id: String(group.id), kind: "group" }, { text: "x" }, new AbortController().signal);
      const error = await sending.then(
        () => null,
        (reason: unknown) => reason as Error,
      );
      lines.push(`${error?.message} ${error?.stack}`);
    }
    expect(lines.join("\n")).toMatch(/did not answer/);
    expect(lines.join("\n")).not.toMatch(/\d+:[A-Za-z0-9_-]{30,}/);
  });
});
