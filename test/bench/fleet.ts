import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { urlOf } from "../postgres/server.ts";
import { launch, openEmbedded, product, type BenchDatabase } from "./contestants.ts";
import { median } from "./figures.ts";
import { FakeProcess } from "./fake-process.ts";
import { knowEverybody } from "./known.ts";
import { answered, giveAll, measureReplies } from "./live.ts";
import { countRoundTrips } from "./round-trips.ts";
import { Talk } from "./talk.ts";

/** How many chats, and how many people in each. */
interface Size {
  chats: number;
  members: number;
}

/** One number of processes in one size of the world. */
export interface FleetResult {
  processes: number;
  chats: number;
  members: number;
  /** until all were acknowledged and every command among them answered: of several spans the middle one */
  perSecond: number;
  /** the slowest and the quickest span of all rounds */
  spans: readonly [number, number];
  /** … acknowledged */
  acknowledged: number;
  statementsPerUpdate: number;
  /** answers waited for; counted apart, with one process */
  roundTripsPerUpdate: number | null;
  /** milliseconds, at `rate` updates/s */
  p95: number;
  /** share of looks, ten a second, at which somebody waited for a lock */
  lockWaits: number;
}

const rate = 100;
/** A span lasts a second or two: one alone tells of a checkpoint or of V8's compiler rather than of the processes. */
const updates = 10_000;
const spans = 5;
/** Before anything is measured: every process compiles and plans as the first did. */
const warmUp = 15_000;

/**
 * 1, 2 and 4 processes with one bot on one database, over few and many chats and members: in rounds one
 * after the other, forwards and backwards, of which the medians count. `chats`: only the sizes with so many.
 */
export async function measureFleets(
  { quick, rounds, chats }: { quick: boolean; rounds: number; chats: number | null },
  tell: (line: string) => void,
): Promise<FleetResult[]> {
  const sizes: Size[] = [
    { chats: 10, members: quick ? 100 : 1_000 },
    { chats: 1_000, members: quick ? 10 : 100 },
    ...(quick ? [] : [{ chats: 20_000, members: 50 }]),
  ];
  const results: FleetResult[] = [];
  for (const size of sizes.filter((one) => chats === null || one.chats === chats))
    results.push(...(await measureSize(size, rounds, tell)));
  return results;
}

/** All rounds over one world: who is there, and what was said, goes on from one fleet to the next. */
async function measureSize(size: Size, rounds: number, tell: (line: string) => void): Promise<FleetResult[]> {
  const found = new Map<number, FleetResult[]>([1, 2, 4].map((processes) => [processes, []]));
  const bench = await openBench(size);
  try {
    tell(`${size.chats} chats of ${size.members} are known`);
    for (let round = 0; round < rounds; round++) {
      for (const processes of round % 2 === 0 ? [1, 2, 4] : [4, 2, 1]) {
        const result = { ...(await measureFleet(processes, size, bench)), roundTripsPerUpdate: null };
        found.get(processes)?.push(result);
        tell(JSON.stringify(result));
      }
    }
    const roundTripsPerUpdate = await measureRoundTrips(bench);
    tell(`${roundTripsPerUpdate.toFixed(2)} round trips an update`);
    return [...found.values()].map(medianOf).map((one) => ({ ...one, roundTripsPerUpdate }));
  } finally {
    await bench.database.close();
    await bench.fake.stop();
  }
}

interface Bench {
  fake: FakeProcess;
  talk: Talk;
  database: BenchDatabase;
}

async function openBench({ chats, members }: Size): Promise<Bench> {
  const fake = await FakeProcess.start();
  const talk = new Talk({ groups: chats, members });
  await fake.addChats(talk.chats);
  const database = await openEmbedded();
  const [account = ""] = fake.token.split(":");
  try {
    await knowEverybody(database, { groups: chats, members }, account);
    return { fake, talk, database };
  } catch (error) {
    await database.close();
    await fake.stop();
    throw error;
  }
}

/** Each figure's median. */
function medianOf(rounds: readonly FleetResult[]): FleetResult {
  const [first] = rounds;
  if (!first) throw new Error("nothing was measured");
  const middle = (key: "perSecond" | "acknowledged" | "statementsPerUpdate" | "p95" | "lockWaits") =>
    rounds.map((one) => one[key]).toSorted((one, other) => one - other)[Math.floor(rounds.length / 2)] ?? NaN;
  return {
    ...first,
    spans: [Math.min(...rounds.map((one) => one.spans[0])), Math.max(...rounds.map((one) => one.spans[1]))],
    perSecond: middle("perSecond"),
    acknowledged: middle("acknowledged"),
    statementsPerUpdate: middle("statementsPerUpdate"),
    p95: middle("p95"),
    lockWaits: middle("lockWaits"),
  };
}

async function measureFleet(
  processes: number,
  { chats, members }: Size,
  { fake, talk, database }: Bench,
): Promise<Omit<FleetResult, "roundTripsPerUpdate">> {
  const fleet = await start(processes, fake, database);
  try {
    await giveAll(fake, talk.take(warmUp).updates);
    await answered(fake);
    // whoever was measured before leaves dirty pages and dead rows to nobody
    await database.query("VACUUM ANALYZE");
    await database.query("CHECKPOINT");
    const before = await database.statements();
    const locks = watchLocks(database);
    const found: Span[] = [];
    for (let span = 0; span < spans; span++) found.push(await measureSpan(fake, talk));
    const lockWaits = await locks();
    const after = await database.statements();
    const { p95 } = await measureReplies(fake, talk, rate, 8);
    return {
      processes,
      chats,
      members: chats * members,
      perSecond: median(found.map((one) => one.perSecond)),
      spans: [Math.min(...found.map((one) => one.perSecond)), Math.max(...found.map((one) => one.perSecond))],
      acknowledged: median(found.map((one) => one.acknowledged)),
      statementsPerUpdate: ((after ?? 0) - (before ?? 0)) / updates / spans,
      p95,
      lockWaits,
    };
  } finally {
    await Promise.all(fleet.map(end));
  }
}

interface Span {
  perSecond: number;
  acknowledged: number;
}

async function measureSpan(fake: FakeProcess, talk: Talk): Promise<Span> {
  const from = (await fake.record()).next;
  const { updates: given } = talk.take(updates);
  const began = Date.now();
  await giveAll(fake, given);
  const acknowledgedAt = Date.now();
  await answered(fake);
  // several processes answer while one still receives: what counts is when all is done
  const lastAnswerAt = (await fake.record(from)).calls.reduce((last, { at }) => Math.max(last, at), 0);
  const seconds = (at: number) => (at - began) / 1_000;
  return {
    perSecond: updates / seconds(Math.max(acknowledgedAt, lastAnswerAt)),
    acknowledged: updates / seconds(acknowledgedAt),
  };
}

/** One process with somebody between it and its database who counts. */
async function measureRoundTrips({ fake, talk, database }: Bench): Promise<number> {
  const trips = await countRoundTrips(database.config);
  const fleet = await start(1, fake, { ...database, config: trips.config });
  try {
    await giveAll(fake, talk.take(warmUp).updates);
    await answered(fake);
    const before = trips.count();
    await giveAll(fake, talk.take(warmUp).updates);
    await answered(fake);
    return (trips.count() - before) / warmUp;
  } finally {
    await Promise.all(fleet.map(end));
    await trips.close();
  }
}

/** One that ended by itself must not be waited for. */
async function end(one: ChildProcess): Promise<void> {
  if (one.exitCode !== null || one.signalCode !== null) return;
  one.kill("SIGTERM");
  await once(one, "exit");
}

async function start(processes: number, fake: FakeProcess, database: BenchDatabase): Promise<ChildProcess[]> {
  const env = {
    TELEGRAM_BOT_TOKEN: fake.token,
    TELEGRAM_API_ROOT: fake.url,
    HEARTH_WEB: "off",
    HEARTH_PACING: "off",
    HEARTH_LOG: "error",
    HEARTH_DATA_DIR: database.folder,
    DATABASE_URL: urlOf(database.config),
  };
  const fleet: ChildProcess[] = [];
  for (let number = 0; number < processes; number++) {
    const one = await launch(product, ["start"], env);
    one.once("exit", (code) => process.stderr.write(`process ${number + 1} of ${processes} ended with ${code}\n`));
    fleet.push(one);
  }
  return fleet;
}

/** Looks ten times a second whether a session waits for a lock; the answer is the share of such looks. */
function watchLocks(database: BenchDatabase): () => Promise<number> {
  let looks = 0;
  let waits = 0;
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      const rows = await database.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' LIMIT 1",
      );
      looks++;
      waits += rows.length;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  return async () => {
    over.abort();
    await looking;
    return waits / Math.max(1, looks);
  };
}

/** Markdown; what several processes do is told as a share of what one does in the same run. */
export function asTable(results: readonly FleetResult[]): string {
  const lines = results.map((one) => {
    const alone = results.find(({ processes, chats }) => processes === 1 && chats === one.chats);
    const share = one.perSecond / (alone?.perSecond ?? one.perSecond);
    return [
      one.processes,
      one.chats,
      one.members,
      one.perSecond.toFixed(0),
      share.toFixed(2),
      one.spans.map((each) => each.toFixed(0)).join("–"),
      one.acknowledged.toFixed(0),
      one.statementsPerUpdate.toFixed(2),
      one.roundTripsPerUpdate?.toFixed(2) ?? "",
      one.p95.toFixed(0),
      `${(one.lockWaits * 100).toFixed(0)} %`,
    ].join(" | ");
  });
  return [
    "| processes | chats | members | updates/s | of one process | slowest and quickest span | acknowledged/s | statements an update | round trips an update | reply p95, ms | looks with a lock waited for |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}
