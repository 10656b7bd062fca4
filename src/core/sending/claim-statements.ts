// The statements of claims.ts.
import { afterSilenceSql, lineSql } from "../outbox.ts";
import { forEachNumber, rowsSql } from "../database/index.ts";

/** Priority with the waiting time; `now` is a parameter's name. */
export const effectivePrioritySql = (now: string): string =>
  `priority + floor(greatest(0, extract(epoch FROM ${now}::timestamptz - created_at)) / 10)`;
/** Answers that may be joined: plain text that replaces nothing. */
export const joinableSql = `kind = 'reply' AND deadline_at IS NULL AND NOT message ?| array['buttons', 'picture', 'file', 'editOf', 'pressId']`;
const dueSql = (now: string): string =>
  `state = 'pending' AND (not_before_at IS NULL OR not_before_at <= ${now}) AND (deadline_at IS NULL OR deadline_at > ${now})`;

export const readySql = `
  SELECT o.community_id AS "communityId", o.chat_id AS "chatId", o.line, o.waiting, o.priority, o.joinable,
         c.platform, c.account, c.kind AS "chatKind"
  FROM (
    SELECT community_id, chat_id, ${lineSql} AS line, count(*)::int AS waiting, min(id) AS first,
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
  ORDER BY o.priority DESC, o.first`;

/** Puts what is `taken` into the hands of owner $2 until $3. */
const leaseSql = `UPDATE outbox o SET state = 'sending', lease_owner = $2, lease_until = $3
  FROM taken t
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id
  JOIN community u ON u.id = t.community_id
  WHERE o.community_id = t.community_id AND o.chat_id = t.chat_id AND o.id = t.id
  RETURNING o.community_id AS "communityId", o.chat_id AS "chatId", o.id, o.kind, o.message, o.attempts,
            c.address, c.unreachable, u.language`;

// The head is chosen without a lock and then locked or left: with SKIP LOCKED in the choice itself a
// second process would step over the message the first is just taking, and change the order. Both steps
// are materialized: folded into one another they are worked out again for every waiting message.
const claimFrom = (lines: string): string => `
  WITH head AS MATERIALIZED (
    SELECT w.line, o.* FROM ${lines} AS w (community_id, chat_id, line)
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
  ${leaseSql}, t.line, t.remaining`;

/** Lines that one statement claims, and messages that one finishes, at most. */
export const mostAtOnce = 8;

/** Takes the next of so many lines: each is three parameters from $4 on. */
export const claimSql = forEachNumber((lines) => claimFrom(rowsSql(lines, 4, ["int", "int", "text"])));

export const pressesSql = `
  WITH taken AS MATERIALIZED (
    SELECT community_id, chat_id, id FROM outbox
    WHERE ${dueSql("$1")} AND community_id = $4 AND chat_id = $5 AND ${lineSql} = 'press'
    ORDER BY id LIMIT $6 FOR UPDATE SKIP LOCKED
  )
  ${leaseSql}`;

/** Writes down how so many messages ended: each is eight parameters from $3 on. */
const finishBy = (isIt: string) => (messages: number) =>
  `
  UPDATE outbox o SET state = r.state, attempts = attempts + r.silent, platform_message_id = r.message_id,
         error = r.error, sent_at = CASE r.state WHEN 'sent' THEN $1::timestamptz END,
         lease_owner = NULL, lease_until = NULL, not_before_at = coalesce(r.not_before_at, o.not_before_at)
  FROM ${rowsSql(messages, 3, ["int", "int", "bigint", "text", "int", "text", "text", "timestamptz"])}
       AS r (community_id, chat_id, id, state, silent, message_id, error, not_before_at)
  WHERE ${isIt} AND o.id = r.id AND o.state = 'sending' AND o.lease_owner = $2`;

const isThere = "o.community_id = r.community_id AND o.chat_id = r.chat_id";
/** Their chat belongs to another community by now: their numbers stay. */
const isMoved = "o.community_id <> r.community_id";

export const finishSql = forEachNumber(finishBy(isThere));
export const finishMovedSql = forEachNumber(finishBy(isMoved));

const pollsBy = (isIt: string) => `
  INSERT INTO poll (platform, poll_id, community_id, chat_id, data, created_at)
  SELECT c.platform, r.poll_id, o.community_id, o.chat_id, o.message #>> '{poll,data}', $1
  FROM unnest($2::int[], $3::int[], $4::bigint[], $5::text[]) AS r (community_id, chat_id, id, poll_id)
  JOIN outbox o ON ${isIt} AND o.id = r.id JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
  ON CONFLICT DO NOTHING`;

export const pollsSql = pollsBy(isThere);
export const pollsMovedSql = pollsBy(isMoved);

/**
 * Messages that nobody else has in hand, found once. By their place and not by their key: a plan that was made while the
 * table was empty compared every message with every other, and a thousand answers took half a second each.
 */
const lockedSql = (which: string): string =>
  `ctid = ANY (ARRAY(SELECT ctid FROM outbox WHERE ${which} FOR UPDATE SKIP LOCKED))`;

/** Whether an account's chats are for owner $3 alone to write to (core/turns.ts). */
const oursNowSql = `EXISTS (
        SELECT FROM chat c JOIN bot_turn t ON t.platform = c.platform AND t.account = c.account
        WHERE c.community_id = outbox.community_id AND c.id = outbox.chat_id AND t.holder = $3 AND t.until > now())`;

export const recoverSql = `
  UPDATE outbox SET state = ${afterSilenceSql}, attempts = attempts + 1, lease_owner = NULL, lease_until = NULL,
         error = 'its process ended while sending'
  WHERE ${lockedSql(`state = 'sending'
      AND (lease_until <= $1 OR ($4 AND lease_owner = $3) OR (lease_until <= $6 AND lease_owner <> $3 AND ${oursNowSql}))
      AND ($2::int[] IS NULL OR community_id = ANY ($2)) AND id <> ALL ($5::bigint[])`)}
  RETURNING state`;

export const dropSql = `
  UPDATE outbox SET state = 'dropped'
  WHERE ${lockedSql("state = 'pending' AND deadline_at <= $1 AND ($2::int[] IS NULL OR community_id = ANY ($2))")}`;

/** Both at once: no message is in dead hands and overdue. */
export const tidySql = `
  WITH recovered AS (${recoverSql}), dropped AS (${dropSql} RETURNING 1)
  SELECT (SELECT count(*)::int FROM recovered WHERE state = 'unknown') AS unknown,
         (SELECT count(*)::int FROM dropped) AS dropped`;

export const unreachableSql = `
  WITH gone AS (UPDATE chat SET unreachable = $3 WHERE community_id = $1 AND id = $2)
  UPDATE outbox SET state = 'failed', error = $3 WHERE state = 'pending' AND community_id = $1 AND chat_id = $2`;

export const sentSinceSql = `
  SELECT (
    SELECT count(*) FILTER (WHERE sent_at > $3)::int FROM (
      SELECT sent_at FROM outbox
      WHERE community_id = w.community_id AND chat_id = w.chat_id AND state = 'sent'
      ORDER BY id DESC LIMIT 200
    ) newest
  ) AS sent
  FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (community_id, chat_id, position)
  ORDER BY position`;
