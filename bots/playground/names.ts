import { cleanName } from "../../src/members/names.ts";
import type { Sender } from "../../src/core/event.ts";

/** In the playground a person is their name. */
export function senderNamed(name: string): Sender {
  const cleaned = clean(name);
  return { kind: "person", id: cleaned.toLowerCase(), name: cleaned };
}

const namePattern = /^[^>/]{1,32}$/u;

/** Whether somebody may be called so: 1 to 32 characters, something visible among them, no > or /. */
export const isName = (name: string): boolean => namePattern.test(name) && cleanName(name) !== "";

/** A name as the screens show it. */
export const nameOnScreen = (name: string): string => cleanName(name) || "…";

/** Text as PostgreSQL takes it: no NUL, no surrogate without its partner. */
export function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** How people call the bot here, whatever it is called elsewhere; the first is what it is known by to the house. */
const botNames = /@(?:hearth[ _-]?bot|hearth|bot|炉边(?:茶馆|助手|机器人)?|爐邊|机器人|機器人)(?![a-z0-9_-])/iu;

/**
 * What somebody says, with the bot's name as the house knows it where it is called by any of its names.
 * @returns null when nobody calls it
 */
export function calledBot(words: string, username: string): string | null {
  if (!botNames.test(words)) return null;
  const called = words.replace(botNames, `@${username} `).replace(/ {2,}/gu, " ");
  return called.trim();
}

/** People called by name; "@小满" is 小满, whom the platform they speak on knows by that very name. */
export function mentionsIn(words: string, botName: string): { id: string; name: string }[] {
  const names = [...words.matchAll(/(?<!\S)@([\p{L}\p{N}_-]{1,32})/gu)].map(([, name = ""]) => name);
  return names.filter((name) => name !== botName).map((name) => ({ id: senderNamed(name).id, name }));
}
