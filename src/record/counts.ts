import { mostMinutes } from "./fold.ts";

/**
 * How what a batch counted is added to what is there, for both statements of Record: the ends of their
 * INSERTs. All counts are sums; of scored minutes there are 35 at most.
 */

const last = "d.scored_texts[cardinality(d.scored_texts)]";

/**
 * Of a member's day, called `d`. Minutes that come after all others and texts that repeat none, as nearly
 * always, are put at the end unsorted; a batch that begins with the text the one before ended with does not
 * score its first minute.
 */
export const addToDay = `
  ON CONFLICT (community_id, member_id, day) DO UPDATE SET
    messages = d.messages + excluded.messages, replies = d.replies + excluded.replies,
    questions = d.questions + excluded.questions, hours = d.hours | excluded.hours,
    scored_minutes = CASE
      WHEN excluded.scored_minutes <@ d.scored_minutes OR cardinality(d.scored_minutes) >= ${mostMinutes} THEN d.scored_minutes
      WHEN excluded.scored_minutes[1] > d.scored_minutes[cardinality(d.scored_minutes)] AND excluded.scored_texts[1] <> ${last}
        THEN (d.scored_minutes || excluded.scored_minutes)[:${mostMinutes}]
      ELSE (SELECT array_agg(m ORDER BY m) FROM (SELECT DISTINCT m FROM unnest(d.scored_minutes ||
        CASE WHEN excluded.scored_texts[1] = ${last} THEN excluded.scored_minutes[2:] ELSE excluded.scored_minutes END)
        AS m ORDER BY m LIMIT ${mostMinutes}) AS minutes) END,
    scored_texts = CASE WHEN cardinality(excluded.scored_texts) = 0 THEN d.scored_texts ELSE excluded.scored_texts[2:] END`;

/**
 * Who of `days`, the step that wrote members' days, has a first day now, or an earlier one. It can only be a day
 * that was not there before (a row that was only updated bears our transaction as its xmax); looked at for
 * everybody who speaks, it would cost as much as their day.
 */
export const firstDays = `
  INSERT INTO member_first_day AS f (community_id, member_id, day)
  SELECT community_id, member_id, min(day) FROM days WHERE is_new GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (community_id, member_id) DO UPDATE SET day = excluded.day WHERE excluded.day < f.day`;

/** Of a chat's hour, called `h`. */
export const addToHour = `
  ON CONFLICT (community_id, chat_id, day, hour) DO UPDATE
  SET messages = h.messages + excluded.messages, others = h.others + excluded.others`;

/** Of what replies tell of a member's day, called `r`. */
export const addToReplies = `
  ON CONFLICT (community_id, member_id, day) DO UPDATE
  SET received = r.received + excluded.received, answers = r.answers + excluded.answers`;

/**
 * Whether a coming or going, called `i`, was told before in another way: live by a message and by a change
 * of membership within a minute, or by the same message with ids and (in an export) with names alone. OFFSET keeps
 * the planner from reading a whole table for it, as it would by a plan made while the table was small.
 */
export const isToldBefore = `(
  EXISTS (SELECT 1 FROM passage p WHERE p.community_id = i.community_id AND p.member_id = i.member_id
    AND p.chat_id = i.chat_id AND p.kind = i.kind AND p.is_message <> i.is_message
    AND p.at BETWEEN i.at - interval '60 seconds' AND i.at + interval '60 seconds' OFFSET 0)
  OR EXISTS (SELECT 1 FROM event_seen e WHERE e.community_id = i.community_id AND e.chat_id = i.chat_id
    AND e.identity = i.other_mark OFFSET 0))`;
