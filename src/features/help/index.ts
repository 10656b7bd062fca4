import { CommandTable } from "../../core/commands.ts";
import { defineFeature, Refusal, type Command, type Ctx, type Feature } from "../../core/feature.ts";
import type { Language } from "../../core/text.ts";
import { may } from "../../members/person.ts";
import { chatWords } from "../../operators/words.ts";
import { text, type HelpLine } from "./text.ts";

/** Help (帮助), made from what the features declare: only what this person may use, in their language. */
export function help(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "help",
    essential: true,
    commands: [
      {
        name: "help",
        alsoNamed: ["start"],
        aliases: ["帮助", "菜单", "功能"],
        who: "member",
        takesArguments: true,
        help: text.help,
        run: (ctx) => (ctx.args === "" ? list(ctx, features()) : one(ctx, features())),
      },
    ],
  });
}

/** Everybody's commands first, then those of this person's role; what is off here is left out. */
async function list(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { off } = await chatWords(ctx.tx, ctx.community.id, ctx.chat.id);
  const usable = features
    .filter((feature) => !off.includes(feature.name))
    .flatMap((feature) => feature.commands ?? [])
    .filter((command) => command.listed !== false && !off.includes(command.name) && may(ctx.member.role, command.who));
  const lines = (isForMembers: boolean) =>
    usable
      .filter((command) => (command.who === "member") === isForMembers)
      .map((command) => line(command, ctx.language));
  await ctx.reply(text.list, { lines: lines(true), operators: lines(false) });
}

/** One command: what it does, and every word for it. A command that is not this person's does not exist. */
async function one(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { aliases } = await chatWords(ctx.tx, ctx.community.id, ctx.chat.id);
  const table = new CommandTable(features);
  const meant = aliases[ctx.args] ?? ctx.args;
  const command = table.find(meant)?.command;
  if (!command || !may(ctx.member.role, command.who)) throw new Refusal(text.unknown);
  const own = Object.keys(aliases).filter((word) => aliases[word] === command.name);
  const names = [command.name, ...(command.alsoNamed ?? [])].map((name) => `/${name}`);
  const spoken = [...command.aliases, ...own];
  const words = ctx.language === "zh" ? [...spoken, ...names] : [...names, ...spoken];
  await ctx.reply(text.one, { line: line(command, ctx.language), words });
}

/** The word people of this language say, and what it does. */
function line(command: Command, language: Language): HelpLine {
  const spoken = language === "zh" ? command.aliases.find((alias) => /\p{Script=Han}/u.test(alias)) : undefined;
  return { word: spoken ?? `/${command.name}`, help: command.help[language]() };
}
