import { access, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import type { Database } from "../core/database/index.ts";
import { fill } from "../core/text.ts";
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
  type Question,
} from "../features/quiz/bank/index.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";

interface Where {
  bank: string;
  community?: string;
}

/** `hearth quiz import FILE --bank NAME`, `export NAME`, `banks`: banks of questions from the command line. */
export function quizCommand(context: CliContext): Command {
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
      const banks = await listBanks(database.prisma, await communityId(database, community));
      for (const bank of banks) context.out(`${bank.name}\t${bank.questions}`);
    });
  return quiz;
}

/** @throws UsageError with every fault, each with its line; nothing is imported then */
async function importBank(context: CliContext, file: string, where: Where): Promise<void> {
  const form = formOf(file);
  if (!form)
    throw new UsageError(`${file}: a bank is a file that ends in ${fileForms.map((one) => `.${one}`).join(", ")}`);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code ?? error.message}); give the path of a bank`);
  });
  const bank = readBank(bytes, form);
  const questions = await withPictures(bank, path.dirname(path.resolve(file)));
  if (bank.faults.length > 0) {
    const lines = bank.faults.map((fault) => `${file}, line ${fault.line}: ${fault.what.en()}`);
    throw new UsageError([...lines, "nothing was imported"].join("\n"));
  }
  const { database, clock } = await context.open();
  const community = await communityId(database, where.community);
  const { added, updated } = await database.prisma.$transaction(
    (tx) => saveQuestions(tx, community, where.bank, questions, clock.now()),
    { timeout: 600_000 },
  );
  context.out(`${where.bank}: ${added} questions added, ${updated} brought up to date`);
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

async function exportBank(context: CliContext, where: Where & { to?: string }): Promise<void> {
  const form = where.to === undefined ? "yaml" : formOf(where.to);
  if (!form)
    throw new UsageError(`${where.to}: a bank is a file that ends in ${fileForms.map((one) => `.${one}`).join(", ")}`);
  const { database } = await context.open();
  const community = await communityId(database, where.community);
  const bank = await bankNamed(database.prisma, community, where.bank);
  const banks = await listBanks(database.prisma, community);
  if (!bank && where.bank !== starterName) {
    throw new UsageError(
      `there is no bank "${where.bank}"; there are: ${banks.map((one) => one.name).join(", ") || "none yet"}`,
    );
  }
  const questions = bank ? await questionsOf(database.prisma, community, bank.id) : await starterQuestions();
  const text = writeBank(questions, form);
  if (where.to === undefined) return context.out(text.trimEnd());
  await writeFile(where.to, text);
  context.out(`${where.to}: ${questions.length} questions`);
}

/** The community meant: the only one where none is named. */
async function communityId(database: Database, name: string | undefined): Promise<number> {
  const all = await listCommunities(database);
  const found = name === undefined ? all : all.filter((one) => one.name === name);
  const [only] = found;
  if (!only || found.length > 1) {
    const names = all.map((one) => one.name).join(", ") || "none yet: add the bot to a group first";
    throw new UsageError(
      name === undefined
        ? `name the community with --community; there are: ${names}`
        : `there is no community "${name}"; there are: ${names}`,
    );
  }
  const row = await database.prisma.community.findUniqueOrThrow({ where: { name: only.name } });
  return row.id;
}
