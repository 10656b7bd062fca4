import type { Pool, PoolClient } from "pg";
import { bools, days, instants, ints, texts, uuids } from "./columns.ts";
import { inboxColumns, inboxSteps, type InboxRow } from "./inbox.ts";
import type { CountRow } from "./rows.ts";

export interface Written {
  /** positions of the rows that were counted now, for the first time */
  counted: Set<number>;
  /** chats (community:chat) that have new work */
  wokenChats: { communityId: number; chatId: number }[];
  /** positions (in rows, then in inbox) whose chat is not where we believed: ask the directory again */
  stale: boolean;
}

/**
 * The whole Record lane as one statement, so one transaction and one round trip for a batch.
 * Rows of every table are written in the order of their keys: two batches never deadlock.
 * The text window is read here, so that a shorter one holds at once whatever the caller remembers.
 * `place` keeps only chats that are still where the caller believes: a community may have been
 * joined to another meanwhile. The planner takes every step for a handful of rows and would compare
 * each row of a large batch with each; `IN (…) IS TRUE` keeps it to a hash. At most 35 scored minutes of a day are worth anything
 * (points/chat.ts), so no more are kept.
 * A first day can only be a day that was not there before (a row that was only updated bears our
 * transaction as its xmax); looked at for everybody who speaks, it would cost as much as their day.
 * Minutes that come after all others and texts that repeat none, as nearly always, are put at the end unsorted.
 */
const sql = `
WITH place AS (
  SELECT c.community_id, c.id AS chat_id, coalesce((SELECT (value #>> '{}')::int FROM setting s WHERE
    s.community_id = c.community_id AND s.feature = 'upkeep' AND s.key = 'textDays'), 100000) AS text_days FROM unnest($1::int[], $2::int[]) AS t(community_id, chat_id)
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id),
input AS (
  SELECT t.*, text_days, to_timestamp(ms / 1000) AS at FROM unnest($3::int[], $4::int[], $5::int[], $6::uuid[], $7::text[], $8::int[], $9::float8[], $10::date[],
    $11::int[], $12::int[], $13::int[], $14::bool[], $15::bool[], $16::text[], $17::bool[], $26::uuid[], $27::uuid[],
    $28::int[], $29::bool[])
    AS t(idx, community_id, chat_id, identity, kind, member_id, ms, day, hour, minute, fingerprint, is_reply, is_question, text, is_message,
      mark, other_mark, answers_member, answers_question)
  JOIN place USING (community_id, chat_id)),
genuine AS (
  SELECT i.* FROM input i WHERE i.kind IN ('message', 'other') OR NOT EXISTS (
    SELECT 1 FROM passage p WHERE p.community_id = i.community_id AND p.member_id = i.member_id AND p.chat_id = i.chat_id
      AND p.kind = i.kind AND p.is_message <> i.is_message
      AND p.at BETWEEN i.at - interval '60 seconds' AND i.at + interval '60 seconds')
    AND NOT EXISTS (SELECT 1 FROM event_seen e WHERE e.community_id = i.community_id AND e.chat_id = i.chat_id
      AND e.identity = i.other_mark)),
seen AS (
  INSERT INTO event_seen (community_id, chat_id, identity)
  SELECT community_id, chat_id, identity FROM genuine
  UNION ALL SELECT community_id, chat_id, mark FROM input WHERE mark IS NOT NULL ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING RETURNING community_id, chat_id, identity),
fresh AS (SELECT g.* FROM genuine g
  WHERE ((community_id, chat_id, identity) IN (SELECT community_id, chat_id, identity FROM seen)) IS TRUE),
hours AS (
  INSERT INTO chat_hour (community_id, chat_id, day, hour, messages, others)
  SELECT community_id, chat_id, day, hour, count(*) FILTER (WHERE kind = 'message'), count(*) FILTER (WHERE kind = 'other')
  FROM fresh WHERE kind IN ('message', 'other') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (community_id, chat_id, day, hour) DO UPDATE
  SET messages = chat_hour.messages + excluded.messages, others = chat_hour.others + excluded.others),
talk AS (
  SELECT *, CASE WHEN minute >= 0 AND fingerprint IS DISTINCT FROM
      lag(fingerprint) OVER (PARTITION BY community_id, member_id, day, minute >= 0 ORDER BY at, idx) THEN minute END AS scoring
  FROM fresh WHERE kind = 'message' AND member_id IS NOT NULL),
days AS (
  INSERT INTO member_day (community_id, member_id, day, messages, replies, questions, hours, scored_minutes, scored_texts)
  SELECT community_id, member_id, day, count(*), count(*) FILTER (WHERE is_reply), count(*) FILTER (WHERE is_question),
    bit_or(1 << hour), coalesce((array_agg(DISTINCT scoring) FILTER (WHERE scoring IS NOT NULL))[:35], '{}'),
    coalesce(array_agg(fingerprint ORDER BY at, idx) FILTER (WHERE scoring IS NOT NULL), '{}')
  FROM talk GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (community_id, member_id, day) DO UPDATE SET
    messages = member_day.messages + excluded.messages, replies = member_day.replies + excluded.replies,
    questions = member_day.questions + excluded.questions, hours = member_day.hours | excluded.hours,
    scored_minutes = CASE
      WHEN excluded.scored_minutes <@ member_day.scored_minutes OR cardinality(member_day.scored_minutes) >= 35 THEN member_day.scored_minutes
      WHEN excluded.scored_minutes[1] > member_day.scored_minutes[cardinality(member_day.scored_minutes)]
        AND excluded.scored_texts[1] <> member_day.scored_texts[cardinality(member_day.scored_texts)]
        THEN (member_day.scored_minutes || excluded.scored_minutes)[:35]
      ELSE (SELECT array_agg(m ORDER BY m) FROM (SELECT DISTINCT m FROM unnest(member_day.scored_minutes ||
        CASE WHEN excluded.scored_texts[1] = member_day.scored_texts[cardinality(member_day.scored_texts)]
             THEN excluded.scored_minutes[2:] ELSE excluded.scored_minutes END) AS m ORDER BY m LIMIT 35) AS minutes) END,
    scored_texts = CASE WHEN cardinality(excluded.scored_texts) = 0 THEN member_day.scored_texts
      ELSE excluded.scored_texts[cardinality(excluded.scored_texts):] END
  RETURNING community_id, member_id, day, xmax = 0 AS is_new),
firsts AS (
  INSERT INTO member_first_day AS f (community_id, member_id, day)
  SELECT community_id, member_id, min(day) FROM days WHERE is_new GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (community_id, member_id) DO UPDATE SET day = excluded.day WHERE excluded.day < f.day),
answers AS (
  INSERT INTO reply_day AS d (community_id, member_id, day, received, answers)
  SELECT community_id, t.member_id, day, sum(received), sum(answers) FROM talk, LATERAL (
    VALUES (answers_member, 1, 0), (talk.member_id, 0, answers_question::int)) AS t(member_id, received, answers)
  WHERE answers_member IS NOT NULL AND received + answers > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (community_id, member_id, day) DO UPDATE
  SET received = d.received + excluded.received, answers = d.answers + excluded.answers),
passages AS (
  INSERT INTO passage (community_id, chat_id, identity, member_id, kind, at, day, is_message)
  SELECT community_id, chat_id, identity, member_id, kind, at, day, is_message FROM fresh WHERE kind IN ('join', 'leave')),
texts AS (
  INSERT INTO message_text (community_id, chat_id, identity, member_id, at, text)
  SELECT community_id, chat_id, identity, member_id, at, text FROM fresh
  WHERE text IS NOT NULL AND at > $25::timestamptz - make_interval(days => text_days)),
${inboxSteps({ first: 18, now: 25, counted: "SELECT idx FROM fresh" })}
SELECT (SELECT array_agg(idx) FROM fresh) AS counted, (SELECT count(*)::int FROM place) AS places,
  (SELECT json_agg(json_build_object('communityId', community_id, 'chatId', chat_id)) FROM lanes) AS woken`;

/** Writes a batch; all or nothing. Rows with equal identity within the batch must have been dropped before. */
export async function writeBatch(
  database: Pool | PoolClient,
  rows: readonly CountRow[],
  inbox: readonly InboxRow[],
  now: Date,
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
    values: [
      ints(distinct.map((place) => place.communityId)),
      ints(distinct.map((place) => place.chatId)),
      ints(rows.map((_, index) => index)),
      ints(rows.map((row) => row.communityId)),
      ints(rows.map((row) => row.chatId)),
      uuids(rows.map((row) => row.identity)),
      texts(rows.map((row) => row.kind)),
      ints(rows.map((row) => row.memberId)),
      instants(rows.map((row) => row.at)),
      days(rows.map((row) => row.day)),
      ints(rows.map((row) => row.hour)),
      ints(rows.map((row) => row.minute)),
      ints(rows.map((row) => row.fingerprint)),
      bools(rows.map((row) => row.isReply)),
      bools(rows.map((row) => row.isQuestion)),
      texts(rows.map((row) => row.text)),
      bools(rows.map((row) => row.isMessage)),
      ...inboxColumns(inbox),
      now,
      uuids(rows.map((row) => row.mark)),
      uuids(rows.map((row) => row.otherMark)),
      ints(rows.map((row) => row.answersMember)),
      bools(rows.map((row) => row.answersQuestion)),
    ],
  });
  const answer = answers[0];
  return {
    counted: new Set(answer?.counted ?? []),
    wokenChats: answer?.woken ?? [],
    stale: answer?.places !== distinct.length,
  };
}
