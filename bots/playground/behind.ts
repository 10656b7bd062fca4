import type { Database } from "../../src/core/database/index.ts";
import type { CommandTable } from "../../src/core/commands.ts";
import type { ChatEvent } from "../../src/core/event.ts";
import { identityOf } from "../../src/record/rows.ts";
import type { PlayMessage } from "./bot.ts";
import { chatAt, keyOf } from "./chats.ts";

/** A fact told while an event was acted on. */
export interface ToldFact {
  name: string;
  fact: unknown;
}

/** What happened behind a message, in the order in which it happened. */
export interface Behind {
  /** as the adapter handed it over; null for what nobody said or what is erased */
  event: unknown;
  /** it was counted: its identity is known */
  counted: boolean;
  /** its row in the line of what somebody must act on; null for plain talk */
  inbox: { status: string; attempts: number; error: string | null; doneAt: Date | null } | null;
  /** the command it was, if any */
  command: { feature: string; name: string; args: string } | null;
  facts: ToldFact[];
  ledger: { key: string; delta: number; reason: string }[];
  /** the sender's civil day so far */
  day: { day: string; messages: number; scoredMinutes: number; settledPoints: number } | null;
  outbox: { key: string; kind: string; state: string; attempts: number; text: string }[];
}

/** Facts by the event that caused them; the newest events only, in memory only. */
export class FactTrace {
  readonly #facts = new Map<string, ToldFact[]>();

  tell(fact: ToldFact, by: ChatEvent | null): void {
    if (!by) return;
    const key = traceKey(by.platform, by.key);
    const told = this.#facts.get(key) ?? [];
    // an act that is repeated tells again
    if (!told.some((one) => JSON.stringify(one) === JSON.stringify(fact))) told.push(fact);
    this.#facts.set(key, told);
    if (this.#facts.size > 1000) this.#facts.delete(this.#facts.keys().next().value as string);
  }

  of(platform: string, eventKey: string): ToldFact[] {
    return this.#facts.get(traceKey(platform, eventKey)) ?? [];
  }
}

const traceKey = (platform: string, eventKey: string) => `${platform}\n${eventKey}`;

interface InboxFound {
  communityId: number;
  event: ChatEvent | null;
  status: string;
  attempts: number;
  error: string | null;
  doneAt: Date | null;
}

/** Looks up what happened behind a message; behind an answer, what happened behind its question. */
export async function lookBehind(
  parts: { database: Database; facts: FactTrace; commands: CommandTable; botName: string },
  message: PlayMessage,
): Promise<Behind> {
  const { database, facts, commands, botName } = parts;
  const { platform } = message;
  const eventKey = message.from ? `message:${message.id}` : await questionOf(database, message);
  const inbox = eventKey === null ? undefined : await findInbox(database, platform, eventKey);
  const event = (message.from ? message.event : undefined) ?? inbox?.event ?? null;
  const said = message.from ? message.message.text : event?.kind === "message" ? event.text : "";
  const match = commands.match(said, [botName]);
  return {
    event,
    counted: event !== null || message.from !== null ? await isCounted(database, message, event) : false,
    inbox: inbox ? { status: inbox.status, attempts: inbox.attempts, error: inbox.error, doneAt: inbox.doneAt } : null,
    command: match ? { feature: match.feature.name, name: match.command.name, args: match.args } : null,
    facts: eventKey === null ? [] : facts.of(platform, eventKey),
    ...(await books(database, platform, personIn(event, message), event?.at ?? message.at)),
    outbox: await findOutbox(database, message, eventKey),
  };
}

function personIn(event: ChatEvent | null, message: PlayMessage): string | undefined {
  if (event?.kind === "message" || event?.kind === "button") return event.sender?.id;
  return message.from?.id;
}

/** The key of the event that a message of the bot's answers; null when nobody asked. */
async function questionOf(database: Database, message: PlayMessage): Promise<string | null> {
  const { rows } = await database.pool.query<{ key: string }>(
    `SELECT o.key FROM outbox o JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
     WHERE c.platform = $1 AND c.address = $2 AND o.platform_message_id = $3`,
    [message.platform, message.chatId, message.id],
  );
  return /^re:[^:]+:[^:]+:(\w+:\d+)/.exec(rows[0]?.key ?? "")?.[1] ?? null;
}

async function findInbox(database: Database, platform: string, eventKey: string): Promise<InboxFound | undefined> {
  const { rows } = await database.pool.query<InboxFound>(
    `SELECT i.community_id AS "communityId", i.event, i.status, i.attempts, i.error, i.done_at AS "doneAt" FROM inbox i
     WHERE i.account = $1 AND i.key = $2`,
    [`${platform}:playground`, eventKey],
  );
  const [row] = rows;
  return row?.event ? { ...row, event: { ...row.event, at: new Date(row.event.at) } } : row;
}

async function isCounted(database: Database, message: PlayMessage, event: ChatEvent | null): Promise<boolean> {
  const isPassage = event?.kind === "join" || event?.kind === "leave";
  const identity =
    event?.kind === "message" || isPassage
      ? identityOf(event)
      : identityOf({ kind: "message", messageId: message.id } as Parameters<typeof identityOf>[0]);
  const chat = chatAt(keyOf(message.platform, message.chatId));
  const { rowCount } = await database.pool.query(
    `SELECT 1 FROM event_seen s JOIN chat c ON c.community_id = s.community_id AND c.id = s.chat_id
     WHERE c.platform = $1 AND c.address = $2 AND s.identity = $3`,
    [message.platform, chat?.ref.id, identity],
  );
  return rowCount !== null && rowCount > 0;
}

/** Ledger rows written at the event's own instant for its person, and the person's day. */
async function books(
  database: Database,
  platform: string,
  person: string | undefined,
  at: Date,
): Promise<Pick<Behind, "ledger" | "day">> {
  if (person === undefined) return { ledger: [], day: null };
  const who = `SELECT community_id, member_id FROM identity WHERE platform = $1 AND platform_user_id = $2`;
  const [ledger, days] = await Promise.all([
    database.pool.query<Behind["ledger"][number]>(
      `SELECT key, delta, reason FROM ledger_entry JOIN (${who}) i USING (community_id, member_id) WHERE at = $3 ORDER BY id`,
      [platform, person, at],
    ),
    database.pool.query<NonNullable<Behind["day"]>>(
      `SELECT to_char(d.day, 'YYYY-MM-DD') AS day, messages, cardinality(scored_minutes) AS "scoredMinutes",
         settled_points AS "settledPoints"
       FROM member_day d JOIN (${who}) i USING (community_id, member_id) JOIN community c ON c.id = d.community_id
       WHERE d.day = ($3::timestamptz AT TIME ZONE c.time_zone)::date`,
      [platform, person, at],
    ),
  ]);
  return { ledger: ledger.rows, day: days.rows[0] ?? null };
}

/** What was put into the outbox to answer the event, and the message itself when it is the bot's. */
async function findOutbox(
  database: Database,
  message: PlayMessage,
  eventKey: string | null,
): Promise<Behind["outbox"]> {
  const { rows } = await database.pool.query<Behind["outbox"][number]>(
    `SELECT o.key, o.kind, o.state, o.attempts, o.message ->> 'text' AS text
     FROM outbox o JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
     WHERE c.platform = $1 AND c.address = $2
       AND (o.key = $3 OR starts_with(o.key, $3 || ':') OR o.platform_message_id = $4) ORDER BY o.id`,
    [
      message.platform,
      message.chatId,
      `re:${message.platform}:playground:${eventKey ?? ""}`,
      message.from ? null : message.id,
    ],
  );
  return rows;
}
