import type { Pool } from "pg";
import type { ChatEvent } from "../core/event.ts";
import type { Place } from "../members/directory.ts";
import type { Countable } from "./rows.ts";

/** What Record must know, at this moment, of the people and chats of a batch. */
export interface View {
  /** a member that was remembered is not there any more, or a place is not as it was: all are looked up again */
  isStale: boolean;
  /** The message as it counts: of nobody when its sender is out of the statistics. */
  counted(countable: Countable): Countable;
  /** Whether a feature asked to see the plain messages of this chat or member. */
  isWatched(event: ChatEvent, place: Place, memberId: number | null | undefined): boolean;
}

interface Row {
  what: "changed" | "gone" | "out" | "chat" | "member";
  id: number;
  since: Date | null;
}

const sql = `
  WITH person AS (SELECT * FROM unnest($1::int[], $2::int[]) AS t(community_id, member_id)),
  place AS (SELECT * FROM unnest($3::int[], $4::int[], $6::int[]) AS t(community_id, chat_id, version))
  SELECT 'changed' AS what, p.chat_id AS id, NULL::timestamptz AS since
    FROM place p JOIN configuration_version v ON v.community_id = p.community_id AND v.version <> p.version
  UNION ALL SELECT 'gone', p.member_id, NULL FROM person p
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.community_id = p.community_id AND m.id = p.member_id)
  UNION ALL SELECT 'out', p.member_id, min(o.at) FROM person p
    JOIN opt_out o ON o.community_id = p.community_id AND o.choice = 'stats' AND (o.member_id = p.member_id
      OR o.member_id IN (SELECT b.member_id FROM merged_member a JOIN merged_member b USING (community_id, person_id)
        WHERE a.community_id = p.community_id AND a.member_id = p.member_id)) GROUP BY p.member_id
  UNION ALL SELECT 'chat', w.chat_id, NULL FROM place JOIN watch_chat w USING (community_id, chat_id)
    WHERE until IS NULL OR until > $5
  UNION ALL SELECT 'member', w.member_id, NULL FROM person JOIN watch_member w USING (community_id, member_id)
    WHERE until IS NULL OR until > $5`;

/**
 * Reads anew for every batch what members have chosen and what features watch: whoever opts out of the
 * statistics is out with their next message, in every process, and so is whoever was forgotten. Read
 * before the write: whoever answers a question read it first, so the watch was committed before their
 * message came.
 */
export async function look(
  pool: Pool,
  places: readonly Place[],
  countables: readonly (Countable | undefined)[],
  now: Date,
): Promise<View> {
  const people = new Map(countables.flatMap((one) => (one?.memberId ? [[one.memberId, one.place] as const] : [])));
  const chats = new Map(places.map((place) => [place.chatId, place]));
  const { rows } = await pool.query<Row>({
    name: "look",
    text: sql,
    values: [
      [...people.values()].map((place) => place.communityId),
      [...people.keys()],
      [...chats.values()].map((place) => place.communityId),
      [...chats.keys()],
      now,
      [...chats.values()].map((place) => place.version),
    ],
  });
  const found = (what: Row["what"]) =>
    new Map(rows.filter((row) => row.what === what).map((row) => [row.id, row.since]));
  const outSince = found("out");
  const watchedChats = found("chat");
  const watchedMembers = found("member");
  return {
    isStale: rows.some(({ what }) => what === "gone" || what === "changed"),
    counted: (countable) => {
      const since = countable.memberId === null ? undefined : outSince.get(countable.memberId);
      const isOut = since && countable.event.kind === "message" && countable.event.at >= since;
      return isOut ? { ...countable, memberId: null } : countable;
    },
    isWatched: (event, place, memberId) =>
      (event.kind === "message" || event.kind === "edit") &&
      (watchedChats.has(place.chatId) || (memberId != null && watchedMembers.has(memberId))),
  };
}
