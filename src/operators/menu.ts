import type { CommandMenu } from "../core/bot.ts";
import type { Feature } from "../core/feature.ts";
import { languages } from "../core/text.ts";

/** The command menus of a platform, made from the declarations: members' and operators', in every language. */
export function commandMenus(features: readonly Feature[]): CommandMenu[] {
  const commands = features.flatMap((feature) => feature.commands ?? []).filter((command) => command.listed !== false);
  return languages.flatMap((language) =>
    (["members", "operators"] as const).map((scope) => ({
      language,
      scope,
      commands: commands
        .filter((command) => (command.who === "member") === (scope === "members"))
        .map((command) => ({ name: command.name, description: command.help[language]() })),
    })),
  );
}
