import { readFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { preview, taken, type Flag, type Preview } from "../features/service/importing/preview.ts";
import { commandLimits, readApart } from "../features/service/importing/apart.ts";
import { fileKinds, kindOf, type FileKind } from "../features/service/importing/read.ts";
import { incomingOf, takeEntries } from "../features/service/importing/take.ts";
import { placeZh, problemZh } from "../features/service/importing/text.ts";
import { liveEntries } from "../features/service/knowledge/entries.ts";
import { findCommunity } from "../members/community.ts";
import type { CliContext } from "./context.ts";
import { UsageError, type Saying } from "../core/errors.ts";
import { plural } from "../core/text.ts";
import { noCommunity, unreadable } from "./mistakes.ts";

interface Options {
  community: string;
  yes?: boolean;
  flagged?: boolean;
}

/** Lines of objections that are printed; the rest is counted. */
const shown = 40;

/** What an objection means, and that nothing is wrong with a link as such. */
const meanings: Readonly<Record<Flag, Saying>> = {
  duplicate: { zh: "已经有了", en: "is there already" },
  conflict: { zh: "问题已经有了，答案却不同", en: "asks what is there already, and answers it otherwise" },
  injection: { zh: "在对语言模型说话", en: "speaks to a language model" },
  link: { zh: "带着去别的网站的链接", en: "leads to another site" },
  formula: { zh: "开头像表格公式", en: "begins like a formula of a spreadsheet" },
  hidden: { zh: "有看不见的字符", en: "has invisible characters" },
};

/** `hearth faq import FILE --community NAME`: shows what would come in; with --yes it does. */
export function faqImportCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const kinds = fileKinds.join(", ");
  return new Command("import")
    .description(
      say(
        "从文件导入知识库，先看，加 --yes 才导",
        "entries from a file; shows what would come in, and with --yes takes it",
      ),
    )
    .argument("<file>", say(`条目或文档：${kinds}`, `entries or a document: ${kinds}`))
    .requiredOption("--community <name>", say("社群的名字", "name of the community"))
    .option("--yes", say("导入没有疑问的条目", "take the entries nothing is to be said against"))
    .option(
      "--flagged",
      say("和 --yes 一起：有疑问的也要，重复的除外", "with --yes: the others too, but for duplicates"),
    )
    .action((file: string, options: Options) => importFile(context, file, options));
}

async function importFile(context: CliContext, file: string, options: Options): Promise<void> {
  const order = { kind: kindNamed(file), bytes: await bytesOf(file), name: path.basename(file) };
  const { database, clock } = await context.open();
  const community = await findCommunity(database, options.community);
  if (!community || community.joinedIntoId !== null) throw noCommunity(options.community);
  const read = await readApart({ ...order, timeZone: community.timeZone }, commandLimits);
  const live = await database.prisma.$transaction((tx) => liveEntries(tx, community.id));
  const found = preview(read, live);
  for (const line of report(found, context)) context.out(line);

  if (!options.yes) {
    const toTake = {
      zh: "什么都没有改。加上 --yes 导入没有疑问的条目。",
      en: "Nothing was changed. Add --yes to take the entries nothing is said against.",
    };
    return context.out(context.say(toTake));
  }
  const { entries, changes } = incomingOf(taken(found, options.flagged ?? false));
  await takeEntries(database, community.id, entries, clock.now(), changes);
  const told = {
    zh: `${entries.length} 条进了“${community.name}”的知识库${changes.length > 0 ? `，改了 ${changes.length} 条` : ""}。`,
    en: `${plural(entries.length, "entry is", "entries are")} in ${community.name} now${changes.length > 0 ? `, ${changes.length} changed` : ""}.`,
  };
  context.out(context.say(told));
}

function kindNamed(file: string): FileKind {
  const kind = kindOf(file);
  if (kind) return kind;
  const [ending, kinds] = [path.extname(file), fileKinds.join(", ")];
  throw new UsageError({
    zh: `${file} 的结尾是“${ending}”；可以是 ${kinds}`,
    en: `${file} ends in "${ending}"; allowed: ${kinds}`,
  });
}

async function bytesOf(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  return new Uint8Array(bytes);
}

function report({ fresh, changed, gone, flagged, there, unreadable }: Preview, { say }: CliContext): string[] {
  const count = (list: readonly unknown[]) => plural(list.length, "entry", "entries");
  const lines = [
    say({
      zh: `${fresh.length} 条可以导入，${flagged.length} 条要看一看，${unreadable.length} 条读不了。`,
      en: `${count(fresh)} can come in, ${flagged.length} should be looked at, ${unreadable.length} cannot be read.`,
    }),
  ];
  if (there > 0)
    lines.push(
      say({
        zh: `${there} 条已经有了，一字不差，不用再收。`,
        en: `${plural(there, "entry is", "entries are")} there already, word for word.`,
      }),
    );
  for (const { entry, was } of changed)
    lines.push(say({ zh: `改 #${was.id}：`, en: `changes #${was.id}: ` }) + entry.content.question.slice(0, 60));
  for (const { id, question } of gone)
    lines.push(
      say({ zh: `这一版没有了，还在用 #${id}：`, en: `not in this version, still answered #${id}: ` }) +
        question.slice(0, 60),
    );
  for (const { entry, flags, like } of flagged) {
    const why = flags.map((flag) => say(meanings[flag])).join(say({ zh: "；", en: "; " }));
    lines.push(`${entry.place}: ${entry.content.question.slice(0, 60)}: ${why}${like ? ` (${like})` : ""}`);
  }
  for (const one of unreadable)
    lines.push(say({ zh: `${placeZh(one.place)}：${problemZh(one)}`, en: `${one.place}: ${one.problem}` }));
  if (lines.length <= shown) return lines;
  const more = lines.length - shown;
  return [...lines.slice(0, shown), say({ zh: `…… 还有 ${more} 条`, en: `… and ${more} more` })];
}
