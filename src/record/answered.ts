import type { Pool } from "pg";
import type { ChatEvent } from "../core/event.ts";
import { messageIdentity } from "../core/identity.ts";
import { asks, type CountRow } from "./rows.ts";

interface Answered {
  position: number;
  memberId: number;
  text: string | null;
}

/**
 * The author as the platform names them, else as the kept text does; people are only looked up, never made:
 * somebody who was forgotten must not come back because another answers them. Who is out of the statistics
 * is counted for nothing, however they are named.
 */
const sql = `
  SELECT position, member_id AS "memberId", text FROM (
    SELECT t.position, t.community_id, coalesce(i.member_id, x.member_id) AS member_id, x.text
      FROM unnest($1::int[], $2::int[], $3::int[], $4::uuid[], $5::text[], $6::text[])
        AS t(position, community_id, chat_id, identity, platform, person)
      LEFT JOIN identity i ON i.community_id = t.community_id AND i.platform = t.platform AND i.platform_user_id = t.person
      LEFT JOIN message_text x ON x.community_id = t.community_id AND x.chat_id = t.chat_id AND x.identity = t.identity) a
   WHERE member_id IS NOT NULL AND NOT EXISTS (
     SELECT FROM opt_out o WHERE o.community_id = a.community_id AND o.choice = 'stats' AND (o.member_id = a.member_id
       OR o.member_id IN (SELECT d.member_id FROM merged_member c JOIN merged_member d USING (community_id, person_id)
         WHERE c.community_id = a.community_id AND c.member_id = a.member_id)))`;

/**
 * Finds for every message of a batch that answers another whose that was and whether it asked something, and
 * writes it into the rows. Messages of the same batch tell it themselves; what nobody knows stays unknown.
 */
export async function findAnswered(
  pool: Pool,
  located: readonly { event: ChatEvent }[],
  rows: CountRow[],
  positions: readonly number[],
): Promise<void> {
  const own = new Map(rows.map((row) => [`${row.chatId}\n${row.identity}`, row]));
  const asked: { position: number; row: CountRow; identity: string; platform: string; person: string | null }[] = [];
  for (const [index, { event }] of located.entries()) {
    const position = positions[index] ?? -1;
    const row = rows[position];
    if (!row || row.memberId === null || event.kind !== "message" || !event.replyTo || event.replyTo.toBot) continue;
    const identity = messageIdentity(event.replyTo.messageId);
    const near = own.get(`${row.chatId}\n${identity}`);
    if (near) rows[position] = answering(row, near.kind === "message" ? near.memberId : null, near.isQuestion);
    else asked.push({ position, row, identity, platform: event.platform, person: event.replyTo.from?.id ?? null });
  }
  if (asked.length === 0) return;
  const { rows: found } = await pool.query<Answered>({
    name: "answered",
    text: sql,
    values: [
      asked.map((one) => one.position),
      asked.map((one) => one.row.communityId),
      asked.map((one) => one.row.chatId),
      asked.map((one) => one.identity),
      asked.map((one) => one.platform),
      asked.map((one) => one.person),
    ],
  });
  for (const { position, memberId, text } of found) {
    const row = rows[position];
    if (row) rows[position] = answering(row, memberId, text !== null && asks(text));
  }
}

/** A row that answers a member; who answers themselves answers nobody. */
const answering = (row: CountRow, memberId: number | null, isQuestion: boolean): CountRow =>
  memberId === null || memberId === row.memberId
    ? row
    : { ...row, answersMember: memberId, answersQuestion: isQuestion };
