import { access, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import type { Database } from "../core/database/index.ts";
import { fill, plural, text, type Language } from "../core/text.ts";
import { listCommunities } from "../members/community.ts";
import {
  bankNamed,
  faultText,
  fileForms,
  formOf,
  listBanks,
  questionsOf,
  readBank,
  saveQuestions,
  starterName,
  starterQuestions,
  writeBank,
  type BankFile,
  type FileForm,
  type Question,
} from "../features/quiz/bank/index.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";

/** What somebody at the keyboard reads; their language is the terminal's. */
interface QuizContext extends CliContext {
  readonly language: Language;
}

const texts = {
  noForm: text<{ file: string; forms: string }>({
    zh: ({ file, forms }) => `${file}：题库文件要以 ${forms} 结尾`,
    en: ({ file, forms }) => `${file}: a bank is a file that ends in ${forms}`,
  }),
  unreadable: text<{ file: string; reason: string }>({
    zh: ({ file, reason }) => `${file} 读不了（${reason}）；请写题库文件的路径`,
    en: ({ file, reason }) => `${file} cannot be read (${reason}); give the path of a bank`,
  }),
  fault: text<{ file: string; line: number; what: string }>({
    zh: ({ file, line, what }) => `${file} 第 ${line} 行：${what}`,
    en: ({ file, line, what }) => `${file}, line ${line}: ${what}`,
  }),
  nothing: text({ zh: "没有导入任何题目", en: "nothing was imported" }),
  imported: text<{ bank: string; added: number; updated: number }>({
    zh: ({ bank, added, updated }) => `题库“${bank}”：新增 ${added} 题，更新 ${updated} 题`,
    en: ({ bank, added, updated }) =>
      `${bank}: ${plural(added, "question", "questions")} added, ${updated} brought up to date`,
  }),
  noBank: text<{ bank: string; banks: string }>({
    zh: ({ bank, banks }) => `没有题库“${bank}”；现有：${banks || "一个也没有"}`,
    en: ({ bank, banks }) => `there is no bank "${bank}"; there are: ${banks || "none yet"}`,
  }),
  written: text<{ file: string; count: number }>({
    zh: ({ file, count }) => `${file}：${count} 题`,
    en: ({ file, count }) => `${file}: ${plural(count, "question", "questions")}`,
  }),
  noCommunity: text<{ name: string | undefined; names: string }>({
    zh: ({ name, names }) =>
      names === ""
        ? "还没有社区：先把机器人加到一个群里"
        : `${name === undefined ? "请用 --community 写明是哪个社区" : `没有社区“${name}”`}；现有：${names}`,
    en: ({ name, names }) =>
      names === ""
        ? "there is no community yet: add the bot to a group first"
        : `${name === undefined ? "name the community with --community" : `there is no community "${name}"`}; there are: ${names}`,
  }),
};

interface Where {
  bank: string;
  community?: string;
}

/** `hearth quiz import FILE --bank NAME`, `export NAME`, `banks`: banks of questions from the command line. */
export function quizCommand(context: QuizContext): Command {
  const quiz = new Command("quiz").description("题库 · banks of questions");
  quiz
    .command("import")
    .description(
      "导入题目（YAML、CSV、JSON Lines）· puts the questions of a file into a bank; a faulty file changes nothing",
    )
    .argument("<file>", "a .yaml, .csv or .jsonl file; Red's trivia lists are read as they are")
    .requiredOption("--bank <name>", "the bank, made when it is new")
    .option("--community <name>", "needed when there are several")
    .action((file: string, where: Where) => importBank(context, file, where));
  quiz
    .command("export")
    .description("导出题库 · writes a bank to a file, or prints it as YAML")
    .requiredOption("--bank <name>", "the bank")
    .option("--community <name>", "needed when there are several")
    .option("--to <file>", "a .yaml, .csv or .jsonl file")
    .action((where: Where & { to?: string }) => exportBank(context, where));
  quiz
    .command("banks")
    .description("有哪些题库 · the banks and how many questions each has")
    .option("--community <name>", "needed when there are several")
    .action(async ({ community }: { community?: string }) => {
      const { database } = await context.open();
      const banks = await listBanks(database.prisma, await communityId(context, database, community));
      for (const bank of banks) context.out(`${bank.name}\t${bank.questions}`);
    });
  return quiz;
}

/** @throws UsageError with every fault, each with its line; nothing is imported then */
async function importBank(context: QuizContext, file: string, where: Where): Promise<void> {
  const { language } = context;
  const form = bankForm(context, file);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(texts.unreadable[language]({ file, reason: error.code ?? error.message }));
  });
  const bank = readBank(bytes, form);
  const questions = await withPictures(bank, path.dirname(path.resolve(file)));
  if (bank.faults.length > 0) {
    const lines = bank.faults.map(({ line, what }) => texts.fault[language]({ file, line, what: what[language]() }));
    throw new UsageError([...lines, texts.nothing[language]()].join("\n"));
  }
  const { database, clock } = await context.open();
  const community = await communityId(context, database, where.community);
  const { added, updated } = await database.prisma.$transaction(
    (tx) => saveQuestions(tx, community, where.bank, questions, clock.now()),
    { timeout: 600_000 },
  );
  context.out(texts.imported[language]({ bank: where.bank, added, updated }));
}

/** Pictures are named from the file's own folder, and must be there. */
async function withPictures({ questions, lines, faults }: BankFile, folder: string): Promise<Question[]> {
  const resolved: Question[] = [];
  for (const [index, question] of questions.entries()) {
    if (question.picture === null) {
      resolved.push(question);
      continue;
    }
    const picture = path.resolve(folder, question.picture);
    const isPng = picture.toLowerCase().endsWith(".png");
    const isThere = await access(picture).then(
      () => true,
      () => false,
    );
    if (!isPng || !isThere) {
      const what = fill(faultText.noSuchPicture, { picture: question.picture, isPng });
      faults.push({ line: lines[index] ?? 1, what });
    }
    resolved.push({ ...question, picture });
  }
  return resolved;
}

async function exportBank(context: QuizContext, where: Where & { to?: string }): Promise<void> {
  const { language } = context;
  const form = where.to === undefined ? "yaml" : bankForm(context, where.to);
  const { database } = await context.open();
  const community = await communityId(context, database, where.community);
  const bank = await bankNamed(database.prisma, community, where.bank);
  const banks = await listBanks(database.prisma, community);
  if (!bank && where.bank !== starterName) {
    throw new UsageError(texts.noBank[language]({ bank: where.bank, banks: banks.map((one) => one.name).join(", ") }));
  }
  const questions = bank ? await questionsOf(database.prisma, community, bank.id) : await starterQuestions();
  const content = writeBank(questions, form);
  if (where.to === undefined) return context.out(content.trimEnd());
  await writeFile(where.to, content);
  context.out(texts.written[language]({ file: where.to, count: questions.length }));
}

function bankForm({ language }: QuizContext, file: string): FileForm {
  const form = formOf(file);
  if (form) return form;
  throw new UsageError(texts.noForm[language]({ file, forms: fileForms.map((one) => `.${one}`).join(", ") }));
}

/** The community meant: the only one where none is named. */
async function communityId({ language }: QuizContext, database: Database, name: string | undefined): Promise<number> {
  const all = await listCommunities(database);
  const found = name === undefined ? all : all.filter((one) => one.name === name);
  const [only] = found;
  if (!only || found.length > 1) {
    throw new UsageError(texts.noCommunity[language]({ name, names: all.map((one) => one.name).join(", ") }));
  }
  const row = await database.prisma.community.findUniqueOrThrow({ where: { name: only.name } });
  return row.id;
}
