import { instants, ints, texts } from "./columns.ts";

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
  first: number;
  now: number;
  counted: string;
  places: string;
}

/**
 * The steps of a statement of Record that hand events to Act: the inbox rows, then the lanes of their chats.
 * An event that depends on a counted row is left out unless its position is among `counted`, a query.
 * @param first number of the first of the seven parameters that `inboxColumns` makes
 * @param now number of the parameter with the time, a timestamptz
 * @param places name of the step with the chats that may be written to
 */
export const inboxSteps = ({ first, now, counted, places }: InboxSteps): string => {
  const [communities, chats, accounts, keys, events, times, conditions] = Array.from(
    { length: 7 },
    (_, i) => `$${first + i}`,
  );
  return `
work AS (
  INSERT INTO inbox (community_id, chat_id, account, key, event, event_at, created_at)
  SELECT t.community_id, t.chat_id, account, key, event::jsonb, to_timestamp(ms / 1000), $${now}::timestamptz
  FROM unnest(${communities}::int[], ${chats}::int[], ${accounts}::text[], ${keys}::text[], ${events}::text[],
    ${times}::float8[], ${conditions}::int[]) WITH ORDINALITY
    AS t(community_id, chat_id, account, key, event, ms, only_if, position)
  JOIN ${places} p USING (community_id, chat_id)
  WHERE only_if < 0 OR only_if IN (${counted})
  ORDER BY position
  ON CONFLICT (community_id, account, key) DO NOTHING RETURNING community_id, chat_id),
lanes AS (
  INSERT INTO lane (community_id, chat_id, waiting_since)
  SELECT DISTINCT community_id, chat_id, $${now}::timestamptz FROM work ORDER BY 1, 2
  ON CONFLICT (community_id, chat_id) DO UPDATE SET waiting_since = coalesce(lane.waiting_since, excluded.waiting_since)
  RETURNING community_id, chat_id)`;
};

/** The parameters of `inboxSteps`, in their order. */
export const inboxColumns = (inbox: readonly InboxRow[]): Buffer[] => [
  ints(inbox.map((row) => row.communityId)),
  ints(inbox.map((row) => row.chatId)),
  texts(inbox.map((row) => row.account)),
  texts(inbox.map((row) => row.key)),
  texts(inbox.map((row) => row.event)),
  instants(inbox.map((row) => row.at)),
  ints(inbox.map((row) => row.onlyIfCounted)),
];
