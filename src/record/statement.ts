import type { Pool, PoolClient } from "pg";
import type { Offer } from "../core/hands.ts";
import { countColumns, int, rowsOf, valuesOf, type Columns } from "./columns.ts";
import { addToDay, addToHour, addToReplies, firstDays, isToldBefore } from "./counts.ts";
import { mostMinutes } from "./fold.ts";
import { inboxSteps, inboxValues, wokenSql, type InboxRow, type WokenChat } from "./inbox.ts";
import type { CountRow } from "./rows.ts";

export interface Written {
  /** positions of the rows that were counted now, for the first time */
  counted: Set<number>;
  wokenChats: WokenChat[];
  /** some chat is not where we believed, and nothing of it was written: ask the directory again */
  stale: boolean;
}

const placeColumns: Columns<{ communityId: number; chatId: number }> = {
  community_id: int((place) => place.communityId),
  chat_id: int((place) => place.chatId),
};
const rowColumns: Columns<CountRow> = { idx: int((_, position) => position), ...countColumns };

/** The parameters: the time, the places, the rows, the work. */
const now = 1;
const placesFrom = 2;
const rowsFrom = placesFrom + Object.keys(placeColumns).length;
const workFrom = rowsFrom + Object.keys(rowColumns).length;
const from = (first: number) => (nth: number) => `$${first + nth}`;

/**
 * A batch of which anything may have been recorded before, as one statement, so one transaction and one round trip.
 * Rows of every table are written in the order of their keys: two batches never deadlock.
 * The text window is read here, so that a shorter one holds at once whatever the caller remembers.
 * `place` keeps only chats that are still where the caller believes: a community may have been
 * joined to another meanwhile. The planner takes every step for a handful of rows and would compare
 * each row of a large batch with each; `IN (…) IS TRUE` keeps it to a hash.
 */
const sql = `
WITH place AS (
  SELECT c.community_id, c.id AS chat_id, coalesce((SELECT (value #>> '{}')::int FROM setting s WHERE
    s.community_id = c.community_id AND s.feature = 'upkeep' AND s.key = 'textDays'), 100000) AS text_days FROM ${rowsOf(placeColumns, from(placesFrom))}
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id),
input AS (
  SELECT t.*, text_days FROM ${rowsOf(rowColumns, from(rowsFrom))}
  JOIN place USING (community_id, chat_id)),
genuine AS (SELECT i.* FROM input i WHERE i.kind IN ('message', 'other') OR NOT ${isToldBefore}),
seen AS (
  INSERT INTO event_seen (community_id, chat_id, identity)
  SELECT community_id, chat_id, identity FROM (SELECT community_id, chat_id, identity, false AS is_mark FROM genuine
    UNION ALL SELECT community_id, chat_id, mark, true FROM input WHERE mark IS NOT NULL) AS t ORDER BY is_mark, 1, 2, 3
  ON CONFLICT DO NOTHING RETURNING community_id, chat_id, identity),
fresh AS (SELECT g.* FROM genuine g
  WHERE ((community_id, chat_id, identity) IN (SELECT community_id, chat_id, identity FROM seen)) IS TRUE),
hours AS (
  INSERT INTO chat_hour AS h (community_id, chat_id, day, hour, messages, others)
  SELECT community_id, chat_id, day, hour, count(*) FILTER (WHERE kind = 'message'), count(*) FILTER (WHERE kind = 'other')
  FROM fresh WHERE kind IN ('message', 'other') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 ${addToHour}),
talk AS (
  SELECT *, CASE WHEN minute >= 0 AND fingerprint IS DISTINCT FROM
      lag(fingerprint) OVER (PARTITION BY community_id, member_id, day, minute >= 0 ORDER BY at, idx) THEN minute END AS scoring
  FROM fresh WHERE kind = 'message' AND member_id IS NOT NULL),
days AS (
  INSERT INTO member_day AS d (community_id, member_id, day, messages, replies, questions, hours, scored_minutes, scored_texts)
  SELECT community_id, member_id, day, count(*), count(*) FILTER (WHERE is_reply), count(*) FILTER (WHERE is_question),
    bit_or(1 << hour), coalesce((array_agg(DISTINCT scoring) FILTER (WHERE scoring IS NOT NULL))[:${mostMinutes}], '{}'),
    CASE WHEN count(scoring) = 0 THEN '{}' ELSE ARRAY[(array_agg(fingerprint ORDER BY at, idx) FILTER (WHERE scoring IS NOT NULL))[1],
      (array_agg(fingerprint ORDER BY at DESC, idx DESC) FILTER (WHERE scoring IS NOT NULL))[1]] END
  FROM talk GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ${addToDay}
  RETURNING community_id, member_id, day, xmax = 0 AS is_new),
firsts AS (${firstDays}),
answers AS (
  INSERT INTO reply_day AS r (community_id, member_id, day, received, answers)
  SELECT community_id, t.member_id, day, sum(received), sum(answers) FROM talk, LATERAL (
    VALUES (answers_member, 1, 0), (talk.member_id, 0, answers_question::int)) AS t(member_id, received, answers)
  WHERE answers_member IS NOT NULL AND received + answers > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ${addToReplies}),
passages AS (
  INSERT INTO passage (community_id, chat_id, identity, member_id, kind, at, day, is_message)
  SELECT community_id, chat_id, identity, member_id, kind, at, day, is_message FROM fresh WHERE kind IN ('join', 'leave')),
texts AS (
  INSERT INTO message_text (community_id, chat_id, identity, member_id, at, text)
  SELECT community_id, chat_id, identity, member_id, at, text FROM fresh
  WHERE text IS NOT NULL AND at > $${now}::timestamptz - make_interval(days => text_days)),
${inboxSteps({ at: from(workFrom), now, counted: "SELECT idx FROM fresh", places: "place" })}
SELECT (SELECT array_agg(idx) FROM fresh) AS counted, (SELECT count(*)::int FROM place) AS places,
  ${wokenSql} AS woken`;

/** Writes a batch; all or nothing. Rows with equal identity within the batch must have been dropped before. */
export async function writeBatch(
  database: Pool | PoolClient,
  rows: readonly CountRow[],
  inbox: readonly InboxRow[],
  at: Date,
  offer: Offer | null = null,
): Promise<Written> {
  const places = new Map<number, { communityId: number; chatId: number }>();
  for (const { communityId, chatId } of [...rows, ...inbox]) places.set(chatId, { communityId, chatId });
  const distinct = [...places.values()];
  const { rows: answers } = await database.query<{
    counted: number[] | null;
    places: number;
    woken: Written["wokenChats"] | null;
  }>({
    name: "record",
    text: sql,
    values: [at, ...valuesOf(placeColumns, distinct), ...valuesOf(rowColumns, rows), ...inboxValues(inbox, offer)],
  });
  const answer = answers[0];
  return {
    counted: new Set(answer?.counted ?? []),
    wokenChats: answer?.woken ?? [],
    stale: answer?.places !== distinct.length,
  };
}
