import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { Complaint, UsageError } from "../core/errors.ts";
import type { Problem } from "../history/entry.ts";
import { importHistory, type ImportOptions, type ImportProgress, type ImportResult } from "../history/import.ts";
import { ImportRefusal } from "../history/refusal.ts";
import { summary } from "../history/text.ts";
import type { CliContext } from "./context.ts";

/** More damaged entries than these are only counted. */
const PROBLEMS_TOLD = 20;

interface Flags {
  community: string;
  chat?: string;
  zone?: string;
  json?: boolean;
}

/** `hearth import FILE --community NAME`: reads a chat export; see docs/import.md. */
export function importCommand(context: CliContext): Command {
  return new Command("import")
    .description("读入聊天记录 · read a chat export: Telegram Desktop JSON or HTML, or JSON Lines; .gz too")
    .argument("<file>", "the export, or the folder of an HTML export")
    .requiredOption("--community <name>", "the community it belongs to; made when missing")
    .option("--chat <platform:id>", "the file's single chat is this one, e.g. telegram:-1001234567890")
    .option("--zone <zone>", "IANA time zone of the community, e.g. Asia/Shanghai")
    .option("--json", "print the result as one JSON object")
    .action((file: string, flags: Flags) => run(context, file, flags));
}

async function run(context: CliContext, file: string, flags: Flags): Promise<void> {
  const { community, chat, zone } = flags;
  const options = { file, community, ...(chat === undefined ? {} : { chat }), ...(zone === undefined ? {} : { zone }) };
  const { damage, ...figures } = await importAndTell(context, options);
  if (flags.json) context.out(JSON.stringify(figures));
  else {
    const facts = { ...figures, damage, community };
    context.out(summary.zh(facts));
    context.out(summary.en(facts));
  }
  if (damage === null) return;
  throw new Complaint(
    `The file "${file}" is damaged: ${damage}; ${figures.read} entries were read, the last one from ` +
      `${figures.lastAt ?? "no time"}. Import a whole copy when you have one: nothing is counted twice.`,
  );
}

async function importAndTell(context: CliContext, options: ImportOptions): Promise<ImportResult> {
  const problems = new ProblemList();
  const bar = new Bar();
  try {
    const { database, clock, recorder } = await context.open();
    return await importHistory(
      {
        database,
        clock,
        recorder: await recorder(),
        onProgress: (progress) => bar.show(progress),
        onProblem: (problem) => problems.add(problem),
        onNotice: (sentence) => problems.note(sentence),
      },
      options,
    );
  } catch (error) {
    if (error instanceof ImportRefusal) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    bar.stop();
    for (const line of problems.lines()) process.stderr.write(`${line}\n`);
  }
}

/** The progress bar: on stderr, and only where somebody looks at it. */
class Bar {
  #bar: SingleBar | null = null;

  show({ bytes, totalBytes, read, added }: ImportProgress): void {
    if (!process.stderr.isTTY) return;
    if (!this.#bar) {
      this.#bar = new SingleBar({
        stream: process.stderr,
        format: "{bar} {percentage}% · {read} read · {added} new · {eta_formatted}",
        hideCursor: true,
      });
      this.#bar.start(totalBytes, bytes, { read, added });
    }
    this.#bar.update(bytes, { read, added });
  }

  stop(): void {
    this.#bar?.stop();
  }
}

/** What went wrong inside the file, kept until the bar is gone; the first ones in full, the rest as a number. */
class ProblemList {
  readonly #told: string[] = [];
  readonly #notices: string[] = [];
  #untold = 0;

  add({ where, what }: Problem): void {
    if (this.#told.length < PROBLEMS_TOLD) this.#told.push(`${where}: ${what}; skipped`);
    else this.#untold += 1;
  }

  note(sentence: string): void {
    this.#notices.push(sentence);
  }

  lines(): string[] {
    const rest = this.#untold === 0 ? [] : [`… and ${this.#untold} more skipped`];
    return [...this.#notices, ...this.#told, ...rest];
  }
}
