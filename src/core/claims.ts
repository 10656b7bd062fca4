import type { Database } from "./database/index.ts";
import type { Outgoing } from "./bot.ts";
import { afterSilenceSql, lineSql, type DeliveryKind, type Line, type OutboxState } from "./outbox.ts";
import type { Clock } from "./time.ts";
import type { Language } from "./text.ts";

/** A chat of ours. */
export interface ChatKey {
  communityId: number;
  chatId: number;
}

/** A chat's line with something to send now. */
export interface ReadyLine extends ChatKey {
  line: Line;
  waiting: number;
  /** the highest of its messages, waiting time included */
  priority: number;
  /** answers old and plain enough to be joined into one message */
  joinable: number;
  platform: string;
  account: string;
  chatKind: "group" | "private" | "channel";
}

/** A message this process has taken to send. */
export interface Claimed extends ChatKey {
  id: string;
  kind: DeliveryKind;
  message: Outgoing;
  attempts: number;
  address: string;
  unreachable: string | null;
  language: Language;
}

/** The next of a line. */
export interface ClaimedNext extends Claimed {
  /** how many more wait in the same line */
  remaining: number;
}

/** What became of a claimed message. */
export interface Ending extends ChatKey {
  id: string;
  state: OutboxState;
  /** nobody knows whether it arrived */
  silent: boolean;
  messageId: string | null;
  /** what votes in it name it by, when it is a poll */
  pollId: string | null;
  error: string | null;
  /** not tried again earlier */
  notBeforeAt?: Date;
}

/** A call is cut off after 15 s; a process that has not said how it ended after a minute is dead. */
const LEASE_MS = 60_000;
/** Answers that wait longer than this may be joined. */
export const JOIN_AFTER_MS = 5_000;

/** Priority with the waiting time; `now` is a parameter's name. */
export const effectivePrioritySql = (now: string): string =>
  `priority + floor(greatest(0, extract(epoch FROM ${now}::timestamptz - created_at)) / 10)`;
/** Answers that may be joined: plain text that replaces nothing. */
export const joinableSql = `kind = 'reply' AND deadline_at IS NULL AND NOT message ?| array['buttons', 'picture', 'file', 'editOf', 'pressId']`;
const dueSql = (now: string): string =>
  `state = 'pending' AND (not_before_at IS NULL OR not_before_at <= ${now}) AND (deadline_at IS NULL OR deadline_at > ${now})`;

/** Set-based statements on the outbox: one serves many chats, so that statements a message stay few. */
export interface Claims {
  /** Lines with something due, of all chats or of some, the most urgent first. */
  ready(chats: ChatKey[] | null): Promise<ReadyLine[]>;
  /**
   * Takes the next message of each line, or null where there is none, another process has one of that
   * chat in its hands, or took this one a moment earlier.
   */
  claim(lines: (ChatKey & { line: Line })[]): Promise<(ClaimedNext | null)[]>;
  /** Takes as many answers to presses in a chat as there are, `limit` at most: nothing waits for the one before. */
  claimPresses(chat: ChatKey, limit: number): Promise<Claimed[]>;
  /** Records how messages ended. Repeatable: only rows still in this process's hands change. */
  finish(endings: Ending[]): Promise<void>;
  /**
   * Takes messages out of dead hands: their lease ran out or, at the start, they are this owner's own.
   * `held` are those this process is sending. Returns how many can never be known.
   */
  recover(atStart: boolean, held: string[]): Promise<{ unknown: number }>;
  /** Drops what is past its deadline; returns how many. */
  dropOverdue(): Promise<number>;
  /** Nothing can be sent to this chat now: what waits for it is given up. Returns how many that were. */
  setUnreachable(chat: ChatKey, reason: string): Promise<number>;
  /** It can be written to again. */
  setReachable(chat: ChatKey): Promise<void>;
  /** When messages went to these chats after `since`, each chat's count. */
  sentSince(chats: ChatKey[], since: Date): Promise<number[]>;
}

export interface ClaimOptions {
  database: Database;
  clock: Clock;
  owner: string;
  /** only these communities' messages */
  communities?: number[];
}

export function createClaims({ database: { pool }, clock, owner, communities }: ClaimOptions): Claims {
  const ours = communities ?? null;
  // named, so that a connection plans each of them once
  const ask = <Row extends object>(name: string, text: string, values: unknown[]) =>
    pool.query<Row>({ name: `outbox-${name}`, text, values });
  const ids = (chats: ChatKey[]) => [chats.map((chat) => chat.communityId), chats.map((chat) => chat.chatId)];

  return {
    async ready(chats) {
      const [communityIds, chatIds] = chats ? ids(chats) : [null, null];
      const { rows } = await ask<ReadyLine>("ready", readySql, [
        clock.now(),
        ours,
        communityIds,
        chatIds,
        new Date(clock.now().getTime() - JOIN_AFTER_MS),
      ]);
      return rows;
    },

    async claim(lines) {
      const now = clock.now();
      const { rows } = await ask<ClaimedNext & { line: Line }>("claim", claimSql, [
        now,
        ...ids(lines),
        lines.map(({ line }) => line),
        owner,
        new Date(now.getTime() + LEASE_MS),
      ]);
      const found = new Map(rows.map(({ line, ...row }) => [`${row.communityId}:${row.chatId}:${line}`, row]));
      return lines.map(({ communityId, chatId, line }) => found.get(`${communityId}:${chatId}:${line}`) ?? null);
    },

    async claimPresses({ communityId, chatId }, limit) {
      const now = clock.now();
      const lease = [owner, new Date(now.getTime() + LEASE_MS)];
      const { rows } = await ask<Claimed>("claim-presses", pressesSql, [now, communityId, chatId, limit, ...lease]);
      return rows.sort((one, other) => Number(one.id) - Number(other.id));
    },

    async finish(endings) {
      const polls = endings.filter(({ pollId }) => pollId !== null);
      // first of all: votes may come from now on
      if (polls.length > 0) {
        const parts = [polls.map(({ id }) => id), polls.map(({ pollId }) => pollId)];
        await ask("polls", pollsSql, [clock.now(), ...ids(polls), ...parts]);
      }
      await ask("finish", finishSql, [
        clock.now(),
        owner,
        ...ids(endings),
        endings.map(({ id }) => id),
        endings.map(({ state }) => state),
        endings.map(({ silent }) => (silent ? 1 : 0)),
        endings.map(({ messageId }) => messageId),
        endings.map(({ error }) => error),
        endings.map(({ notBeforeAt }) => notBeforeAt ?? null),
      ]);
    },

    async recover(atStart, held) {
      const { rows } = await ask<{ state: OutboxState }>("recover", recoverSql, [
        clock.now(),
        ours,
        owner,
        atStart,
        held,
      ]);
      return { unknown: rows.filter(({ state }) => state === "unknown").length };
    },

    async dropOverdue() {
      const { rowCount } = await ask("drop", dropSql, [clock.now(), ours]);
      return rowCount ?? 0;
    },

    async setUnreachable(chat, reason) {
      const { rowCount } = await pool.query(unreachableSql, [chat.communityId, chat.chatId, reason]);
      return rowCount ?? 0;
    },

    async setReachable(chat) {
      await pool.query("UPDATE chat SET unreachable = NULL WHERE community_id = $1 AND id = $2", [
        chat.communityId,
        chat.chatId,
      ]);
    },

    async sentSince(chats, since) {
      const { rows } = await pool.query<{ sent: number }>(sentSinceSql, [...ids(chats), since]);
      return rows.map(({ sent }) => sent);
    },
  };
}

const readySql = `
  SELECT o.community_id AS "communityId", o.chat_id AS "chatId", o.line, o.waiting, o.priority, o.joinable,
         c.platform, c.account, c.kind AS "chatKind"
  FROM (
    SELECT community_id, chat_id, ${lineSql} AS line, count(*)::int AS waiting,
           max(${effectivePrioritySql("$1")})::int AS priority,
           (count(*) FILTER (WHERE ${joinableSql} AND created_at < $5::timestamptz))::int AS joinable
    FROM outbox
    WHERE ${dueSql("$1")}
      AND ($2::int[] IS NULL OR community_id = ANY ($2))
      AND ($3::int[] IS NULL OR (community_id, chat_id) IN (SELECT * FROM unnest($3::int[], $4::int[])))
    GROUP BY 1, 2, 3
  ) o
  JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
  WHERE c.account IS NOT NULL
  ORDER BY o.priority DESC`;

// The head is chosen without a lock and then locked or left: with SKIP LOCKED in the choice itself a
// second process would step over the message the first is just taking, and change the order. Both steps
// are materialized: folded into one another they are worked out again for every waiting message.
const claimSql = `
  WITH head AS MATERIALIZED (
    SELECT w.line, o.* FROM unnest($2::int[], $3::int[], $4::text[]) AS w (community_id, chat_id, line)
    CROSS JOIN LATERAL (
      SELECT community_id, chat_id, id, (count(*) OVER () - 1)::int AS remaining FROM outbox
      WHERE ${dueSql("$1")}
        AND community_id = w.community_id AND chat_id = w.chat_id AND ${lineSql} = w.line
      ORDER BY ${effectivePrioritySql("$1")} DESC, id LIMIT 1
    ) o
    WHERE NOT EXISTS (
      SELECT FROM outbox busy
      WHERE busy.state = 'sending' AND busy.community_id = w.community_id AND busy.chat_id = w.chat_id
        AND (busy.message ? 'pressId') = (w.line = 'press')
    )
  ), taken AS MATERIALIZED (
    SELECT o.*, head.line, head.remaining FROM head CROSS JOIN LATERAL (
      SELECT community_id, chat_id, id FROM outbox
      WHERE community_id = head.community_id AND chat_id = head.chat_id AND id = head.id AND state = 'pending'
      FOR UPDATE SKIP LOCKED
    ) o
  )
  UPDATE outbox o SET state = 'sending', lease_owner = $5, lease_until = $6
  FROM taken t
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id
  JOIN community u ON u.id = t.community_id
  WHERE o.community_id = t.community_id AND o.chat_id = t.chat_id AND o.id = t.id
  RETURNING o.community_id AS "communityId", o.chat_id AS "chatId", o.id, o.kind, o.message, o.attempts,
            c.address, c.unreachable, u.language, t.line, t.remaining`;

const pressesSql = `
  WITH taken AS MATERIALIZED (
    SELECT community_id, chat_id, id FROM outbox
    WHERE ${dueSql("$1")} AND community_id = $2 AND chat_id = $3 AND ${lineSql} = 'press'
    ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED
  )
  UPDATE outbox o SET state = 'sending', lease_owner = $5, lease_until = $6
  FROM taken t
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id
  JOIN community u ON u.id = t.community_id
  WHERE o.community_id = t.community_id AND o.chat_id = t.chat_id AND o.id = t.id
  RETURNING o.community_id AS "communityId", o.chat_id AS "chatId", o.id, o.kind, o.message, o.attempts,
            c.address, c.unreachable, u.language`;

const finishSql = `
  UPDATE outbox o SET state = r.state, attempts = attempts + r.silent, platform_message_id = r.message_id,
         error = r.error, sent_at = CASE r.state WHEN 'sent' THEN $1::timestamptz END,
         lease_owner = NULL, lease_until = NULL, not_before_at = coalesce(r.not_before_at, o.not_before_at)
  FROM unnest($3::int[], $4::int[], $5::bigint[], $6::text[], $7::int[], $8::text[], $9::text[], $10::timestamptz[])
       AS r (community_id, chat_id, id, state, silent, message_id, error, not_before_at)
  WHERE o.community_id = r.community_id AND o.chat_id = r.chat_id AND o.id = r.id
    AND o.state = 'sending' AND o.lease_owner = $2`;

const pollsSql = `
  INSERT INTO poll (platform, poll_id, community_id, chat_id, data, created_at)
  SELECT c.platform, r.poll_id, o.community_id, o.chat_id, o.message #>> '{poll,data}', $1
  FROM unnest($2::int[], $3::int[], $4::bigint[], $5::text[]) AS r (community_id, chat_id, id, poll_id)
  JOIN outbox o USING (community_id, chat_id, id) JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
  ON CONFLICT DO NOTHING`;

const recoverSql = `
  UPDATE outbox SET state = ${afterSilenceSql}, attempts = attempts + 1, lease_owner = NULL, lease_until = NULL,
         error = 'its process ended while sending'
  WHERE (community_id, chat_id, id) IN (
    SELECT community_id, chat_id, id FROM outbox
    WHERE state = 'sending' AND (lease_until <= $1 OR ($4 AND lease_owner = $3))
      AND ($2::int[] IS NULL OR community_id = ANY ($2)) AND id <> ALL ($5::bigint[])
    FOR UPDATE SKIP LOCKED
  )
  RETURNING state`;

const dropSql = `
  UPDATE outbox SET state = 'dropped' WHERE (community_id, chat_id, id) IN (
    SELECT community_id, chat_id, id FROM outbox
    WHERE state = 'pending' AND deadline_at <= $1 AND ($2::int[] IS NULL OR community_id = ANY ($2))
    FOR UPDATE SKIP LOCKED
  )`;

const unreachableSql = `
  WITH gone AS (UPDATE chat SET unreachable = $3 WHERE community_id = $1 AND id = $2)
  UPDATE outbox SET state = 'failed', error = $3 WHERE state = 'pending' AND community_id = $1 AND chat_id = $2`;

const sentSinceSql = `
  SELECT (
    SELECT count(*) FILTER (WHERE sent_at > $3)::int FROM (
      SELECT sent_at FROM outbox
      WHERE community_id = w.community_id AND chat_id = w.chat_id AND state = 'sent'
      ORDER BY id DESC LIMIT 200
    ) newest
  ) AS sent
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (community_id, chat_id, position)
  ORDER BY position`;
