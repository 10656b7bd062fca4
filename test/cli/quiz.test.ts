import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import { quizCommand } from "../../src/cli/quiz.ts";
import { systemClock } from "../../src/core/time.ts";
import type { Language } from "../../src/core/text.ts";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let folder: string;
/** the tea house of a test that has one */
let playground: World | undefined;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-bank-"));
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
  await world.member("ada").says("早上好");
});
afterEach(async () => {
  await world.close();
  await playground?.close();
  playground = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `hearth quiz …` as typed in a terminal of this language; what it printed, or what it ended with. */
async function quiz(language: Language, ...args: string[]): Promise<string> {
  const lines: string[] = [];
  const open = async () => ({ database: world.database, clock: systemClock });
  const openPlayground = async () => playground?.database ?? world.database;
  const context = { open, openPlayground, out: (line: string) => void lines.push(line), ...speaking(language) };
  const command = quizCommand(context as unknown as Parameters<typeof quizCommand>[0]);
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}${path.sep}`, "");
  }
  return lines.join("\n").replaceAll(`${folder}${path.sep}`, "");
}

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}
const kept = async () =>
  (await world.query<{ n: number }>("SELECT count(*)::int AS n FROM quiz_question WHERE source <> 'Hearth'"))[0]?.n;

test("a bank is imported, once however often, and comes back as it went in", async () => {
  const file = write(
    "tea.yaml",
    "- question: 哪种是绿茶？\n  options: [龙井, 滇红]\n  answer: 龙井\n- question: 挪威的域名后缀？\n  answer: no\n",
  );
  expect(await quiz("zh", "import", file, "--bank", "茶")).toBe("题库“茶”：新增 2 题，更新 0 题");
  expect(await quiz("en", "import", file, "--bank", "茶")).toBe("茶: 0 questions added, 0 brought up to date");
  expect(await kept()).toBe(2);
  expect(await quiz("zh", "banks")).toBe("茶\t2");
  const copy = path.join(folder, "copy.jsonl");
  expect(await quiz("zh", "export", "--bank", "茶", "--to", copy)).toBe("copy.jsonl：2 题");
  // an answer that YAML takes for false is still the word it was
  expect(readFileSync(copy, "utf8")).toContain('"answer":["no"]');
});

test("Red's lists are read as they are", async () => {
  const file = write("red.yaml", "AUTHOR: Somebody\nWhat is 2+2?:\n- 4\n- four\nIs water wet?:\n- yes\n");
  expect(await quiz("en", "import", file, "--bank", "red")).toBe("red: 2 questions added, 0 brought up to date");
  const rows = await world.query<{ accepted: string[] }>("SELECT accepted FROM quiz_question ORDER BY id");
  expect(rows.map(({ accepted }) => accepted)).toEqual([["4", "four"], ["yes"]]);
});

test("every fault of a file is named with its line, and nothing of it is imported", async () => {
  const file = write(
    "bad.yaml",
    "- question: 一\n  answer: x\n- question: 二\n- question: 三\n  options: [a, b]\n  answer: z\n- question: 四\n  answer: x\n  difficulty: 9\n",
  );
  expect(await quiz("zh", "import", file, "--bank", "b")).toBe(
    [
      "bad.yaml 第 3 行：缺少“answer”",
      'bad.yaml 第 4 行：“answer”要是其中一个选项，或者它的字母、序号（现在是 "z"）',
      'bad.yaml 第 7 行：“difficulty”要是 1、2 或 3（现在是 "9"）',
      "没有导入任何题目",
    ].join("\n"),
  );
  expect(await quiz("en", "import", file, "--bank", "b")).toContain('bad.yaml, line 3: "answer" is missing');
  expect(await kept()).toBe(0);
});

test("a file that is no bank is refused in one sentence", async () => {
  const gbk = write("gbk.csv", Buffer.from([0x71, 0x2c, 0x61, 0x0a, 0xc4, 0xe3, 0xba, 0xc3]));
  expect(await quiz("en", "import", gbk, "--bank", "b")).toContain(
    "gbk.csv, line 2: character 1 is not UTF-8; save the file as UTF-8",
  );
  expect(await quiz("zh", "import", write("bank.txt", "x"), "--bank", "b")).toBe(
    "bank.txt：题库文件要以 .yaml, .csv, .jsonl 结尾",
  );
  expect(await quiz("zh", "import", path.join(folder, "none.yaml"), "--bank", "b")).toBe(
    "none.yaml 读不了（ENOENT）；请写题库文件的路径",
  );
  expect(await quiz("zh", "export", "--bank", "x")).toBe("没有题库“x”；现有：一个也没有");
  expect(await quiz("en", "import", write("ok.csv", "question,answer\nq,a\n"), "--bank", "b", "--community", "X")).toBe(
    'there is no community "X"; there are: Tea House',
  );
});

test("questions go into the tea house's bank where its name is said, and the real community has none of them", async () => {
  const file = write("tea.csv", "question,answer\nq,a\n");
  playground = await createWorld({ features });
  expect(await quiz("zh", "import", file, "--bank", "茶", "--playground")).toBe(
    "茶馆还没有布置：先打开一次，在网页或终端里都行",
  );
  await playground.member("小禾").says("早");
  expect(await quiz("en", "import", file, "--bank", "tea", "--playground")).toBe(
    "tea: 1 question added, 0 brought up to date",
  );
  expect(await quiz("en", "banks", "--playground")).toBe("tea\t1");
  expect(await quiz("en", "banks")).toBe("no banks of your own yet; the starter bank that comes along is always there");
});

test("who has no group yet is told of the tea house", async () => {
  await world.close();
  world = await createWorld({ features });
  expect(await quiz("en", "banks")).toMatch(/^there is no community yet: .*; for the tea house add --playground$/);
});
