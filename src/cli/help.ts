import type { Command } from "commander";
import type { Spoken } from "./context.ts";

// The words of help and of mistakes that the library for command lines has in English alone.

const titles: Readonly<Record<string, string>> = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Commands:": "命令：",
};

/** What stands behind an option's description. */
const extras = (described: string): string => described.replace("choices: ", "可以是：").replace("default: ", "默认：");

const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'/u, "没有写 <$1>"],
  [/^error: required option '(.+)' not specified/u, "没有写 $1"],
  [/^error: option '(.+)' argument missing/u, "$1 后面没有写内容"],
  [/^error: unknown option '(.+)'/u, "没有 $1 这个选项"],
  [/^error: unknown command '(.+)'/u, "没有 $1 这个命令"],
  [/^error: too many arguments.*$/mu, "后面多写了内容"],
  [/^error: option '(.+)' cannot be used with option '(.+)'/u, "$1 不能和 $2 一起用"],
  [/^error: option '(.+)' argument '(.*)' is invalid\. ?/u, "$1 不能是“$2”："],
  [/^error: command-argument value '(.*)' is invalid for argument '(.+)'\. ?/u, "<$2> 不能是“$1”："],
  [/Allowed choices are (.+)\.$/mu, "可以是 $1"],
  [/\(Did you mean (?:one of )?(.+)\?\)/u, "（是不是 $1？）"],
];

/** A mistake in any command ends with how it is written: all of what has to stand there, and where the rest is told. */
export function withForm(command: Command, { say }: Pick<Spoken, "say">, path = command.name()): void {
  if (command.commands.length > 0) {
    command.showHelpAfterError(say({ zh: `看有哪些命令：${path} --help`, en: `See which there are: ${path} --help` }));
  } else {
    const given = command.registeredArguments.map((one) => (one.required ? ` <${one.name()}>` : ` [${one.name()}]`));
    const needed = command.options.filter((option) => option.mandatory).map(({ flags }) => ` ${flags}`);
    const form = given.join("") + needed.join("");
    command.usage(`[options]${form}`).showHelpAfterError(
      say({
        zh: `写法：${path}${form}（全部选项：${path} --help）`,
        en: `Write: ${path}${form} (every option: ${path} --help)`,
      }),
    );
  }
  for (const one of command.commands) withForm(one, { say }, `${path} ${one.name()}`);
}

/** Help and mistakes of a command, and of all below it, in Chinese. */
export function inChinese(command: Command): void {
  command
    .helpOption("-h, --help", "显示帮助")
    .configureHelp({ styleTitle: (title) => titles[title] ?? title, styleOptionDescription: extras })
    .configureOutput({ outputError: (said, write) => write(mistaken(said)) });
  if (command.commands.length > 0) command.helpCommand("help [command]", "看一个命令的帮助");
  for (const one of command.commands) inChinese(one);
}

const mistaken = (said: string): string =>
  mistakes.reduce((words, [english, chinese]) => words.replace(english, chinese), said);
