import type { Capabilities, Outgoing } from "../../src/core/bot.ts";
import type { Database } from "../../src/core/database/index.ts";
import type { ChatEvent, MessageEvent } from "../../src/core/event.ts";
import { render } from "../../src/core/sending/render.ts";
import type { Language } from "../../src/core/text.ts";
import { shownAs, type PlayMessage } from "./bot.ts";
import { nameOnScreen } from "./names.ts";
import { chatAt, keyOf, type ChatKey } from "./chats.ts";

/** Messages of a chat that are kept to be shown. */
const kept = 200;

/** What was said in each chat, oldest first, as far back as a page shows it. */
export class Transcript {
  readonly #chats = new Map<ChatKey, PlayMessage[]>();
  readonly #database: Database;
  readonly #onOld: (message: PlayMessage) => void;

  /** @param onOld hears of each message that an earlier run has seen, when its chat is first read */
  constructor(database: Database, onOld: (message: PlayMessage) => void) {
    this.#database = database;
    this.#onOld = onOld;
  }

  /** Takes in a message, or the change of one. */
  add(message: PlayMessage): void {
    const key = keyOf(message.platform, message.chatId);
    const said = this.#chats.get(key);
    if (!said) return; // it is read from the database when somebody looks
    const before = said.findIndex((one) => one.id === message.id);
    if (before >= 0) said[before] = message;
    else said.push(message);
    if (said.length > kept) said.shift();
  }

  async read(key: ChatKey): Promise<PlayMessage[]> {
    const known = this.#chats.get(key);
    if (known) return [...known];
    const old = await readBack(this.#database, key);
    // somebody may have spoken, or read as well, meanwhile: the database knew it then
    const said = this.#chats.get(key) ?? old;
    this.#chats.set(key, said);
    for (const message of old) this.#onOld(message);
    return [...said];
  }

  find(key: ChatKey, id: string): PlayMessage | undefined {
    return this.#chats.get(key)?.find((one) => one.id === id);
  }
}

/** A chat as the database remembers it: texts of the group, events of a private chat, what the bot sent. */
async function readBack(database: Database, key: ChatKey): Promise<PlayMessage[]> {
  const chat = chatAt(key);
  if (!chat) return [];
  const place = [chat.platform.name, chat.ref.id];
  const [people, own] = await Promise.all([
    chat.ref.kind === "group" ? readGroup(database, place) : readPrivate(database, place),
    readSent(database, place, chat.platform.capabilities),
  ]);
  return [...people, ...own].sort((one, other) => Number(one.id) - Number(other.id)).slice(-kept);
}

async function readGroup(database: Database, [platform, chatId]: string[]): Promise<PlayMessage[]> {
  const { rows } = await database.pool.query<{ identity: string; name: string; at: Date; text: string }>(
    `SELECT t.identity, m.name, t.at, t.text FROM chat c JOIN message_text t ON t.community_id = c.community_id AND t.chat_id = c.id
     JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id
     WHERE c.platform = $1 AND c.address = $2 ORDER BY t.identity DESC LIMIT $3`,
    [platform, chatId, kept],
  );
  return rows.map((row) => ({
    // a numbered message stands in its identity as it is; see record/rows.ts
    id: String(BigInt(`0x${row.identity.replaceAll("-", "").slice(16)}`)),
    platform: String(platform),
    chatId: String(chatId),
    kind: "message",
    from: { id: row.name.toLowerCase(), name: nameOnScreen(row.name) },
    message: { text: row.text },
    at: row.at,
  }));
}

async function readPrivate(database: Database, [platform, chatId]: string[]): Promise<PlayMessage[]> {
  const { rows } = await database.pool.query<{ event: ChatEvent }>(
    `SELECT i.event FROM chat c JOIN inbox i ON i.community_id = c.community_id AND i.chat_id = c.id
     WHERE c.platform = $1 AND c.address = $2 AND i.event ->> 'kind' = 'message' ORDER BY i.id DESC LIMIT $3`,
    [platform, chatId, kept],
  );
  return rows.flatMap(({ event }) => shownAs({ ...(event as MessageEvent), at: new Date(event.at) }) ?? []);
}

async function readSent(
  database: Database,
  [platform, chatId]: string[],
  capabilities: Capabilities,
): Promise<PlayMessage[]> {
  const { rows } = await database.pool.query<{ id: string; message: Outgoing; at: Date; language: Language }>(
    `SELECT o.platform_message_id AS id, o.message, coalesce(o.sent_at, o.created_at) AS at, m.language
     FROM chat c JOIN community m ON m.id = c.community_id JOIN outbox o ON o.community_id = c.community_id AND o.chat_id = c.id
     WHERE c.platform = $1 AND c.address = $2 AND o.state = 'sent' AND o.platform_message_id IS NOT NULL
     ORDER BY o.id DESC LIMIT $3`,
    [platform, chatId, kept],
  );
  return rows.map((row) => ({
    id: row.id,
    platform: String(platform),
    chatId: String(chatId),
    kind: "message",
    from: null,
    message: render(readAgain(row.message), capabilities, row.language),
    at: row.at,
  }));
}

/** What was sent on was named while its file was there; now it is known that there was one. */
const readAgain = ({ copyOf, ...message }: Outgoing): Outgoing =>
  copyOf ? { ...message, text: `📄\n${message.text}`.trim() } : message;
