import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { PlatformRefusal } from "../../src/core/bot.ts";
import type { Dispatcher } from "../../src/core/sending/dispatcher.ts";
import { systemTimers, type Timers } from "../../src/core/sending/pacing.ts";
import { systemClock } from "../../src/core/time.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { Sending, type Call } from "./sending.ts";
import { long } from "../long.ts";

let database: TestDatabase;
/** statements under way */
let statements = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  for (const pool of [database.pool, database.quick]) {
    // with time in our hands idle connections would be closed at every step
    pool.options.idleTimeoutMillis = 0;
    const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(pool, {
      query: async (...args: unknown[]) => {
        statements++;
        try {
          return await query(...args);
        } finally {
          statements--;
        }
      },
    });
  }
});
afterAll(() => database.close());
afterEach(() => {
  vi.useRealTimers();
});

/** Time goes from timer to timer, and stands still while the database works: hours take seconds, and no load matters. */
function holdTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    now: Date.parse("2026-03-01T01:00:00Z"),
  });
}

async function quiet(): Promise<void> {
  for (let calm = 0; calm < 4; calm = statements === 0 ? calm + 1 : 0) await new Promise(setImmediate);
}

/** Lets time pass until the promise is kept. */
async function until<T>(promise: Promise<T>): Promise<T> {
  const state = { over: false };
  const watched = promise.finally(() => (state.over = true));
  watched.catch(() => {});
  for (await quiet(); !state.over; await quiet()) vi.advanceTimersToNextTimer();
  return watched;
}

async function pass(ms: number): Promise<void> {
  await until(systemTimers.delay(ms));
}

/** Telegram's limits as sliding windows, with a word of 429 for who breaks them. */
function enforce(world: Sending, latencyMs = 100): { violations: () => number } {
  const recent = new Map<string, number[]>();
  let violations = 0;
  function within(key: string, call: Call, count: number, windowMs: number): boolean {
    const times = (recent.get(key) ?? []).filter((at) => call.at - at < windowMs);
    recent.set(key, [...times, call.at]);
    return times.length < count;
  }
  world.platform.answer = async (call) => {
    const group = within(call.chat, call, 20, 60_000);
    const all = within("all", call, 30, 1_000);
    await systemTimers.delay(latencyMs);
    if (group && all) return;
    violations++;
    throw new PlatformRefusal("rateLimited", "Too Many Requests", { retryAfterMs: 30_000 });
  };
  return { violations: () => violations };
}

/** what dispatchers wait for; the worker's other files have timers of their own */
let waits = 0;
const timers: Timers = {
  ...systemTimers,
  async delay(ms, signal) {
    waits++;
    await systemTimers.delay(ms, signal);
    waits--;
  },
};

const paced = (world: Sending, pollMs = 10_000): Dispatcher =>
  world.dispatcher({ pacing: true, clock: systemClock, timers, pollMs });

/** The shortest time in which so many messages go into one group, in ms. */
const idealMs = (count: number): number => Math.floor((count - 1) / 18) * 60_000 + ((count - 1) % 18) * 1_000;

/** Into each of ten groups; 500 with HEARTH_TEST_LONG=1, which takes about a minute of work. */
const each = long ? 500 : 90;

test(`${each * 10} messages to ten groups keep the limits over a restart, in order, while answers overtake them`, async () => {
  const world = await Sending.in(database);
  const groups: number[] = [];
  for (let number = 0; number < 10; number++) groups.push(await world.chat(`g${number}`));
  const texts = Array.from({ length: each }, (_, index) => String(index));
  holdTime();
  const createdAt = new Date();
  for (const group of groups) await world.put(group, texts, { kind: "unasked", priority: 10, createdAt });
  const { violations } = enforce(world);
  const began = performance.now();

  const asked = new Map<string, number>();
  async function ask(dispatcher: Dispatcher, group: number, number: number): Promise<void> {
    asked.set(`answer ${number}`, performance.now());
    await world.put(group, [`answer ${number}`], { createdAt: new Date() });
    dispatcher.wake();
  }

  const first = paced(world);
  await first.start();
  for (let number = 0; number < each / 15; number++) {
    await ask(first, groups[number % 10] as number, number);
    await pass(13_700);
  }
  await until(first.stop());
  const second = paced(world);
  await second.start();
  for (let number = 100; number < 100 + each / 15; number++) {
    await ask(second, groups[number % 10] as number, number);
    await pass(13_700);
  }
  await until(second.drain());
  const tookMs = performance.now() - began;
  await until(second.stop());

  await quiet();
  expect(waits).toBe(0);
  expect(violations()).toBe(0);
  for (const [number] of groups.entries()) {
    expect(world.platform.texts(`g${number}`).filter((text) => !text.startsWith("answer"))).toEqual(texts);
  }
  const delays = world.platform.calls
    .filter(({ message }) => asked.has(message.text))
    .map(({ message, at }) => at - (asked.get(message.text) as number))
    .sort((a, b) => a - b);
  expect(delays).toHaveLength(asked.size);
  expect(delays[Math.floor(0.95 * delays.length)]).toBeLessThan(2_000);
  expect(tookMs).toBeLessThanOrEqual(1.1 * idealMs(each + asked.size / 10));
}, 180_000);

test("a mailing to hundreds of people keeps the bot's overall limit and lets answers through", async () => {
  const world = await Sending.in(database);
  const people: number[] = [];
  for (let number = 0; number < 300; number++) people.push(await world.chat(`p${number}`, "private"));
  const group = await world.chat("g");
  holdTime();
  for (const person of people) {
    await world.put(person, ["news", "more"], { kind: "unasked", priority: 10, createdAt: new Date() });
  }
  const { violations } = enforce(world);
  const began = performance.now();
  const dispatcher = paced(world);
  await dispatcher.start();
  await pass(2_000);
  const asked = performance.now();
  await world.put(group, ["answer"], { createdAt: new Date() });
  dispatcher.wake();
  await until(dispatcher.drain());
  const tookMs = performance.now() - began;
  await until(dispatcher.stop());

  expect(violations()).toBe(0);
  expect(world.platform.taken).toHaveLength(601);
  const answer = world.platform.calls.find(({ message }) => message.text === "answer");
  expect((answer?.at ?? Infinity) - asked).toBeLessThan(2_000);
  expect(tookMs).toBeLessThanOrEqual(1.1 * (601 / 25) * 1_000);
  const [first, second] = world.platform.calls.filter(({ chat }) => chat === "p0");
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
}, 120_000);

test("two of a group's twenty a minute are kept for answers", async () => {
  const world = await Sending.in(database);
  const group = await world.chat("g");
  holdTime();
  await world.put(group, Array(40).fill("news") as string[], { kind: "unasked", priority: 10, createdAt: new Date() });
  const { violations } = enforce(world);
  const dispatcher = paced(world);
  await dispatcher.start();
  await pass(30_000);
  expect(world.platform.calls).toHaveLength(18);
  for (const text of ["one", "two", "three"]) await world.put(group, [text], { createdAt: new Date() });
  dispatcher.wake();
  await pass(4_000);
  expect(world.platform.texts().slice(18)).toEqual(["one", "two"]);
  await until(dispatcher.drain());
  await until(dispatcher.stop());
  expect(world.platform.texts()).toContain("three");
  expect(violations()).toBe(0);
});

test("a limit met all the same is obeyed, and nothing is lost or changes places", async () => {
  const world = await Sending.in(database);
  const group = await world.chat("g");
  holdTime();
  const texts = Array.from({ length: 40 }, (_, index) => String(index));
  await world.put(group, texts, { kind: "unasked", priority: 10, createdAt: new Date() });
  // another program with the same account writes there too
  let foreign = 3;
  world.platform.answer = () => {
    if (foreign-- > 0) throw new PlatformRefusal("rateLimited", "Too Many Requests", { retryAfterMs: 35_000 });
  };
  const dispatcher = paced(world);
  await dispatcher.start();
  while (world.platform.taken.length < texts.length) await pass(10_000);
  await until(dispatcher.stop());
  expect(world.platform.texts()).toEqual(texts);
  const [, second, third] = world.platform.calls;
  expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(35_000);
  expect(dispatcher.stats()).toMatchObject({ rateLimited: 3, failed: 0 });
});
