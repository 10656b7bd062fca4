import { clean } from "./clean.ts";
import { nameOf } from "./people.ts";
import type { Message } from "./wire.ts";

export interface Mentions {
  bot: boolean;
  others: { id?: string; username?: string; name: string }[];
}

/** Who a message names. Offsets are in UTF-16 code units of the text as sent, so before cleaning. */
export function mentionsOf(message: Message, bot: { id: string; username: string }): Mentions {
  const text = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities;
  if (!entities) return { bot: namesBot(text, bot.username), others: [] };

  const found: Mentions = { bot: false, others: [] };
  for (const entity of entities) {
    if (entity.type === "text_mention" && entity.user) {
      const { id, username } = entity.user;
      if (String(id) === bot.id) found.bot = true;
      else {
        const known = username === undefined ? {} : { username: clean(username) };
        found.others.push({ id: String(id), ...known, name: nameOf(entity.user) });
      }
    } else if (entity.type === "mention") {
      const username = clean(text.slice(entity.offset + 1, entity.offset + entity.length));
      if (username.toLowerCase() === bot.username.toLowerCase()) found.bot = true;
      else found.others.push({ username, name: username });
    }
  }
  return found;
}

/**
 * Telegram marks every @username with an entity; emulators of it often mark nothing at all. Only a
 * message without any entity is searched, so that "@bot" inside a code block stays a quotation.
 */
function namesBot(text: string, username: string): boolean {
  if (username === "" || !text.includes("@")) return false;
  const name = username.toLowerCase();
  return text.split(/[^\w@]+/).some((word) => word.toLowerCase() === `@${name}`);
}
