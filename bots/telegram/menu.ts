import type { CommandMenu } from "../../src/core/bot.ts";
import { clean } from "./clean.ts";
import type { Call } from "./client.ts";
import type { Connection } from "./connection.ts";
import { messageOf } from "./errors.ts";

const scopes = {
  members: ["all_group_chats", "all_private_chats"],
  operators: ["all_chat_administrators"],
} as const;

/** "" is what people with any other language see. */
const languageCodes = { zh: ["zh"], en: ["en", ""] } as const;

/** Bot API, BotCommand: 1–32 of a–z, 0–9 and _; description 1–256 characters; 100 commands at most. */
const NAME = /^[a-z0-9_]{1,32}$/;
const DESCRIPTION = 256;
const COMMANDS = 100;

/**
 * Registers the menus, by language and scope. Telegram shows an administrator the administrators'
 * list in place of the members' one, so that holds both. Commands Telegram could not show (Chinese
 * names) are left out. A failure is logged and nothing else: without a menu everything still works.
 */
export async function setCommandMenu(
  call: Call,
  menus: CommandMenu[],
  signal: AbortSignal,
  connection: Connection,
): Promise<void> {
  for (const menu of menus) {
    const members = menus.find((other) => other.scope === "members" && other.language === menu.language);
    const commands = shown(menu.scope === "members" ? menu.commands : [...(members?.commands ?? []), ...menu.commands]);
    for (const type of scopes[menu.scope]) {
      for (const code of languageCodes[menu.language]) {
        const params = { commands, scope: { type }, ...(code === "" ? {} : { language_code: code }) };
        try {
          await call("setMyCommands", params, signal);
        } catch (error) {
          connection.note(`the command menu could not be set: ${messageOf(error)}`);
          return;
        }
      }
    }
  }
}

function shown(commands: CommandMenu["commands"]): { command: string; description: string }[] {
  const byName = new Map<string, string>();
  for (const { name, description } of commands) {
    const words = clean(description).slice(0, DESCRIPTION);
    if (NAME.test(name) && words !== "" && !byName.has(name)) byName.set(name, words);
  }
  return [...byName].slice(0, COMMANDS).map(([command, description]) => ({ command, description }));
}
