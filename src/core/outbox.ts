import { leaveToEnd, Prisma, type Left, type Tx } from "./database/index.ts";
import type { Outgoing } from "./bot.ts";
import type { Language } from "./text.ts";

/** Who goes first when several messages wait; one that waits gains 1 every 10 s. */
export const priorities = {
  answer: 100,
  /** to what was asked long ago, and heard only now */
  lateAnswer: 50,
  drawResult: 80,
  quiz: 60,
  digest: 40,
  welcome: 30,
  nudge: 10,
} as const;

/**
 * What happens when nobody can say whether a message arrived. reply, receipt: sent again (a receipt
 * bears its number, so a repeat does no harm); digest: sent again once, marked as a repeat; unasked
 * (of the bot's own accord) and notice (somebody came, a rule was changed): never again. When the
 * last two may go is for core/sending/manners.ts to say.
 */
export type DeliveryKind = "reply" | "receipt" | "unasked" | "notice" | "digest";

/**
 * pending → sending (committed before the call) → sent, pending again (certainly not sent, or may be
 * repeated), unknown (may have been sent, must not be repeated), failed (refused for good),
 * dropped (its deadline passed) or merged (its text went into another row).
 */
export type OutboxState = "pending" | "sending" | "sent" | "unknown" | "failed" | "dropped" | "merged";

/** One message to send. */
export interface NewOutbox {
  communityId: number;
  chatId: number;
  /** makes it once within the community, such as "re:telegram:4711" or "digest:3:2026-W09" */
  key: string;
  kind: DeliveryKind;
  /** one of `priorities`, or between them; −32768…32767 */
  priority: number;
  message: Outgoing;
  /** not sent earlier */
  notBeforeAt?: Date;
  /** not sent later: dropped and counted instead */
  deadlineAt?: Date;
  /** the present by the caller's clock: order and waiting time are told from it */
  createdAt: Date;
}

/**
 * Writes messages to send, in the caller's transaction: they exist exactly when its other effects do.
 * Idempotent by (communityId, key): a second row with a known key is left out. Messages for one chat
 * go out in the order of the arguments. Wake the dispatcher after the commit.
 */
export async function enqueue(tx: Tx, ...rows: NewOutbox[]): Promise<void> {
  if (rows.length === 0) return;
  written.set(tx, [...enqueuedIn(tx), ...rows]);
  const waiting = unwritten.get(tx);
  if (waiting) return void waiting.push(...rows);
  const left = [...rows];
  if (leaveToEnd(tx, leaving(tx, left))) unwritten.set(tx, left);
  else await tx.$executeRaw(insert(rows));
}

/** These messages, to be written at the end of their transaction: one of them as already taken, where it goes at once. */
function leaving(tx: Tx, rows: readonly NewOutbox[]): Left {
  let reserved: Reservation | null = null;
  return {
    table: "outbox",
    statement: (isLast) => {
      unwritten.delete(tx);
      // what was written before, because somebody read the table, goes first
      const isAll = isLast && enqueuedIn(tx).length === rows.length;
      reserved = (isAll && senders.get(tx)?.(rows)) || null;
      return reserved ? insertTaken(rows, reserved) : insert(rows);
    },
    ended: (taken) => reserved?.end((taken as { id: string }[] | null)?.[0]?.id ?? null),
  };
}

const columns = Prisma.sql`community_id, chat_id, key, kind, priority, message, not_before_at, deadline_at, created_at`;

const records = (rows: readonly NewOutbox[]): Prisma.Sql => Prisma.sql`
  json_to_recordset(${JSON.stringify(rows)}::json) AS t ("communityId" int, "chatId" int, key text,
    kind text, priority smallint, message jsonb, "notBeforeAt" timestamptz, "deadlineAt" timestamptz,
    "createdAt" timestamptz)`;

const insert = (rows: readonly NewOutbox[]): Prisma.Sql => Prisma.sql`
  INSERT INTO outbox (${columns}) SELECT * FROM ${records(rows)} ON CONFLICT (community_id, key) DO NOTHING`;

/**
 * The same, with one answer in its sender's hands from the beginning, unless something of its chat is under
 * way or waits to go before it. Returns its id then.
 */
const insertTaken = (rows: readonly NewOutbox[], { row, owner, until }: Reservation): Prisma.Sql => Prisma.sql`
  WITH turn AS MATERIALIZED (SELECT ${row.key}::text AS key
    WHERE NOT EXISTS (SELECT FROM outbox WHERE ${ofChat(row)} AND state = 'sending' AND NOT message ? 'pressId')
    AND NOT EXISTS (SELECT FROM outbox WHERE ${ofChat(row)} AND state = 'pending'
      AND kind IN ('reply', 'receipt') AND NOT message ? 'pressId')),
  put AS (
    INSERT INTO outbox (${columns}, state, lease_owner, lease_until)
    SELECT t.*, CASE WHEN turn.key IS NULL THEN 'pending' ELSE 'sending' END,
      CASE WHEN turn.key IS NOT NULL THEN ${owner}::text END, CASE WHEN turn.key IS NOT NULL THEN ${until}::timestamptz END
    FROM ${records(rows)} LEFT JOIN turn ON turn.key = t.key
    ON CONFLICT (community_id, key) DO NOTHING RETURNING id, state)
  SELECT id::text FROM put WHERE state = 'sending'`;

/** By values: the planner does not know how few rows there are, and joined to them would take those of all chats. */
const ofChat = ({ communityId, chatId }: NewOutbox): Prisma.Sql =>
  Prisma.sql`community_id = ${communityId}::int AND chat_id = ${chatId}::int`;

/** A place held for one answer while its transaction ends. */
export interface Reservation {
  row: NewOutbox;
  /** in whose hands it is then, and until when whoever holds it may be believed to live */
  owner: string;
  until: Date;
  /** Called once, after the end, with its id: null = it was not taken, and waits like any other, or was never written. */
  end(id: string | null): void;
}

/** A chat, and the bot account that writes there. */
export interface Place {
  communityId: number;
  chatId: number;
  platform: string;
  account: string;
  chatKind: "group" | "private" | "channel";
}

/** The chat that an act answers in, as the act found it. */
export interface AnswerPlace extends Place {
  address: string;
  unreachable: string | null;
  /** the community's */
  language: Language;
}

/** Whoever sends: what it can send at once needs no claim. */
export interface SendsAtOnce {
  /** Holds a place for one answer there, of these messages, if it would go the moment it is committed. */
  reserve(place: AnswerPlace, rows: readonly NewOutbox[]): Reservation | null;
}

/** The answers of this transaction go through `sender`, which is to be told of them (`enqueuedIn`) after the commit. */
export const sendThrough = (tx: Tx, sender: SendsAtOnce, place: AnswerPlace): void =>
  void senders.set(tx, (rows) => sender.reserve(place, rows));

const senders = new WeakMap<Tx, (rows: readonly NewOutbox[]) => Reservation | null>();

/** What is left to the end of its transaction. */
const unwritten = new WeakMap<Tx, NewOutbox[]>();

const written = new WeakMap<Tx, readonly NewOutbox[]>();

/** What was enqueued in a transaction: to wake whoever sends, after its commit. */
export const enqueuedIn = (tx: Tx): readonly NewOutbox[] => written.get(tx) ?? [];

/**
 * The three lines a chat has: answers to button presses (no message appears, so nothing holds them
 * up), what somebody asked for, and everything else.
 */
export type Line = "press" | "asked" | "unasked";

export function lineOf({ kind, message }: Pick<NewOutbox, "kind" | "message">): Line {
  if (message.pressId !== undefined) return "press";
  return kind === "reply" || kind === "receipt" ? "asked" : "unasked";
}

/** The same for rows of the outbox, in SQL. */
export const lineSql = `CASE WHEN message ? 'pressId' THEN 'press' WHEN kind IN ('reply', 'receipt') THEN 'asked' ELSE 'unasked' END`;

/** What becomes of a message of which nobody knows whether it arrived, after `repeats` such endings before. */
export function afterSilence(kind: DeliveryKind, repeats: number): "pending" | "unknown" {
  if (kind === "unasked" || kind === "notice") return "unknown";
  return kind === "digest" && repeats > 0 ? "unknown" : "pending";
}

/** The same rule for rows of the outbox, in SQL; `attempts` counts only endings of that sort. */
export const afterSilenceSql = `CASE WHEN kind IN ('unasked', 'notice') OR (kind = 'digest' AND attempts > 0) THEN 'unknown' ELSE 'pending' END`;

/** A message that reached its platform. */
export interface SentMessage {
  key: string;
  /** the platform's id; null where it gives none */
  messageId: string | null;
  sentAt: Date;
}

/** Of these messages of a community those that were sent, by key. */
export async function sentMessages(
  tx: Tx,
  communityId: number,
  keys: readonly string[],
): Promise<Map<string, SentMessage>> {
  const rows = await tx.outbox.findMany({
    where: { communityId, key: { in: [...keys] }, state: "sent", sentAt: { not: null } },
    select: { key: true, platformMessageId: true, sentAt: true },
  });
  return new Map(
    rows.map(({ key, platformMessageId, sentAt }) => [
      key,
      { key, messageId: platformMessageId, sentAt: sentAt as Date },
    ]),
  );
}

/** Takes the words out of a message that was sent and holds a secret. False while it still waits to be sent. */
export async function eraseSent(tx: Tx, communityId: number, key: string): Promise<boolean> {
  await tx.$executeRaw`
    UPDATE outbox SET message = jsonb_set(message, '{text}', '""') WHERE community_id = ${communityId} AND key = ${key}
      AND state NOT IN ('pending', 'sending')`;
  const waiting = { communityId, key, state: { in: ["pending", "sending"] } };
  return (await tx.outbox.count({ where: waiting })) === 0;
}
