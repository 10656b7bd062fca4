import path from "node:path";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import type { Config } from "../../config.ts";
import { takeAllPlaces, whyUnusable } from "../../core/database/index.ts";
import { Complaint } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { openInstallation, type Installation } from "../../installation.ts";
import { fill, type Language, type Text } from "../../core/text.ts";
import { complaint, mistake, moveText } from "./text.ts";
import { isMoved, move, type Moved, type Progress, type Side } from "./move.ts";

export interface MoveContext {
  config: Config;
  log: Log;
  out(line: string): void;
  /** the terminal's */
  language: Language;
}

/** `hearth move --to URL`: all books from the embedded database to a server, from one server to another, or back. */
export function moveCommand(context: MoveContext): Command {
  return new Command("move")
    .description(moveText.help[context.language]())
    .requiredOption("--to <address>", moveText.toHelp[context.language]())
    .action((options: { to: string }) => run(context, options.to));
}

async function run({ config, log, out, language }: MoveContext, to: string): Promise<void> {
  const isBack = to === "embedded";
  if (!isBack && !/^postgres(ql)?:\/\//.test(to)) throw mistake(moveText.badTarget, { to });
  if (isBack && !config.DATABASE_URL) throw mistake(moveText.alreadyEmbedded, undefined);
  const { DATABASE_URL: _, ...embedded } = config;
  const source = await openInstallation(config, log);
  const target = await openInstallation(isBack ? embedded : { ...config, DATABASE_URL: to }, log);
  const held: (() => Promise<void>)[] = [];
  const bar = new Bar();
  try {
    const [fromPlace, intoPlace] = [placeOf(config), isBack ? placeOf(embedded) : serverAt(to)];
    const from = await sideOf(source, fromPlace);
    const into = await sideOf(target, intoPlace);
    if (await isMoved(from, into)) {
      out(moveText.done[language]({ place: into.place }));
      return;
    }
    held.push(await aloneOn(source, fromPlace));
    held.push(await aloneOn(target, intoPlace));
    const moved = await move(from, into, (progress) => bar.show(progress));
    bar.stop();
    for (const line of summary(moved, into, isBack)) out(line[language]());
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

const sideOf = (installation: Installation, at: Place): Promise<Side> =>
  reached(at, async () => ({ config: await installation.address("hearth"), place: at.place }));

/** Nobody else serves a side until what this gives is called. */
const aloneOn = (installation: Installation, at: Place): Promise<() => Promise<void>> =>
  reached(at, async () => {
    const taken = await takeAllPlaces(installation.placesAt, `hearth move, process ${process.pid}`);
    if ("holder" in taken) throw mistake(moveText.served, { place: at.place, holder: taken.holder });
    return taken.release;
  });

/** @throws Complaint naming the place that cannot be reached or used */
async function reached<T>({ place, url }: Place, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const known = url === undefined ? error : whyUnusable(error, url);
    if (known instanceof Complaint) throw known;
    const why = error instanceof Error ? error.message : String(error);
    throw complaint(moveText.unreachable, { place, why });
  }
}

function placeOf(config: Pick<Config, "HEARTH_DATA_DIR"> & { DATABASE_URL?: string | undefined }): Place {
  if (config.DATABASE_URL) return serverAt(config.DATABASE_URL);
  return { place: `${path.resolve(config.HEARTH_DATA_DIR)} (embedded)` };
}

/** Without the password in its address. */
function serverAt(url: string): Place {
  const { protocol, username, host, pathname, searchParams } = new URL(url);
  const socket = searchParams.get("host"); // a Unix socket's folder is the address's host
  const where = `${host}${pathname}${socket === null ? "" : `?host=${socket}`}`;
  return { place: `${protocol}//${username ? `${username}@` : ""}${where}`, url };
}

function summary({ tables, rows, found, points, heads }: Moved, { place }: Side, isBack: boolean): Text[] {
  const chains = heads.map(({ communityId, seq, hash }) => ({
    community: communityId,
    end: `${seq}:${hash.slice(0, 12)}`,
  }));
  return [
    fill(moveText.moved, { rows, tables, place, found }),
    moveText.compared,
    fill(moveText.figures, { points, chains }),
    fill(moveText.next, { isBack }),
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
