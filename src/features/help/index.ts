import { defineFeature, type Command, type Ctx, type Feature } from "../../core/feature.ts";
import type { Language } from "../../core/text.ts";
import { may } from "../../members/person.ts";
import { text, type HelpLine } from "./text.ts";

/** Help (帮助), made from what the features declare: only what this person may use, in their language. */
export function help(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "help",
    commands: [
      {
        name: "help",
        alsoNamed: ["start"],
        aliases: ["帮助", "菜单", "功能"],
        who: "member",
        help: text.help,
        run: async (ctx: Ctx) => {
          const commands = features().flatMap((feature) => feature.commands ?? []);
          const usable = commands.filter((command) => command.listed !== false && may(ctx.member.role, command.who));
          await ctx.reply(text.list, { lines: usable.map((command) => line(command, ctx.language)) });
        },
      },
    ],
  });
}

/** The word people of this language say, and what it does. */
function line(command: Command, language: Language): HelpLine {
  const spoken = language === "zh" ? command.aliases.find((alias) => /\p{Script=Han}/u.test(alias)) : undefined;
  return { word: spoken ?? `/${command.name}`, help: command.help[language]() };
}
