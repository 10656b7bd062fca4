import { writeFileSync } from "node:fs";
import { describeConfig } from "../config.ts";
import type { Command, Feature } from "../core/feature.ts";

const readers = {
  member: "Members · 成员",
  viewer: "Viewers and above · 观察员以上",
  host: "Hosts and above · 主持人以上",
  manager: "Managers and owners · 管理员与主理人",
  owner: "Owners · 主理人",
} as const;

/** docs/commands.md, made from what the features declare. */
export function describeCommands(features: readonly Feature[]): string {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  const sections = Object.entries(readers).map(([who, title]) => {
    const rows = commands.filter((command) => command.who === who).map(row);
    return rows.length === 0 ? "" : `## ${title}\n\n| | | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# Commands · 命令

A word alone is a command only when it is the whole message, or the word and what belongs to it; \`/name\` works everywhere.
Full width, traditional characters and a mention of the bot in front or behind do not matter. Who may use what is decided
by the roles here, never by a name. This page is made from the program's own declarations: \`npm run docs\`.

${sections.filter((section) => section !== "").join("\n")}`;
}

function row(command: Command): string {
  const words = command.aliases.map((alias) => `\`${alias}\``).join(" ");
  const where = command.where === "private" ? " (private · 私聊)" : "";
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return `| \`/${command.name}\` ${words} | ${cell(command.help.zh())} | ${cell(command.help.en())}${where} |`;
}

/** `npm run docs`: writes the pages of docs/ that are made from the program itself. */
export function writeDocs(features: readonly Feature[]): void {
  writeFileSync("docs/configuration.md", describeConfig());
  writeFileSync("docs/commands.md", describeCommands(features));
}
