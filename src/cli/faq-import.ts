import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { preview, type Flag, type Preview } from "../features/service/importing/preview.ts";
import { commandLimits, readApart } from "../features/service/importing/apart.ts";
import { fileKinds, kindOf, type FileKind } from "../features/service/importing/read.ts";
import { takeEntries } from "../features/service/importing/take.ts";
import { liveEntries } from "../features/service/knowledge/entries.ts";
import { findCommunity } from "../members/community.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";

interface Options {
  community: string;
  yes?: boolean;
  flagged?: boolean;
}

/** Lines of objections that are printed; the rest is counted. */
const shown = 40;

/** What an objection means, and that nothing is wrong with a link as such. */
const meanings: Record<Flag, string> = {
  duplicate: "is there already",
  conflict: "asks what is there already, and answers it otherwise",
  injection: "speaks to a language model",
  link: "leads to another site",
  formula: "begins like a formula of a spreadsheet",
  hidden: "has invisible characters",
};

/** `hearth faq import FILE --community NAME`: shows what would come in; with --yes it does. */
export function faqImportCommand(context: CliContext): Command {
  return new Command("import")
    .description("从文件导入知识库，先看再导 · entries from a file; shows what would come in, and with --yes takes it")
    .argument("<file>", `entries or a document: ${fileKinds.join(", ")}`)
    .requiredOption("--community <name>", "name of the community")
    .option("--yes", "take the entries nothing is to be said against")
    .option("--flagged", "with --yes: the others too, but for duplicates")
    .action((file: string, options: Options) => importFile(context, file, options));
}

async function importFile(context: CliContext, file: string, options: Options): Promise<void> {
  const order = { kind: kindNamed(file), bytes: await bytesOf(file), name: path.basename(file) };
  const read = await readApart(order, commandLimits);
  const { database, clock } = await context.open();
  const community = await findCommunity(database, options.community);
  if (!community || community.joinedIntoId !== null)
    throw new UsageError(`there is no community "${options.community}"; see: hearth community list`);
  const live = await database.prisma.$transaction((tx) => liveEntries(tx, community.id));
  const found = preview(read, live);
  for (const line of report(found)) context.out(line);

  if (!options.yes) return context.out("Nothing was changed. Add --yes to take the entries nothing is said against.");
  const others = options.flagged ? found.flagged.filter((one) => !one.flags.includes("duplicate")) : [];
  const taken = [...found.fresh, ...others.map((one) => one.entry)];
  await takeEntries(
    database,
    community.id,
    taken.map((entry) => entry.content),
    clock.now(),
  );
  context.out(`${taken.length} entries are in ${community.name} now.`);
}

function kindNamed(file: string): FileKind {
  const kind = kindOf(file);
  if (!kind) throw new UsageError(`${file} ends in "${path.extname(file)}"; allowed: ${fileKinds.join(", ")}`);
  return kind;
}

async function bytesOf(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code ?? error.message}); give the path of a file`);
  });
  return new Uint8Array(bytes);
}

function report({ fresh, flagged, unreadable }: Preview): string[] {
  const lines = [
    `${fresh.length} entries can come in, ${flagged.length} should be looked at, ${unreadable.length} cannot be read.`,
  ];
  for (const { entry, flags, like } of flagged) {
    const why = flags.map((flag) => meanings[flag]).join("; ");
    lines.push(`${entry.place}: ${entry.content.question.slice(0, 60)}: ${why}${like ? ` (${like})` : ""}`);
  }
  for (const { place, problem } of unreadable) lines.push(`${place}: ${problem}`);
  if (lines.length <= shown) return lines;
  return [...lines.slice(0, shown), `… and ${lines.length - shown} more`];
}
