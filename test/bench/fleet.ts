import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { urlOf } from "../postgres/server.ts";
import { launch, openEmbedded, product, type BenchDatabase } from "./contestants.ts";
import { FakeProcess } from "./fake-process.ts";
import { answered, giveAll, measureReplies } from "./live.ts";
import { Talk } from "./talk.ts";

/** One number of processes in one size of the world. */
export interface FleetResult {
  processes: number;
  chats: number;
  members: number;
  perSecond: number;
  statementsPerUpdate: number;
  /** milliseconds, at `rate` updates/s */
  p95: number;
  /** share of looks, ten a second, at which somebody waited for a lock */
  lockWaits: number;
}

const rate = 100;
const updates = 6_000;

/** 1, 2 and 4 processes with one bot on one database, over few and many chats and members. */
export async function measureFleets(quick: boolean, tell: (line: string) => void): Promise<FleetResult[]> {
  const sizes = quick
    ? [
        { chats: 10, members: 100 },
        { chats: 1_000, members: 10 },
      ]
    : [
        { chats: 10, members: 1_000 },
        { chats: 1_000, members: 100 },
        { chats: 20_000, members: 50 },
      ];
  const results: FleetResult[] = [];
  for (const size of sizes) {
    for (const processes of [1, 2, 4]) {
      const result = await measureFleet(processes, size);
      results.push(result);
      tell(JSON.stringify(result));
    }
  }
  return results;
}

async function measureFleet(
  processes: number,
  { chats, members }: { chats: number; members: number },
): Promise<FleetResult> {
  const fake = await FakeProcess.start();
  const talk = new Talk({ groups: chats, members });
  await fake.addChats(talk.chats);
  const database = await openEmbedded();
  const fleet = await start(processes, fake, database);
  try {
    // everybody is known before anything is measured
    await giveAll(fake, [...talk.everybody(), ...talk.take(1_000).updates]);
    await answered(fake);
    const before = await database.statements();
    const locks = watchLocks(database);
    const began = performance.now();
    await giveAll(fake, talk.take(updates).updates);
    const seconds = (performance.now() - began) / 1_000;
    await answered(fake);
    const lockWaits = await locks();
    const after = await database.statements();
    const { p95 } = await measureReplies(fake, talk, rate, 8);
    return {
      processes,
      chats,
      members: chats * members,
      perSecond: updates / seconds,
      statementsPerUpdate: ((after ?? 0) - (before ?? 0)) / updates,
      p95,
      lockWaits,
    };
  } finally {
    for (const one of fleet) {
      one.kill("SIGTERM");
      await once(one, "exit");
    }
    await database.close();
    await fake.stop();
  }
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
  for (let number = 0; number < processes; number++) fleet.push(await launch(product, ["start"], env));
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
      one.statementsPerUpdate.toFixed(2),
      one.p95.toFixed(0),
      `${(one.lockWaits * 100).toFixed(0)} %`,
    ].join(" | ");
  });
  return [
    "| processes | chats | members | updates/s | of one process | statements an update | reply p95, ms | looks with a lock waited for |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}
