import { CommandTable, lookupForm, spokenAs } from "../../core/commands.ts";
import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import { isCalled } from "../../operators/settings.ts";
import { wordsKept } from "../../operators/shown.ts";
import { chatWords, configurationChanged } from "../../operators/words.ts";
import { always, text as plain, type Text } from "../../core/text.ts";
import { isAliasWord, isOffWord, isOnWord, isRemoval } from "./rules.ts";
import { text } from "./text.ts";

/** Most words of its own that a community may have. */
const aliasLimit = 50;

/** What operators change about words: their own names for commands, and what is off in a chat. */
export function words(features: () => readonly Feature[]): Feature {
  // not at once: the list of features is being made while this is called
  let table: CommandTable | undefined;
  const commands = () => (table ??= new CommandTable(features()));
  return defineFeature({
    name: "words",
    essential: true,
    commands: [
      {
        name: "alias",
        aliases: ["别名"],
        who: "manager",
        takesArguments: true,
        help: text.aliasHelp,
        audit: (ctx) => auditedAlias(ctx, commands()),
        auditWord: (word) => noWord(word) ?? commandOf(commands(), word),
        run: (ctx) => alias(ctx, commands()),
      },
      {
        name: "feature",
        aliases: ["功能开关"],
        who: "manager",
        where: "group",
        takesArguments: true,
        help: text.featureHelp,
        audit: (ctx) => switchOf(ctx, features(), commands()).join(" "),
        auditWord: (word) => switches(word) ?? titleOf(features(), word) ?? commandOf(commands(), word),
        run: (ctx) => switchFeature(ctx, features(), commands()),
      },
    ],
  });
}

/** The command's name alone: the word is whatever somebody wrote. */
function auditedAlias(ctx: Ctx, table: CommandTable): string {
  const target = ctx.args.split(/\s+/u)[1];
  if (target === undefined) return "";
  return isRemoval(target) ? "none" : (table.find(target)?.command.name ?? "");
}

async function alias(ctx: Ctx, table: CommandTable): Promise<void> {
  const { tx, community } = ctx;
  const [word = "", target, ...more] = ctx.args.split(/\s+/u);
  const communityId = community.id;
  if (word === "") {
    const rows = await tx.commandAlias.findMany({ where: { communityId }, orderBy: { word: "asc" } });
    return ctx.reply(text.aliases, { rows: rows.map((row) => ({ word: row.word, said: saidOf(table, row.command) })) });
  }
  if (target === undefined || more.length > 0) throw new Refusal(text.aliasForm);
  const key = { communityId, word: lookupForm(word.normalize("NFKC")) };
  if (isRemoval(target)) {
    const { count } = await tx.commandAlias.deleteMany({ where: key });
    if (count === 0) throw new Refusal(text.noAlias, { word });
    await configurationChanged(ctx, "alias");
    return ctx.reply(text.aliasGone, { word });
  }
  const found = table.find(target);
  if (!found) throw new Refusal(text.noCommand, { word: target.slice(0, 20) });
  if (!isAliasWord(key.word)) throw new Refusal(text.badWord);
  const taken = table.find(key.word);
  if (taken) throw new Refusal(text.taken, { word, said: saidOf(table, taken.command.name) });
  if ((await tx.commandAlias.count({ where: { communityId } })) >= aliasLimit) {
    throw new Refusal(text.tooMany, { limit: aliasLimit });
  }
  const command = found.command.name;
  await tx.commandAlias.upsert({
    where: { communityId_word: key },
    create: { ...key, command },
    update: { command },
  });
  await configurationChanged(ctx, "alias");
  await ctx.reply(text.aliasSet, { word, said: saidOf(table, command) });
}

const noWord = wordsKept({ none: "无" });
const switches = wordsKept({ on: "开", off: "关" });

/** A feature as people call it. */
const titleOf = (features: readonly Feature[], name: string): Text | undefined =>
  features.find((one) => one.name === name)?.title;

/** How a command is said. */
function commandOf(table: CommandTable, name: string): Text | undefined {
  const found = table.find(name);
  return found && spokenAs(found.command);
}

/** A command as people say it in either language. */
function saidOf(table: CommandTable, name: string): Text {
  const command = table.find(name)?.command;
  const said = command ? spokenAs(command) : always(`/${name}`);
  return plain({ zh: said.zh().startsWith("/") ? ` ${said.zh()} ` : `“${said.zh()}”`, en: said.en() });
}

/** What is switched, and how; [] when only the list is asked for. */
function switchOf(ctx: Ctx, features: readonly Feature[], table: CommandTable): [] | [string, "on" | "off"] {
  const [word = "", state = ""] = ctx.args.split(/\s+/u);
  if (word === "") return [];
  if (!isOnWord(state) && !isOffWord(state)) throw new Refusal(text.switchForm);
  const direction = isOnWord(state) ? "on" : "off";
  const feature = features.find((one) => isCalled(word, one.name, one.title));
  const found = feature ? { feature, name: feature.name } : undefined;
  const command = table.find(word);
  const meant = found ?? (command && { feature: command.feature, name: command.command.name });
  if (!meant) throw new Refusal(text.noFeature, { word: word.slice(0, 20) });
  if (meant.feature.essential) throw new Refusal(text.essential);
  return [meant.name, direction];
}

async function switchFeature(ctx: Ctx, features: readonly Feature[], table: CommandTable): Promise<void> {
  const { tx, community, chat } = ctx;
  const [name, state] = switchOf(ctx, features, table);
  if (name === undefined) {
    const { off } = await chatWords(tx, community.id, chat.id);
    const switchable = features.filter((feature) => !feature.essential && (feature.commands ?? []).length > 0);
    return ctx.reply(text.switches, { features: switchable.map(({ name, title }) => ({ name, title })), off });
  }
  const key = { communityId: community.id, chatId: chat.id, name };
  if (state === "on") await tx.chatSwitch.deleteMany({ where: key });
  else await tx.chatSwitch.createMany({ data: key, skipDuplicates: true });
  await configurationChanged(ctx, `feature ${name}`);
  const title = features.find((feature) => feature.name === name)?.title;
  await ctx.reply(text.switched, { name, title, isOn: state === "on" });
}
