import type { HandedEvent, Offer } from "../core/hands.ts";
import { instant, int, rowsOf, text, valuesOf, type Columns } from "./columns.ts";

/** An event somebody must act on. */
export interface InboxRow {
  communityId: number;
  chatId: number;
  account: string;
  key: string;
  event: string;
  at: Date;
  /** position in the counted rows whose first counting this row depends on; −1 = none */
  onlyIfCounted: number;
}

interface InboxSteps {
  at: (nth: number) => string;
  now: number;
  counted: string;
  places: string;
}

const columns: Columns<InboxRow> = {
  community_id: int((row) => row.communityId),
  chat_id: int((row) => row.chatId),
  account: text((row) => row.account),
  key: text((row) => row.key),
  event: text((row) => row.event),
  event_at: instant((row) => row.at),
  only_if: int((row) => row.onlyIfCounted),
  position: int((_, position) => position),
};
const offerAt = Object.keys(columns).length;

/** Nobody works there and nothing waits: whoever has a free hand may have the chat. */
const isIdle = "lane.lease_owner IS NULL AND lane.lease_until IS NULL AND lane.waiting_since IS NULL";

/**
 * The steps of a statement of Record that hand events to Act: the inbox rows, then the lanes of their chats:
 * idle ones go at once to whoever offers free hands.
 * An event that depends on a counted row is left out unless its position is among `counted`, a query.
 * @param at names the nth of the parameters that `inboxValues` makes
 * @param now number of the parameter with the time, a timestamptz
 * @param places name of the step with the chats that may be written to
 */
export const inboxSteps = ({ at, now, counted, places }: InboxSteps): string => {
  const [owner, free, lease] = [`${at(offerAt)}::text`, `${at(offerAt + 1)}::int`, `${at(offerAt + 2)}::int`];
  return `
work AS (
  INSERT INTO inbox (community_id, chat_id, account, key, event, event_at, created_at)
  SELECT community_id, chat_id, account, key, event::jsonb, event_at, $${now}::timestamptz
  FROM ${rowsOf(columns, at)}
  JOIN ${places} p USING (community_id, chat_id)
  WHERE only_if < 0 OR only_if IN (${counted})
  ORDER BY position
  ON CONFLICT (community_id, account, key) DO NOTHING RETURNING community_id, chat_id, id, account, key),
lanes AS (
  INSERT INTO lane (community_id, chat_id, waiting_since, lease_owner, lease_until)
  SELECT community_id, chat_id, CASE WHEN is_handed THEN NULL ELSE $${now}::timestamptz END, CASE WHEN is_handed THEN ${owner} END,
    CASE WHEN is_handed THEN clock_timestamp() + ${lease} * interval '1 millisecond' END
  FROM (SELECT community_id, chat_id, row_number() OVER (ORDER BY community_id, chat_id) <= ${free} AS is_handed
    FROM work GROUP BY 1, 2) AS chats ORDER BY 1, 2
  ON CONFLICT (community_id, chat_id) DO UPDATE SET
    waiting_since = CASE WHEN ${isIdle} AND excluded.lease_owner IS NOT NULL THEN NULL
      ELSE coalesce(lane.waiting_since, $${now}::timestamptz) END,
    lease_owner = CASE WHEN ${isIdle} THEN excluded.lease_owner ELSE lane.lease_owner END,
    lease_until = CASE WHEN ${isIdle} THEN excluded.lease_until ELSE lane.lease_until END
  RETURNING community_id, chat_id, waiting_since IS NULL AS is_handed)`;
};

/** The parameters of `inboxSteps`, in their order. */
export const inboxValues = (inbox: readonly InboxRow[], offer: Offer | null): (Buffer | string | number | null)[] => [
  ...valuesOf(columns, inbox),
  offer?.owner ?? null,
  offer?.free ?? 0,
  offer?.leaseMs ?? 0,
];

/** The chats with new work, as `WokenChat`s: one value. */
export const wokenSql = `(SELECT json_agg(json_build_object('communityId', community_id, 'chatId', chat_id, 'events',
  CASE WHEN is_handed THEN (SELECT json_agg(json_build_object('id', id::text, 'account', account, 'key', key) ORDER BY id)
    FROM work w WHERE w.community_id = l.community_id AND w.chat_id = l.chat_id) END)) FROM lanes l)`;

/** A chat that has new work. */
export interface WokenChat {
  communityId: number;
  chatId: number;
  /** what was handed over with the chat; null = it waits to be claimed */
  events: Omit<HandedEvent, "event">[] | null;
}
