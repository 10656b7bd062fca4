import type { Pool } from "pg";
import type { ChatEvent } from "../core/event.ts";
import type { Place } from "../members/directory.ts";
import type { Countable } from "./rows.ts";

/** What Record must know of the people and chats of a batch. */
export interface View {
  /** The message as it counts: of nobody when its sender is out of the statistics. */
  counted(countable: Countable): Countable;
  /** Whether a feature asked to see the plain messages of this chat or member. */
  isWatched(event: ChatEvent, place: Place, memberId: number | null | undefined): boolean;
}

/** The people and chats of a batch, each once. */
export interface Company {
  /** with the place of one of their messages */
  people: ReadonlyMap<number, Place>;
  chats: ReadonlyMap<number, Place>;
}

/** Who and what comes up in a batch. */
export const companyOf = (places: readonly Place[], countables: readonly (Countable | undefined)[]): Company => {
  const people = new Map<number, Place>();
  for (const one of countables) if (one?.memberId) people.set(one.memberId, one.place);
  return { people, chats: new Map(places.map((place) => [place.chatId, place])) };
};

interface Choice {
  what: "out" | "chat" | "member";
  id: number;
  since: Date | null;
}

/**
 * What the people of a batch have chosen and features watch, of it what concerns the batch: who is out of the
 * statistics (with all that is one person with them) and since when, watched chats, watched members. Ids of members and chats are unique over all
 * communities; behind OFFSET the few rows of the communities are found first, by their keys.
 * @param at which parameters hold the communities, members and chats (lists, each once) and the time
 */
export const choicesSql = (at: { communities: number; members: number; chats: number; now: number }): string => {
  const own = (table: string) =>
    `(SELECT * FROM ${table} WHERE community_id = ANY($${at.communities}::int[]) OFFSET 0)`;
  const isOpen = `(until IS NULL OR until > $${at.now}::timestamptz)`;
  return `
  SELECT 'out' AS what, x.id, min(o.at) AS since FROM ${own("opt_out")} o
    JOIN member m ON m.community_id = o.community_id AND m.id = o.member_id
    CROSS JOIN LATERAL (SELECT coalesce(m.merged_into_id, m.id) AS id UNION ALL SELECT one.id FROM member one
      WHERE one.community_id = m.community_id AND one.merged_into_id = coalesce(m.merged_into_id, m.id)) x
    WHERE o.choice = 'stats' AND x.id = ANY($${at.members}::int[]) GROUP BY x.id
  UNION ALL SELECT 'chat', chat_id, NULL::timestamptz FROM ${own("watch_chat")} w
    WHERE chat_id = ANY($${at.chats}::int[]) AND ${isOpen}
  UNION ALL SELECT 'member', member_id, NULL::timestamptz FROM ${own("watch_member")} w
    WHERE member_id = ANY($${at.members}::int[]) AND ${isOpen}`;
};

const sql = `
  SELECT 'changed' AS what, p.chat_id AS id, NULL::timestamptz AS since
    FROM unnest($5::int[], $3::int[], $6::int[]) AS p(community_id, chat_id, version)
    JOIN configuration_version v ON v.community_id = p.community_id AND v.version <> p.version
  UNION ALL SELECT 'gone', p.member_id, NULL FROM unnest($7::int[], $2::int[]) AS p(community_id, member_id)
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.community_id = p.community_id AND m.id = p.member_id)
  UNION ALL (${choicesSql({ communities: 1, members: 2, chats: 3, now: 4 })})`;

/**
 * What members have chosen and features watch, as it was when last looked at. The statement that writes asks
 * whether it is still so (`asLines`), so whoever opts out of the statistics is out with their next message, in every
 * process. Read before or with the write: whoever answers a question read it first, so the watch was committed
 * before their message came.
 */
export class Choices implements View {
  readonly #outSince = new Map<number, Date>();
  readonly #watchedChats = new Set<number>();
  readonly #watchedMembers = new Set<number>();

  /**
   * Looks anew at what concerns these people and chats.
   * @returns whether what is remembered of them holds: false when a member is not there any more, or a place is not as it was
   */
  async look(pool: Pool, { people, chats }: Company, now: Date): Promise<boolean> {
    const { rows } = await pool.query<Choice | { what: "changed" | "gone" }>({
      name: "look",
      text: sql,
      values: [
        communitiesOf({ people, chats }),
        [...people.keys()],
        [...chats.keys()],
        now,
        [...chats.values()].map((place) => place.communityId),
        [...chats.values()].map((place) => place.version),
        [...people.values()].map((place) => place.communityId),
      ],
    });
    for (const id of people.keys()) {
      this.#outSince.delete(id);
      this.#watchedMembers.delete(id);
    }
    for (const id of chats.keys()) this.#watchedChats.delete(id);
    for (const row of rows) {
      if (row.what === "out" && row.since) this.#outSince.set(row.id, row.since);
      else if (row.what === "chat") this.#watchedChats.add(row.id);
      else if (row.what === "member") this.#watchedMembers.add(row.id);
    }
    return !rows.some(({ what }) => what === "gone" || what === "changed");
  }

  /** What is believed of these people and chats, as `linesSql` puts it. */
  asLines({ people, chats }: Company): string {
    const lines: string[] = [];
    for (const id of people.keys()) {
      const since = this.#outSince.get(id);
      if (since) lines.push(`out ${id} ${since.getTime()}`);
      if (this.#watchedMembers.has(id)) lines.push(`member ${id}`);
    }
    for (const id of chats.keys()) if (this.#watchedChats.has(id)) lines.push(`chat ${id}`);
    return lines.sort().join("\n");
  }

  counted(countable: Countable): Countable {
    const since = countable.memberId === null ? undefined : this.#outSince.get(countable.memberId);
    const isOut = since && countable.event.kind === "message" && countable.event.at >= since;
    return isOut ? { ...countable, memberId: null } : countable;
  }

  isWatched(event: ChatEvent, place: Place, memberId: number | null | undefined): boolean {
    if (event.kind !== "message" && event.kind !== "edit") return false;
    return this.#watchedChats.has(place.chatId) || (memberId != null && this.#watchedMembers.has(memberId));
  }
}

/** `choicesSql` as one text to compare: sorted by bytes, one choice a line. */
export const linesSql = (choices: string): string => `
  SELECT coalesce(string_agg(DISTINCT line, E'\\n' ORDER BY line), '') FROM (
    SELECT what || ' ' || id || coalesce(' ' || (extract(epoch FROM since) * 1000)::bigint, '') COLLATE "C" AS line
    FROM (${choices}) AS choice) AS t`;

/** The communities of a batch, each once. */
export const communitiesOf = ({ people, chats }: Company): number[] => [
  ...new Set([...people.values(), ...chats.values()].map((place) => place.communityId)),
];
