import { CommandTable, spokenAs } from "../../core/commands.ts";
import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature, type Command, type Feature } from "../../core/feature.ts";
import type { Language } from "../../core/text.ts";
import { may } from "../../members/person.ts";
import { isCalled } from "../../operators/settings.ts";
import { chatWords } from "../../operators/words.ts";
import { text, type HelpGroup, type HelpLine } from "./text.ts";

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

/**
 * The words alone, a line for each feature: everybody's first, then those of this person's role, but not before all
 * members: there they are told where to read them.
 */
async function list(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { off } = await chatWords(ctx.tx, ctx.community.id, ctx.chat.id);
  const groups = (isForMembers: boolean) =>
    gathered(
      features.map((feature) => ({
        title: feature.title,
        lines: usable(ctx, feature, off)
          .filter((command) => (command.who === "member") === isForMembers)
          .map((command) => line(command, ctx.language)),
      })),
    );
  const operators = groups(false);
  const isOpen = operators.length > 0 && (await isAmongMembers(ctx, features));
  await ctx.reply(text.list, {
    members: groups(true),
    operators: isOpen ? [] : operators,
    isLeftOut: isOpen,
    isForeign: isForeign(ctx),
  });
}

async function isAmongMembers(ctx: Ctx, features: readonly Feature[]): Promise<boolean> {
  if (ctx.chat.kind === "private") return false;
  for (const feature of features) if (await feature.isForStaff?.(ctx)) return false;
  return true;
}

/** Did they ask in another language's letters than they are answered in? Then they may not know that they can choose. */
function isForeign({ event, language }: Ctx): boolean {
  const said = event.kind === "message" ? event.text.trim() : "";
  return said !== "" && /\p{Script=Han}/u.test(said) !== (language === "zh");
}

/** A feature with one command needs no line of its own: they stand together in the last. */
function gathered(groups: readonly HelpGroup[]): HelpGroup[] {
  const isSmall = ({ title, lines }: HelpGroup) => title === undefined || lines.length === 1;
  const others = groups.filter(isSmall).flatMap(({ lines }) => lines);
  const large = groups.filter((group) => !isSmall(group) && group.lines.length > 0);
  return others.length > 0 ? [...large, { title: undefined, lines: others }] : large;
}

/** A command: what it does, and every word for it. A feature: what each of its commands does. */
async function one(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { aliases, off } = await chatWords(ctx.tx, ctx.community.id, ctx.chat.id);
  const table = new CommandTable(features);
  const meant = table.find(aliases[ctx.args] ?? ctx.args)?.command;
  const command = meant && may(ctx.member.role, meant.who) ? meant : undefined;
  const named = features.filter(({ name, title }) => isCalled(ctx.args, name, title));
  const called = named.flatMap((feature) => usable(ctx, feature, off)).filter((other) => other !== command);
  if (!command && called.length === 0) throw new Refusal(text.unknown);
  await ctx.reply(text.one, {
    command: command && { ...line(command, ctx.language), words: wordsFor(command, aliases, ctx.language) },
    lines: called.map((other) => line(other, ctx.language)),
    settings: named
      .filter((feature) => mayBeSet(ctx, table, feature))
      .map(({ title }) => title?.[ctx.language]() ?? ""),
  });
}

/** May this person set something of a feature that people have a name for? */
function mayBeSet({ member }: Ctx, table: CommandTable, { title, settings }: Feature): boolean {
  const setting = table.find("settings")?.command;
  return setting !== undefined && may(member.role, setting.who) && title !== undefined && settings !== undefined;
}

/** What this person may use of a feature here; a command that is not theirs does not exist. */
function usable(ctx: Ctx, feature: Feature, off: readonly string[]): Command[] {
  if (off.includes(feature.name)) return [];
  return (feature.commands ?? []).filter(
    (command) => command.listed !== false && !off.includes(command.name) && may(ctx.member.role, command.who),
  );
}

/** Every word for it; who reads English is spared the Chinese ones that the community did not choose itself. */
function wordsFor(command: Command, aliases: Record<string, string>, language: Language): string[] {
  const own = Object.keys(aliases).filter((word) => aliases[word] === command.name);
  const names = [command.name, ...(command.alsoNamed ?? [])].map((name) => `/${name}`);
  if (language === "zh") return [...command.aliases, ...own, ...names];
  return [...names, ...command.aliases.filter((word) => !/\p{Script=Han}/u.test(word)), ...own];
}

/** The word people of this language say, and what it does. */
function line(command: Command, language: Language): HelpLine {
  return { word: spokenAs(command)[language](), help: command.help[language]() };
}
