import type { Database } from "../core/database/index.ts";
import type { Recorder } from "../core/record.ts";
import type { Clock } from "../core/time.ts";

/** What a command of the command line works with once it has joined the installation's database. */
export interface OpenHouse {
  database: Database;
  clock: Clock;
  /** What is imported goes through it, as what is heard does: the whole house is loaded for it. */
  recorder(): Promise<Recorder>;
}

/** Handed to every command by main.ts. Commands print results to `out` (stdout), progress and errors to stderr. */
export interface CliContext {
  /** Starts or joins the database; main.ts closes it when the command is over. */
  open(): Promise<OpenHouse>;
  out(line: string): void;
}
