import path from "node:path";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import type { Config } from "../../config.ts";
import { takeAllPlaces, whyUnusable } from "../../core/database/index.ts";
import { Complaint, UsageError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { openInstallation, type Installation } from "../../installation.ts";
import { move, type Moved, type Progress, type Side } from "./move.ts";

export interface MoveContext {
  config: Config;
  log: Log;
  out(line: string): void;
}

/** `hearth move --to URL`: all books from the embedded database to a server, from one server to another, or back. */
export function moveCommand(context: MoveContext): Command {
  return new Command("move")
    .description("move everything to another database: a server's, or back to the embedded one")
    .requiredOption(
      "--to <address>",
      'postgresql://user@host/database (its password may be in PGPASSWORD), or "embedded"',
    )
    .action((options: { to: string }) => run(context, options.to));
}

async function run({ config, log, out }: MoveContext, to: string): Promise<void> {
  const isBack = to === "embedded";
  if (!isBack && !/^postgres(ql)?:\/\//.test(to))
    throw new UsageError(`--to is "${to}"; allowed: "embedded", or postgresql://user@host:5432/database`);
  if (isBack && !config.DATABASE_URL)
    throw new UsageError(
      '--to is "embedded", and the books are there; set DATABASE_URL to where they are to be moved from',
    );
  const { DATABASE_URL: _, ...embedded } = config;
  const source = await openInstallation(config, log);
  const target = await openInstallation(isBack ? embedded : { ...config, DATABASE_URL: to }, log);
  const held: (() => Promise<void>)[] = [];
  const bar = new Bar();
  try {
    const from = await alone(source, placeOf(config), held);
    const into = await alone(target, isBack ? placeOf(embedded) : serverAt(to), held);
    const moved = await move(from, into, (progress) => bar.show(progress));
    bar.stop();
    for (const line of summary(moved, into, isBack)) out(line);
  } finally {
    bar.stop();
    for (const release of held) await release();
    await target.close();
    await source.close();
  }
}

/** A database as people know it, and its address where it is a server's. */
interface Place {
  place: string;
  url?: string;
}

/** One side, with nobody else serving it until what is `held` is released. */
async function alone(installation: Installation, { place, url }: Place, held: (() => Promise<void>)[]): Promise<Side> {
  const taken = await takeAllPlaces(installation.placesAt, `hearth move, process ${process.pid}`).catch(
    (error: unknown) => {
      const known = url === undefined ? error : whyUnusable(error, url);
      if (known instanceof Complaint) throw known;
      throw new Complaint(`${place} cannot be reached: ${error instanceof Error ? error.message : String(error)}`);
    },
  );
  if ("holder" in taken) throw new UsageError(`Hearth runs on ${place} (${taken.holder}); stop it first`);
  held.push(taken.release);
  return { config: await installation.address("hearth"), place };
}

function placeOf(config: Pick<Config, "HEARTH_DATA_DIR"> & { DATABASE_URL?: string | undefined }): Place {
  if (config.DATABASE_URL) return serverAt(config.DATABASE_URL);
  return { place: `the embedded database in ${path.resolve(config.HEARTH_DATA_DIR)}` };
}

/** Without the password in its address. */
function serverAt(url: string): Place {
  const { protocol, username, host, pathname, searchParams } = new URL(url);
  const socket = searchParams.get("host"); // a Unix socket's folder is the address's host
  const where = `${host}${pathname}${socket === null ? "" : `?host=${socket}`}`;
  return { place: `${protocol}//${username ? `${username}@` : ""}${where}`, url };
}

function summary({ tables, rows, found, points, heads }: Moved, { place }: Side, isBack: boolean): string[] {
  const next = isBack ? "Take DATABASE_URL out of your configuration" : "Set DATABASE_URL to it";
  return [
    `${rows} rows of ${tables} tables are in ${place}${found > 0 ? ` (${found} were there from a run before)` : ""}.`,
    "Every table was counted and summed on both sides, row by row: no difference.",
    `Points in all: ${points}. Audit chains: ${heads.map((head) => `${head.communityId} ends at ${head.seq}:${head.hash.slice(0, 12)}`).join(", ") || "none"}.`,
    `${next} and start again. The former database keeps its copy and refuses to be used.`,
  ];
}

/** On stderr, and only where somebody looks at it. */
class Bar {
  #bar: SingleBar | null = null;

  show({ table, rows, of }: Progress): void {
    if (!process.stderr.isTTY) return;
    if (!this.#bar) {
      this.#bar = new SingleBar({
        stream: process.stderr,
        format: "{bar} {percentage}% · {table} · {value} of {total} rows · {eta_formatted}",
        hideCursor: true,
      });
      this.#bar.start(of, rows, { table });
    }
    this.#bar.update(rows, { table });
  }

  stop(): void {
    this.#bar?.stop();
  }
}
