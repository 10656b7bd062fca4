import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { Complaint, type Saying } from "../core/errors.ts";
import type { Problem } from "../history/entry.ts";
import { importHistory, type ImportOptions, type ImportProgress, type ImportResult } from "../history/import.ts";
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
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("import")
    .description(
      say(
        "读入聊天记录：Telegram Desktop 的 JSON 或 HTML，或 JSON Lines，.gz 也行",
        "read a chat export: Telegram Desktop JSON or HTML, or JSON Lines; .gz too",
      ),
    )
    .argument("<file>", say("导出的文件，或 HTML 导出的文件夹", "the export, or the folder of an HTML export"))
    .requiredOption(
      "--community <name>",
      say("属于哪个社群；没有就新建", "the community it belongs to; made when missing"),
    )
    .option(
      "--chat <platform:id>",
      say(
        "文件里唯一的群就是这一个，如 telegram:-1001234567890",
        "the file's single chat is this one, e.g. telegram:-1001234567890",
      ),
    )
    .option("--zone <zone>", say("社群的时区，如 Asia/Shanghai", "IANA time zone of the community, e.g. Asia/Shanghai"))
    .option("--json", say("结果写成一个 JSON 对象", "print the result as one JSON object"))
    .action((file: string, flags: Flags) => run(context, file, flags));
}

async function run(context: CliContext, file: string, flags: Flags): Promise<void> {
  const { community, chat, zone } = flags;
  const options = { file, community, ...(chat === undefined ? {} : { chat }), ...(zone === undefined ? {} : { zone }) };
  const { damage, ...figures } = await importAndTell(context, options);
  if (flags.json) context.out(JSON.stringify(figures));
  else {
    const facts = { ...figures, damage, community };
    context.out(summary[context.language](facts));
  }
  if (damage === null) return;
  const { read, lastAt } = figures;
  throw new Complaint({
    zh: `文件“${file}”坏了：${damage.zh}；读到第 ${read} 条，最后一条的时间是 ${lastAt ?? "（没有）"}。有了完整的再导入一次：什么都不会重复计算。`,
    en:
      `The file "${file}" is damaged: ${damage.en}; ${read} entries were read, the last one from ` +
      `${lastAt ?? "no time"}. Import a whole copy when you have one: nothing is counted twice.`,
  });
}

async function importAndTell(context: CliContext, options: ImportOptions): Promise<ImportResult> {
  const problems = new ProblemList(context);
  const bar = new Bar(context);
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
  } finally {
    bar.stop();
    for (const line of problems.lines()) process.stderr.write(`${line}\n`);
  }
}

/** The progress bar: on stderr, and only where somebody looks at it. */
class Bar {
  #bar: SingleBar | null = null;
  readonly #format: string;

  constructor({ say }: CliContext) {
    const left = "{bar} {percentage}%";
    this.#format = say({
      zh: `${left} · 读了 {read} 条 · 新增 {added} · 还要 {eta_formatted}`,
      en: `${left} · {read} read · {added} new · {eta_formatted}`,
    });
  }

  show({ bytes, totalBytes, read, added }: ImportProgress): void {
    if (!process.stderr.isTTY) return;
    if (!this.#bar) {
      this.#bar = new SingleBar({
        stream: process.stderr,
        format: this.#format,
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
  readonly #say: CliContext["say"];
  #untold = 0;

  constructor({ say }: CliContext) {
    this.#say = say;
  }

  add({ where, what }: Problem): void {
    if (this.#told.length < PROBLEMS_TOLD)
      this.#told.push(this.#say({ zh: `跳过${where.zh}：${what.zh}`, en: `${where.en}: ${what.en}; skipped` }));
    else this.#untold += 1;
  }

  note(sentence: Saying): void {
    this.#notices.push(this.#say(sentence));
  }

  lines(): string[] {
    const more = { zh: `…… 还有 ${this.#untold} 条跳过`, en: `… and ${this.#untold} more skipped` };
    const rest = this.#untold === 0 ? [] : [this.#say(more)];
    return [...this.#notices, ...this.#told, ...rest];
  }
}
