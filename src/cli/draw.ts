import { readFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { languages, text, type Language } from "../core/text.ts";
import { levelTexts, checkTexts } from "../features/draw/verify-text.ts";
import { verifyReceipt, type Check, type Verdict } from "../features/draw/verify.ts";
import { UsageError, type CliContext } from "./context.ts";

/** `hearth draw …`: what can be done with lucky draws from the command line. */
export function drawCommand(context: CliContext): Command {
  const command = new Command("draw").description("抽奖 · lucky draws");
  command
    .command("verify")
    .description("核对抽奖收据，不需要网络和数据库 · check the receipt of a draw; needs neither network nor database")
    .argument("<receipt>", "收据文件 · the receipt, a JSON file")
    .addOption(new Option("--language <language>", "语言 · language").choices(languages).default("zh"))
    .action(async (file: string, { language }: { language: Language }) => {
      const verdict = verifyReceipt(await readJson(file, language));
      for (const line of report(verdict, language)) context.out(line);
      if (!verdict.valid) process.exitCode = 1;
    });
  return command;
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
