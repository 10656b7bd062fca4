import { watchOthers, cpuSeconds, memoryOf, memoryOfTree } from "./processes.ts";
import { FakeProcess } from "./fake-process.ts";
import { quantile } from "./figures.ts";
import { crowd, Talk, type Command } from "./talk.ts";
import type { Contestant, Running } from "./contestants.ts";

export interface LiveOptions {
  /** updates of the throughput run */
  updates: number;
  /** updates before it: two in a hundred are commands, and what runs a thousand times only is compiled at last */
  warm: number;
  /** updates/s offered, for `seconds` each */
  rates: readonly number[];
  seconds: number;
}

/** How fast commands were answered at one rate: milliseconds from the update's arrival to the sent reply. */
export interface Replies {
  rate: number;
  p50: number;
  p95: number;
  p99: number;
  asked: number;
  answered: number;
}

/** One bot in one round. */
export interface LiveResult {
  name: Contestant["name"];
  /** updates/s confirmed when they all wait */
  perSecond: number;
  /** seconds of CPU per 1,000 updates: the program, and its database */
  programCpu: number;
  databaseCpu: number;
  statementsPerUpdate: number | null;
  /** MB of the program alone */
  rss: number;
  /** MB of its database's processes */
  databaseMemory: number | null;
  replies: Replies[];
  /** share of the machine that others used meanwhile */
  others: number;
}

/** A bot is not waited for longer than this. */
const limitMs = 180_000;

/** Runs one bot against a fake Bot API of its own: first as fast as it can, then at fixed rates. */
export async function runLive(contestant: Contestant, options: LiveOptions, seed: number): Promise<LiveResult> {
  const fake = await FakeProcess.start();
  const talk = new Talk({ ...crowd, seed });
  await fake.addChats(talk.chats);
  const running = await contestant.start(fake);
  try {
    // everybody is known, and code compiled, before anything is measured
    if (contestant.isSlow) await giveAll(fake, talk.take(500).updates);
    else await giveAll(fake, [...talk.everybody(), ...talk.take(options.warm).updates]);
    await running.analyze();
    const others = watchOthers();
    const updates = contestant.isSlow ? options.updates / 10 : options.updates;
    const throughput = await measureThroughput(fake, talk, running, updates);
    const replies: Replies[] = [];
    for (const rate of contestant.answers ? options.rates : []) {
      // what cannot keep up would only show the length of its queue
      if (throughput.perSecond > rate) replies.push(await measureReplies(fake, talk, rate, options.seconds));
    }
    await nothingRefused(fake);
    const { rss } = memoryOf(running.pid);
    const databaseMemory = running.databasePid === null ? null : memoryOfTree(running.databasePid);
    return { name: contestant.name, ...throughput, rss, databaseMemory, replies, others: others() };
  } finally {
    await running.stop();
    await fake.stop();
  }
}

/** Hands out updates as fast as the fake takes them; resolves when all are confirmed. */
export async function giveAll(fake: FakeProcess, updates: readonly object[]): Promise<void> {
  const { confirmed } = await fake.record();
  for (let given = 0; given < updates.length; given += 500) await fake.give(updates.slice(given, given + 500));
  if (await fake.confirmed(confirmed + updates.length, limitMs)) return;
  throw new Error(`${updates.length} updates took more than ${limitMs / 1000} s`);
}

async function measureThroughput(fake: FakeProcess, talk: Talk, running: Running, count: number) {
  const cpu = () => ({
    all: cpuSeconds(running.roots),
    database: running.databasePid === null ? 0 : cpuSeconds([running.databasePid]),
  });
  const { updates } = talk.take(count);
  const statements = await running.statements();
  const before = cpu();
  const began = performance.now();
  await giveAll(fake, updates);
  const seconds = (performance.now() - began) / 1000;
  await answered(fake);
  const after = cpu();
  const given = await running.statements();
  const databaseCpu = (after.database - before.database) / (count / 1000);
  return {
    perSecond: count / seconds,
    programCpu: (after.all - before.all) / (count / 1000) - databaseCpu,
    databaseCpu,
    statementsPerUpdate: statements === null || given === null ? null : (given - statements) / count,
  };
}

/** Resolves when nothing more is sent: the answers belong to the work that was asked for. */
export async function answered(fake: FakeProcess): Promise<void> {
  for (let sent = -1; ;) {
    const { next } = await fake.record();
    if (next === sent) return;
    sent = next;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** An answer that is refused and sent again in another form costs twice: that is not what is measured. */
async function nothingRefused(fake: FakeProcess): Promise<void> {
  const { calls } = await fake.record(0);
  const refused = calls.filter(({ method, answer }) => method === "sendMessage" && answer !== 200);
  const [first] = refused;
  if (first) throw new Error(`${refused.length} answers were refused, the first with "${first.description}"`);
}

const key = (chatId: unknown, messageId: unknown) => `${String(chatId)}:${String(messageId)}`;

export async function measureReplies(fake: FakeProcess, talk: Talk, rate: number, seconds: number): Promise<Replies> {
  await answered(fake);
  const from = (await fake.record()).next;
  const arrived = new Map<string, number>();
  const began = performance.now();
  let given = 0;
  for (const end = rate * seconds; given < end;) {
    const due = Math.min(end, Math.floor(((performance.now() - began) / 1000) * rate));
    if (due > given) await arrive(fake, talk.take(due - given), arrived);
    given = Math.max(given, due);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await answered(fake);
  const { calls } = await fake.record(from);
  const waits: number[] = [];
  for (const { method, params, at, effect } of calls) {
    if (method !== "sendMessage" || !effect) continue;
    const wanted = key(params.chat_id, repliedTo(params.reply_parameters));
    const arrival = arrived.get(wanted);
    if (arrival === undefined) continue;
    arrived.delete(wanted);
    waits.push(at - arrival);
  }
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(waits, share)) as [number, number, number];
  return { rate, p50, p95, p99, asked: waits.length + arrived.size, answered: waits.length };
}

async function arrive(
  fake: FakeProcess,
  { updates, commands }: { updates: object[]; commands: Command[] },
  arrived: Map<string, number>,
): Promise<void> {
  const now = Date.now();
  for (const { chatId, messageId } of commands) arrived.set(key(chatId, messageId), now);
  await fake.give(updates);
}

function repliedTo(parameters: unknown): unknown {
  const reply = typeof parameters === "string" ? (JSON.parse(parameters) as unknown) : parameters;
  return (reply as { message_id?: unknown } | undefined)?.message_id;
}

/** MB of the program when it knows `groups` × `members` people, all of whom have just spoken, some with commands. */
export async function measureMemory(contestant: Contestant, groups: number, members: number): Promise<number> {
  const fake = await FakeProcess.start();
  const talk = new Talk({ groups, members });
  await fake.addChats(talk.chats);
  const running = await contestant.start(fake);
  try {
    await giveAll(fake, [...talk.everybody(), ...talk.take(5_000).updates]);
    await answered(fake);
    return memoryOf(running.pid).peak;
  } finally {
    await running.stop();
    await fake.stop();
  }
}
