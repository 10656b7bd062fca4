import { Command } from "commander";
import { expect, test } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import { inChinese, withForm } from "../../src/cli/help.ts";
import { commandsFor, type CommandParts } from "../../src/cli/index.ts";
import type { Language } from "../../src/core/text.ts";

/** A mistake is thrown, wherever it is met, instead of ending the process. */
function throwing(command: Command): void {
  command.exitOverride();
  for (const one of command.commands) throwing(one);
}

/** The whole command line for a terminal of this language; nothing of it is run. */
async function hearth(language: Language): Promise<Command> {
  const parts = { config: {}, context: { ...speaking(language), backups: {} } } as unknown as CommandParts;
  const program = new Command("hearth");
  for (const command of await commandsFor(undefined, parts)) program.addCommand(command);
  withForm(program, speaking(language));
  if (language === "zh") inChinese(program);
  throwing(program);
  return program;
}

/** Every description, with its command. */
function described(command: Command): string[] {
  const own = [command, ...command.options, ...command.registeredArguments];
  const inner = command.commands.flatMap(described);
  return [...own.map(({ description }) => describe(command, description)), ...inner];
}
const describe = (command: Command, description: string | (() => string)): string =>
  `${command.name()}: ${typeof description === "string" ? description : command.description()}`;

test("help speaks the terminal's language, whatever is asked after", async () => {
  const isChinese = (words: string) => /\p{Script=Han}/u.test(words);
  const inZh = (await hearth("zh")).commands.flatMap(described);
  const inEn = (await hearth("en")).commands.flatMap(described);
  expect(inZh).toHaveLength(inEn.length);
  expect(inZh.filter((line) => !isChinese(line))).toEqual([]);
  expect(inEn.filter(isChinese)).toEqual([]);
});

test.each([
  [["statz"], "没有 statz 这个命令\n（是不是 stats？）\n看有哪些命令：hearth --help"],
  [["stats", "--comunity", "tea"], "没有 --comunity 这个选项\n（是不是 --community？）"],
  [["stats", "--community"], "--community <name> 后面没有写内容"],
  [["import", "--community", "tea"], "没有写 <file>"],
  [["doctor", "now"], "后面多写了内容"],
  [["doctor", "--fast"], "没有 --fast 这个选项"],
  [["digest", "--community", "tea", "--language", "fr"], "--language <language> 不能是“fr”：可以是 zh, en"],
  [["identities", "confirm", "x", "--community", "tea"], "<number> 不能是“x”：要写名单里的编号"],
  [
    ["digest", "--community", "tea", "--week", "2026-W03", "--day", "2026-01-01"],
    "--day <day> 不能和 --week <week> 一起用",
  ],
])("a mistake in %j is told in Chinese", async (args, sentence) => {
  const program = await hearth("zh");
  let said = "";
  const listen = (command: Command) => {
    command.configureOutput({ writeErr: (words) => (said += words) });
    for (const one of command.commands) listen(one);
  };
  listen(program);
  await expect(program.parseAsync(args, { from: "user" })).rejects.toThrow();
  // what follows is how the command is written
  expect(said.split("\n写法：")[0]?.trim()).toBe(sentence);
});

test("a mistake ends with all that the command needs, not with the next thing only", async () => {
  const says = async (language: Language) => {
    const program = await hearth(language);
    let said = "";
    program.commands.find((one) => one.name() === "import")?.configureOutput({ writeErr: (words) => (said += words) });
    await expect(program.parseAsync(["import"], { from: "user" })).rejects.toThrow();
    return said.trim().split("\n").at(-1);
  };
  expect(await says("zh")).toBe("写法：hearth import <file> --community <name>（全部选项：hearth import --help）");
  expect(await says("en")).toBe("Write: hearth import <file> --community <name> (every option: hearth import --help)");
});
