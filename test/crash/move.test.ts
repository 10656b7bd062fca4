import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { fingerprint, plainSession, sequencesOf, tablesOf } from "../../src/backup/tables.ts";
import { startEmbedded } from "../../src/core/database/index.ts";
import { processesIn } from "../../src/core/processes.ts";
import { Product } from "../e2e/product.ts";
import { seeded } from "../fakes/telegram/queue.ts";
import { long } from "../long.ts";
import { urlOf } from "../postgres/server.ts";
import { copyFolder } from "../world/blank.ts";

// `hearth move` as a process between two servers, each killed in the middle of the tables. The victim dies at some
// moment after the move has begun: whichever it is, what is told afterwards must be true.

const messages = long ? 200_000 : 20_000;
const rounds = long ? 4 : 1;
type Victim = "mover" | "source" | "target" | "everything" | "source's session" | "target's session";

let folder: string;
let data: string;
let random: () => number;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-crash-move-"));
  data = path.join(folder, "data");
  random = seeded(41);
  // the source is the installation's own server, the target another one of the same kind
  copyFolder(inject("blank"), data);
  copyFolder(path.join(inject("blank"), "pg"), path.join(folder, "server"));
});
afterEach(async () => {
  for (const side of [embedded(), server()]) await kill(side, "all");
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** A database server in a folder of its own. */
interface Place {
  pg: string;
  config: pg.PoolConfig;
}
const placeIn = (where: string): Place => ({ pg: where, config: { host: where, user: "app", database: "hearth" } });
const embedded = () => placeIn(path.join(data, "pg"));
const server = () => placeIn(path.join(folder, "server"));
const serverUrl = () => urlOf({ ...server().config, port: 5432 });

function hearth(args: string[], env: Record<string, string>): Product {
  return new Product(args, { HEARTH_DATA_DIR: data, ...env });
}

async function ask<Answer>({ config }: Place, work: (client: pg.Client) => Promise<Answer>): Promise<Answer> {
  const client = new pg.Client({ ...config, application_name: "crash test" });
  client.on("error", () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Kills a server whole, or only the sessions that belong to the move: the server ends all others then. */
async function kill(place: Place, what: "all" | "sessions"): Promise<void> {
  const cluster = path.join(place.pg, "cluster");
  const sessions = async () => {
    const { rows } = await ask(place, (client) =>
      client.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = 'hearth move'"),
    );
    return rows.map(({ pid }) => pid);
  };
  const pids = what === "all" ? processesIn(cluster) : await sessions();
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // it ended meanwhile
    }
  }
  if (what === "all") await expect.poll(() => processesIn(cluster), { timeout: 20_000 }).toEqual([]);
}

/** Resolves when the mover is in the target and the target knows that books are arriving, or the mover has ended. */
async function underWay(mover: Product, target: Place): Promise<void> {
  let ended = false;
  void mover.exit().then(() => (ended = true));
  const arriving = (client: pg.Client) =>
    client.query(
      "SELECT FROM hearth_move, pg_stat_activity WHERE hearth_move.state = 'arriving' AND application_name = 'hearth move'",
    );
  for (;;) {
    const { rowCount } = await ask(target, arriving).catch(() => ({ rowCount: 0 }));
    if (ended || rowCount) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const isThereAlready = "the books were moved from ";

interface Way {
  from: Place;
  to: Place;
  args: string[];
  env: Record<string, string>;
}

/** One move that is killed; gives whether it had come to its end before. */
async function killedMove({ from, to, args, env }: Way, victim: Victim): Promise<boolean> {
  const mover = hearth(args, env);
  await underWay(mover, to);
  await new Promise((resolve) => setTimeout(resolve, random() * 300));
  if (victim === "mover" || victim === "everything") mover.child.kill("SIGKILL");
  if (victim === "source" || victim === "everything") await kill(from, "all");
  if (victim === "target" || victim === "everything") await kill(to, "all");
  const session = { "source's session": from, "target's session": to }[victim as string];
  if (session) await kill(session, "sessions").catch(() => {});
  const code = await mover.exit();
  // the program starts the embedded server again by itself
  await startEmbedded(server().pg);
  // it may have come to its end, and have been killed while it was leaving
  if (code === 0 || mover.stderr.startsWith(isThereAlready)) return true;
  if (mover.child.signalCode === null)
    expect(mover.stderr).toMatch(
      /^(the connection to .* broke \(.*\); nothing is lost: .*|.* cannot be reached[ :].*)\n$/,
    );
  return false;
}

/** What every table holds, and where every counter stands. */
function booksOf(place: Place): Promise<Record<string, unknown>> {
  return ask(place, async (client) => {
    await client.query(plainSession);
    const books: Record<string, unknown> = await sequencesOf(client);
    for (const table of await tablesOf(client)) {
      if (!["_prisma_migrations", "hearth_move"].includes(table.name))
        books[table.name] = await fingerprint(client, table);
    }
    return books;
  });
}

/** Moves the books after the death of each victim, one after the other. */
async function moved(way: Way, ...victims: Victim[]): Promise<void> {
  const books = await booksOf(way.from);
  let isThere = false;
  for (const victim of Array.from({ length: rounds }, () => victims).flat()) isThere ||= await killedMove(way, victim);
  if (!isThere) {
    const last = hearth(way.args, way.env);
    const code = await last.exit();
    if (!last.stderr.startsWith(isThereAlready)) {
      expect([code, last.stderr]).toEqual([0, ""]);
      expect(last.stdout).toMatch(/no difference/);
    }
  }
  await startEmbedded(way.to.pg);
  expect(await booksOf(way.to)).toEqual(books);
}

/** So much talk, and points: a few tables are large enough to be met half way. */
async function fill(): Promise<void> {
  const file = path.join(folder, "talk.jsonl");
  const said = Array.from({ length: messages }, (_, number) => ({
    chat: "telegram:-1001",
    author: String(number % 700),
    author_name: `Member ${number % 700}`,
    sent_at: new Date(Date.UTC(2025, 0, 1) + number * 60_000).toISOString(),
    text: `第 ${number} 句\twith a tab, a \\N and\nanother line`,
    kind: "message",
    message_id: number + 1,
  }));
  writeFileSync(file, said.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const importing = hearth(["import", file, "--community", "Tea"], {});
  expect([await importing.exit(), importing.stderr]).toEqual([0, ""]);
}

test("a move whose mover, source or target is killed loses nothing, and the same command ends it", async () => {
  await fill();
  await startEmbedded(embedded().pg);
  await startEmbedded(server().pg);
  const there = { from: embedded(), to: server(), args: ["move", "--to", serverUrl()], env: {} };
  await moved(there, "mover", "source", "target's session");

  // back, after a day on the server: what was left behind is old
  await ask(server(), (client) =>
    client.query("UPDATE member SET name = name || '!'; UPDATE message_text SET text = text || '!'"),
  );
  const env = { DATABASE_URL: serverUrl() };
  const back = { from: server(), to: embedded(), args: ["move", "--to", "embedded"], env };
  await moved(back, "everything", "target", "source's session");
}, 300_000);
