import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command, Option } from "commander";
import { makeFolder } from "../core/folder.ts";
import { languages, text, type Language } from "../core/text.ts";
import { archiveOf, communityOfDraw } from "../features/draw/archive.ts";
import { receiptText } from "../features/draw/receipt.ts";
import { levelTexts, checkTexts } from "../features/draw/verify-text.ts";
import { verifyReceipt, type Check, type Verdict } from "../features/draw/verify.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";

/** `hearth draw …`: what can be done with lucky draws from the command line. */
export function drawCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const languageOption = () =>
    new Option("--language <language>", say("用哪种语言", "language of the words"))
      .choices(languages)
      .default(context.language);
  const command = new Command("draw").description(say("抽奖", "lucky draws"));
  command
    .command("verify")
    .description(
      say("核对抽奖收据，不需要网络和数据库", "check the receipt of a draw; needs neither network nor database"),
    )
    .argument("<receipt>", say("收据，一个 JSON 文件", "the receipt, a JSON file"))
    .addOption(languageOption())
    .action(async (file: string, { language }: { language: Language }) => {
      const verdict = verifyReceipt(await readJson(file, language));
      for (const line of report(verdict, language)) context.out(line);
      if (!verdict.valid) process.exitCode = 1;
    });
  command
    .command("archive")
    .description(
      say("写出一次抽奖的完整记录，按规定至少保存两年", "write the record of a draw that has to be kept two years"),
    )
    .argument("<id>", say("抽奖编号", "number of the draw"))
    .option("--out <folder>", say("写到哪个文件夹", "folder to write to"), ".")
    .addOption(languageOption())
    .action((id: string, options: ArchiveOptions) => archive(context, id, options));
  return command;
}

interface ArchiveOptions {
  out: string;
  language: Language;
}

/** Two files: the record, and the receipt alone as every checker takes it. Only reads the database. */
async function archive(context: CliContext, id: string, { out, language }: ArchiveOptions): Promise<void> {
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new UsageError(words.noNumber[language]({ id }));
  const { database } = await context.open();
  const record = await database.prisma.$transaction(async (tx) => {
    const communityId = await communityOfDraw(tx, Number(id));
    return communityId === null ? null : archiveOf(tx, communityId, Number(id));
  });
  if (!record) throw new UsageError(words.noDraw[language]({ id }));
  const save = async (name: string, content: string) => {
    const file = path.join(out, name);
    makeFolder(out);
    await writeFile(file, content, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(words.notWritten[language]({ file, reason: error.code ?? "unknown" }));
    });
    context.out(words.written[language]({ file, hash: createHash("sha256").update(content).digest("hex") }));
  };
  await save(`draw-${id}.archive.json`, `${JSON.stringify(record, null, 2)}\n`);
  if (record.receipt) await save(`draw-${id}.receipt.json`, receiptText(record.receipt));
  context.out(words.state[language]({ state: record.state, isValid: record.isValid }));
  if (record.isValid === false) process.exitCode = 1;
}

// bytes that are no UTF-8 must not become other text on the way
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws UsageError when there is no such file or it is not JSON */
async function readJson(file: string, language: Language): Promise<unknown> {
  let content: string;
  try {
    content = utf8.decode(await readFile(file));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UsageError(words.unreadable[language]({ file, reason }));
  }
  try {
    return JSON.parse(content) as unknown;
  } catch {
    throw new UsageError(words.notJson[language]({ file }));
  }
}

/** What was checked and what came of it, line by line. */
export function report(verdict: Verdict, language: Language): string[] {
  const lines = verdict.checks.map((check) => checkLine(check, language));
  if (verdict.seen) {
    const { announcementHash, head, count, posted } = verdict.seen;
    const seen = { hash: announcementHash.slice(0, 8), head: head.slice(0, 8), count };
    lines.push("", words.compare[language](seen));
    lines.push(words.posted[language]({ announced: posted.announcement.msg, frozen: posted.freeze.msg }));
  }
  if (verdict.beacon) {
    const sources = verdict.beacon.level === "B" ? verdict.beacon.sources : [];
    lines.push(levelTexts[verdict.beacon.level][language](sources));
  }
  return [...lines, ...resultLines(verdict, language)];
}

function checkLine({ name, state, problem }: Check, language: Language): string {
  const line = `${marks[state]} ${checkTexts[name][language]()}`;
  if (problem) return `${line}${words.because[language]({ problem: problem[language]() })}`;
  return state === "skipped" ? `${line}${words.skipped[language]()}` : line;
}

const marks = { passed: "✓", failed: "✗", skipped: "–" };

function resultLines({ valid, weak, places, announcement }: Verdict, language: Language): string[] {
  if (!valid || !places || !announcement) return ["", words.invalid[language]()];
  const prizes = announcement.prizes.flatMap(({ count, name }) => Array<string>(count).fill(name));
  const winners = places.winners.map((ticket, index) => `  ${index + 1}. ${ticket}  ${prizes[index] ?? ""}`);
  const alternates = places.alternates.map((ticket, index) => `  ${winners.length + index + 1}. ${ticket}`);
  return [
    "",
    words.winners[language](),
    ...winners,
    ...(alternates.length > 0 ? [words.alternates[language](), ...alternates] : []),
    "",
    weak ? words.weak[language]() : words.valid[language](),
  ];
}

const words = {
  noNumber: text<{ id: string }>({
    zh: ({ id }) => `“${id}”不是抽奖编号，写一个数字`,
    en: ({ id }) => `"${id}" is not the number of a draw; write a whole number`,
  }),
  noDraw: text<{ id: string }>({ zh: ({ id }) => `没有 ${id} 号抽奖`, en: ({ id }) => `there is no draw ${id}` }),
  written: text<{ file: string; hash: string }>({
    zh: ({ file, hash }) => `写好了 ${file}  SHA-256 ${hash}`,
    en: ({ file, hash }) => `wrote ${file}  SHA-256 ${hash}`,
  }),
  notWritten: text<{ file: string; reason: string }>({
    zh: ({ file, reason }) => `写不了 ${file}（${reason}）；已有的文件不会被覆盖`,
    en: ({ file, reason }) => `cannot write ${file} (${reason}); a file that exists is not overwritten`,
  }),
  state: text<{ state: string; isValid: boolean | null }>({
    zh: ({ state, isValid }) =>
      `状态 ${state}${isValid === null ? "，还没有收据" : isValid ? "，收据有效" : "，收据无效"}`,
    en: ({ state, isValid }) =>
      `state: ${state}; ${isValid === null ? "no receipt yet" : isValid ? "the receipt is valid" : "the receipt is NOT valid"}`,
  }),
  unreadable: text<{ file: string; reason: string }>({
    zh: ({ file, reason }) => `读不了文件 ${file}（${reason}）`,
    en: ({ file, reason }) => `cannot read ${file} (${reason})`,
  }),
  notJson: text<{ file: string }>({
    zh: ({ file }) => `${file} 不是 JSON 文件`,
    en: ({ file }) => `${file} is not a JSON file`,
  }),
  because: text<{ problem: string }>({ zh: ({ problem }) => `：${problem}`, en: ({ problem }) => `: ${problem}` }),
  skipped: text({ zh: "（无法核对）", en: " (could not be checked)" }),
  compare: text<{ hash: string; head: string; count: number }>({
    zh: ({ hash, head, count }) => `请与群里看到的对照：公告 ${hash}，参与 ${count} 人，链尾 ${head}。`,
    en: ({ hash, head, count }) =>
      `Compare with what you saw in the group: announcement ${hash}, ${count} entries, chain head ${head}.`,
  }),
  posted: text<{ announced: string; frozen: string }>({
    zh: ({ announced, frozen }) => `公告是消息 ${announced}，名单是消息 ${frozen}。`,
    en: ({ announced, frozen }) => `The announcement is message ${announced}, the list message ${frozen}.`,
  }),
  winners: text({ zh: "中奖：", en: "Winners:" }),
  alternates: text({ zh: "候补：", en: "Alternates:" }),
  valid: text({ zh: "收据有效。", en: "The receipt is valid." }),
  weak: text({
    zh: "收据前后一致，但 C 级的保证是弱的。",
    en: "The receipt is consistent, but level C is a weak guarantee.",
  }),
  invalid: text({ zh: "收据无效。", en: "The receipt is NOT valid." }),
};
