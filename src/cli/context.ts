import type { Database } from "../core/database/index.ts";
import type { Saying } from "../core/errors.ts";
import type { Recorder } from "../core/record.ts";
import type { Language } from "../core/text.ts";
import type { Clock } from "../core/time.ts";

/** What a command of the command line works with once it has joined the installation's database. */
export interface OpenHouse {
  database: Database;
  clock: Clock;
  /** What is imported goes through it, as what is heard does: the whole house is loaded for it. */
  recorder(): Promise<Recorder>;
}

/** How the person at the keyboard is spoken to. */
export interface Spoken {
  /** the terminal's */
  readonly language: Language;
  /** a sentence in it */
  say(saying: Saying): string;
}

export const speaking = (language: Language): Spoken => ({ language, say: (saying) => saying[language] });

/** Handed to every command by main.ts. Commands print results to `out` (stdout), progress and errors to stderr. */
export interface CliContext extends Spoken {
  /** Starts or joins the database; main.ts closes it when the command is over. */
  open(): Promise<OpenHouse>;
  out(line: string): void;
}
