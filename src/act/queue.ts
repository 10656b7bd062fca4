import type { Pool } from "pg";
import type { HandedChat, HandedEvent } from "../core/hands.ts";
import type { Work } from "./take.ts";

export const leaseMs = 30_000;
/** How long a chat waits whose event met a database that is busy or away. */
export const waitMs = 1_000;
/** After this share of its lease a chat that is still worked on is leased anew, in ms. */
export const renewMs = leaseMs / 3;
/** Events read of a chat at once. */
export const readAtOnce = 500;

/** A chat in this process's hands. */
export interface Lane {
  communityId: number;
  chatId: number;
}

/** A chat that was just claimed, with the oldest events that wait there. */
export interface ClaimedLane extends Lane {
  events: Work[];
}

/** A chat to give back: nothing left, to be looked at again after a moment, or with work left. */
export interface Return {
  lane: Lane;
  how: "done" | "later" | "left";
}

/** The chats with waiting events, as the database keeps them for all processes. */
export interface Queue {
  /** Gives chats back, and claims none. True: one of them has work already. */
  giveBack(returns: readonly Return[]): Promise<boolean>;
  /** Gives chats back and claims others, those that wait longest, in one statement. */
  exchange(returns: readonly Return[], wanted: Wanted): Promise<Exchange>;
  /** The oldest events that wait in a chat of ours. */
  more(lane: Lane): Promise<Work[]>;
  /** Keeps a chat for another while. */
  renew(lane: Lane): Promise<void>;
}

export interface Wanted {
  /** how many at most */
  free: number;
  /** all that are in this process's hands, the returned ones too */
  held: readonly number[];
  /** whatever else bears this process's name was left by a former life or by a failure, and is to be claimed again */
  isLost: boolean;
}

export interface Exchange {
  claimed: ClaimedLane[];
  /** one of the returned has work already */
  again: boolean;
}

export interface QueueOptions {
  pool: Pool;
  /** names this process in leases */
  owner: string;
  /** test worlds act only for their own communities */
  communities?: readonly number[];
}

const waiting = (lane: string) => `
  SELECT w.id, w.account, w.key, w.event FROM inbox w
  WHERE w.community_id = ${lane}.community_id AND w.chat_id = ${lane}.chat_id AND w.status = 'new'
  ORDER BY w.id LIMIT ${readAtOnce}`;

// A claim takes waiting_since away and Record sets it again for whatever comes after. What was
// committed between our look and our claim of the row is in neither: so a return looks once more.
// Locked first, in the order of their keys, as Record locks chats: whatever the plan, neither waits for what the other holds.
// The limit leaves nothing out, nor does coalesce. But PostgreSQL takes a list behind a limit for short, and takes no owner for
// a way to find chats: it looks each up by its key. Else it reads all there ever were, as long as it knows them as few.
const returned = (owner: string, [communities, chats, hows]: string[]) => `
    UPDATE lane l SET lease_owner = NULL,
      lease_until = CASE WHEN r.how = 'later' THEN now() + ${waitMs} * interval '1 millisecond' END,
      waiting_since = CASE WHEN r.how = 'done' AND NOT EXISTS (SELECT FROM inbox w
        WHERE w.community_id = l.community_id AND w.chat_id = l.chat_id AND w.status = 'new')
        THEN l.waiting_since ELSE coalesce(l.waiting_since, now()) END
    FROM (SELECT community_id, chat_id, how
      FROM (SELECT * FROM unnest(${communities}::int[], ${chats}::int[], ${hows}::text[])
        LIMIT cardinality(${chats}::int[])) AS given (community_id, chat_id, how)
      JOIN lane USING (community_id, chat_id) WHERE coalesce(lease_owner = ${owner}, false)
      ORDER BY community_id, chat_id FOR UPDATE OF lane) AS r
    WHERE l.community_id = r.community_id AND l.chat_id = r.chat_id
    RETURNING l.waiting_since IS NOT NULL AND l.lease_until IS NULL AS again`;

// in the words of lane_busy_idx, or it is not used: of all chats there ever were, few are at work
const busy = "(waiting_since IS NOT NULL OR lease_until IS NOT NULL)";

const returnSql = returned("$1", ["$2", "$3", "$4"]);

const exchangeSql = `
  WITH returned AS (${returned("$1", ["$5", "$6", "$7"])}),
  free AS MATERIALIZED (
    SELECT community_id, chat_id FROM lane
    WHERE ${busy} AND (lease_until < now() OR lease_until IS NULL AND waiting_since IS NOT NULL OR $8 AND lease_owner = $1)
      AND chat_id <> ALL($4::int[]) AND ($3::int[] IS NULL OR community_id = ANY($3))
    ORDER BY waiting_since LIMIT $2 FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE lane l SET waiting_since = NULL, lease_owner = $1, lease_until = now() + ${leaseMs} * interval '1 millisecond'
    FROM free WHERE l.community_id = free.community_id AND l.chat_id = free.chat_id
    RETURNING l.community_id, l.chat_id)
  SELECT (SELECT coalesce(bool_or(again), false) FROM returned) AS again, (
    SELECT json_agg(json_build_object('communityId', community_id, 'chatId', chat_id, 'events',
      (SELECT json_agg(json_build_object('id', id::text, 'account', account, 'key', key, 'event', event)) FROM (
        ${waiting("claimed")}) AS oldest))) FROM claimed) AS lanes`;

export function createQueue({ pool, owner, communities }: QueueOptions): Queue {
  return {
    async giveBack(returns) {
      const { rows } = await pool.query<{ again: boolean }>({
        name: "return-lanes",
        text: returnSql,
        values: [owner, ...columns(returns)],
      });
      return rows.some(({ again }) => again);
    },

    async exchange(returns, { free, held, isLost }) {
      const { rows } = await pool.query<{ again: boolean; lanes: (Lane & { events: HandedEvent[] | null })[] | null }>({
        name: "exchange-lanes",
        text: exchangeSql,
        values: [owner, free, communities ?? null, held, ...columns(returns), isLost],
      });
      const claimed = (rows[0]?.lanes ?? []).map(({ communityId, chatId, events }) => {
        return claimedLane({ communityId, chatId, events: events ?? [] });
      });
      return { claimed, again: rows[0]?.again ?? false };
    },

    async more(lane) {
      const { rows } = await pool.query<HandedEvent>({
        name: "lane-work",
        text: `SELECT oldest.* FROM (SELECT $1::int AS community_id, $2::int AS chat_id) AS l
               CROSS JOIN LATERAL (${waiting("l")}) AS oldest`,
        values: [lane.communityId, lane.chatId],
      });
      return rows.map((row) => workOf(lane, row));
    },

    async renew(lane) {
      await pool.query(
        `UPDATE lane SET lease_until = now() + ${leaseMs} * interval '1 millisecond'
         WHERE community_id = $1 AND chat_id = $2 AND lease_owner = $3`,
        [lane.communityId, lane.chatId, owner],
      );
    },
  };
}

function columns(returns: readonly Return[]) {
  return [
    returns.map(({ lane }) => lane.communityId),
    returns.map(({ lane }) => lane.chatId),
    returns.map(({ how }) => how),
  ];
}

/** A chat with its events as they come back from JSON. */
export function claimedLane({ communityId, chatId, events }: HandedChat): ClaimedLane {
  const lane = { communityId, chatId };
  return { ...lane, events: events.map((row) => workOf(lane, row)) };
}

function workOf({ communityId, chatId }: Lane, { id, account, key, event }: HandedEvent): Work {
  return { communityId, chatId, id: BigInt(id), account, key, event: { ...event, at: new Date(event.at) } };
}
