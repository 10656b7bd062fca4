import { access, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import type { Database } from "../core/database/index.ts";
import { fill, plural, text } from "../core/text.ts";
import { systemClock } from "../core/time.ts";
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

interface QuizContext extends CliContext {
  /** The tea house's database: it has a community of its own. */
  openPlayground(): Promise<Database>;
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
  noBanks: text({
    zh: "还没有自己的题库；自带的 starter 随时可用",
    en: "no banks of your own yet; the starter bank that comes along is always there",
  }),
  written: text<{ file: string; count: number }>({
    zh: ({ file, count }) => `${file}：${count} 题`,
    en: ({ file, count }) => `${file}: ${plural(count, "question", "questions")}`,
  }),
  noTeaHouse: text({
    zh: "茶馆还没有布置：先打开一次，在网页或终端里都行",
    en: "the tea house is not furnished yet: open it once, in the browser or the terminal",
  }),
  noCommunity: text<{ name: string | undefined; names: string }>({
    zh: ({ name, names }) =>
      names === ""
        ? "还没有社群：先把机器人加到一个群里。茶馆的题库请加 --playground"
        : `${name === undefined ? "请用 --community 写明是哪个社群" : `没有社群“${name}”`}；现有：${names}`,
    en: ({ name, names }) =>
      names === ""
        ? "there is no community yet: add the bot to a group first; for the tea house add --playground"
        : `${name === undefined ? "name the community with --community" : `there is no community "${name}"`}; there are: ${names}`,
  }),
};

interface Community {
  community?: string;
  playground?: boolean;
}

interface Where extends Community {
  bank: string;
}

/** `hearth quiz import FILE --bank NAME`, `export NAME`, `banks`: banks of questions from the command line. */
export function quizCommand(context: QuizContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const communityOption = ["--community <name>", say("社群；有几个时要写", "needed when there are several")] as const;
  const playgroundOption = ["--playground", say("茶馆的", "the tea house's, instead of a real community's")] as const;
  const quiz = new Command("quiz").description(say("题库", "banks of questions"));
  quiz
    .command("import")
    .description(
      say(
        "把文件里的题目导入题库；有一处不对就什么都不导",
        "puts the questions of a file into a bank; a faulty file changes nothing",
      ),
    )
    .argument(
      "<file>",
      say(
        ".yaml、.csv 或 .jsonl 文件；Red 的题目表可以直接用",
        "a .yaml, .csv or .jsonl file; Red's trivia lists are read as they are",
      ),
    )
    .requiredOption("--bank <name>", say("题库，没有就新建", "the bank, made when it is new"))
    .option(...communityOption)
    .option(...playgroundOption)
    .action((file: string, where: Where) => importBank(context, file, where));
  quiz
    .command("export")
    .description(say("把题库写进文件，或按 YAML 打印", "writes a bank to a file, or prints it as YAML"))
    .requiredOption("--bank <name>", say("题库", "the bank"))
    .option(...communityOption)
    .option(...playgroundOption)
    .option("--to <file>", say(".yaml、.csv 或 .jsonl 文件", "a .yaml, .csv or .jsonl file"))
    .action((where: Where & { to?: string }) => exportBank(context, where));
  quiz
    .command("banks")
    .description(say("有哪些题库，各有多少题", "the banks and how many questions each has"))
    .option(...communityOption)
    .option(...playgroundOption)
    .action(async (where: Community) => {
      const { database, community } = await opened(context, where);
      const banks = await listBanks(database.prisma, community);
      for (const bank of banks) context.out(`${bank.name}\t${bank.questions}`);
      if (banks.length === 0) context.out(texts.noBanks[context.language]());
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
  const { database, community } = await opened(context, where);
  const { added, updated } = await database.prisma.$transaction(
    (tx) => saveQuestions(tx, community, where.bank, questions, systemClock.now()),
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
  const { database, community } = await opened(context, where);
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

/** The database and the community meant: the only one where none is named. */
async function opened(
  context: QuizContext,
  { community: name, playground }: Community,
): Promise<{ database: Database; community: number }> {
  const database = playground ? await context.openPlayground() : (await context.open()).database;
  const all = await listCommunities(database);
  const found = name === undefined ? all : all.filter((one) => one.name === name);
  const [only] = found;
  if (playground && all.length === 0) throw new UsageError(texts.noTeaHouse[context.language]());
  if (!only || found.length > 1) {
    throw new UsageError(texts.noCommunity[context.language]({ name, names: all.map((one) => one.name).join(", ") }));
  }
  const row = await database.prisma.community.findUniqueOrThrow({ where: { name: only.name } });
  return { database, community: row.id };
}
