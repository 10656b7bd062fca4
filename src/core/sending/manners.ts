import type { BaseCtx } from "../context.ts";
import type { DeliveryKind } from "../outbox.ts";
import type { Database } from "../database/index.ts";
import { quietEnd } from "../quiet.ts";
import { addDays, dayMs, instantOf, localDay, startOfDay } from "../time.ts";

/** Most messages that nobody asked for into one group, in a civil day of the community's. */
export const unaskedPerGroup = 3;
/** When yesterday's may go. */
const morning = "09:00";

/** A message about to be sent. */
export interface Departure {
  communityId: number;
  chatId: number;
  kind: DeliveryKind;
  at: Date;
  /** most such messages of the account in any 24 hours, all chats together; absent: as many as there are */
  accountADay?: number | undefined;
}

/** Whether it is a good time to speak without having been asked. Only the outbox's own rows count, so every process and every restart knows the same. */
export interface Manners {
  /** The instant at which a message may be tried again; null: it may go now. */
  waitUntil(departure: Departure): Promise<Date | null>;
}

/**
 * The one place that holds back what nobody asked for, on every platform: none in the community's
 * quiet hours (core/quiet.ts), `unaskedPerGroup` a day into one group, and no more than its platform
 * bears from an account. A `notice` waits for the morning too and uses up none of the group's three.
 * Answers, receipts and digests pass: a person asked for them, or ordered them for that hour.
 */
export function createManners(database: Pick<Database, "pool">): Manners {
  return {
    async waitUntil({ communityId, chatId, kind, at, accountADay }) {
      if (kind !== "unasked" && kind !== "notice") return null;
      const { rows } = await database.pool.query<Place>(placeSql, [communityId, chatId]);
      const [place] = rows;
      if (!place) return null;
      const night = quietEnd(at, place.timeZone);
      if (night) return night;
      if (kind === "unasked" && place.kind === "group") {
        const today = localDay(at, place.timeZone);
        const since = startOfDay(today, place.timeZone);
        const { rows } = await database.pool.query<{ said: number }>(saidSql, [communityId, chatId, since, false]);
        if ((rows[0]?.said ?? 0) >= unaskedPerGroup) return instantOf(addDays(today, 1), morning, place.timeZone);
      }
      if (accountADay === undefined) return null;
      const lately = [place.platform, place.account, new Date(at.getTime() - dayMs), accountADay - 1];
      const { rows: sent } = await database.pool.query<{ sentAt: Date }>(accountSql, lately);
      return sent[0] ? new Date(sent[0].sentAt.getTime() + dayMs) : null;
    },
  };
}

/**
 * Whether an unasked word could still be said in this group by `until`. Who writes down that something was said asks first:
 * what the manners hold back until it is over is never read.
 */
export async function isTimeToSpeak(
  { tx, community, now, today }: BaseCtx,
  chatId: number,
  until: Date,
): Promise<boolean> {
  const night = quietEnd(now, community.timeZone);
  if (night && night > until) return false;
  const since = startOfDay(today, community.timeZone);
  const [row] = await tx.$queryRawUnsafe<{ said: number }[]>(saidSql, community.id, chatId, since, true);
  return (row?.said ?? 0) < unaskedPerGroup;
}

interface Place {
  timeZone: string;
  kind: "group" | "private" | "channel";
  platform: string;
  account: string;
}

const placeSql = `
  SELECT u.time_zone AS "timeZone", c.kind, c.platform, c.account
  FROM chat c JOIN community u ON u.id = c.community_id WHERE c.community_id = $1 AND c.id = $2`;

// what may have arrived was said; $4: and what waits will be
const saidSql = `
  SELECT count(*)::int AS said FROM outbox WHERE community_id = $1 AND chat_id = $2 AND kind = 'unasked'
    AND (state = 'sent' AND sent_at >= $3 OR (state = 'unknown' OR $4::boolean AND state = 'pending') AND created_at >= $3)`;

const accountSql = `
  SELECT o.sent_at AS "sentAt" FROM outbox o JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
  WHERE c.platform = $1 AND c.account = $2 AND o.kind IN ('unasked', 'notice') AND o.state = 'sent' AND o.sent_at > $3
  ORDER BY o.sent_at DESC OFFSET $4 LIMIT 1`;
