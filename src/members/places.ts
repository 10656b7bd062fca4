import type { Pool } from "pg";
import type { ChatWords } from "../core/commands.ts";
import type { ChatRef } from "../core/event.ts";
import type { Language } from "../core/text.ts";
import type { Clock } from "../core/time.ts";
import { defaultTextDays } from "../engagement/texts.ts";
import { makeCommunity, makeGroup } from "./founding.ts";
import { cleanName } from "./names.ts";

/** Where an event belongs: our ids for its chat, and what recording needs to know of its community. */
export interface Place {
  communityId: number;
  chatId: number;
  timeZone: string;
  salt: string;
  /** days a text is kept; 0 = never */
  textDays: number;
  /** the bot account that answers there */
  account: string | null;
  /** what operators changed about words there */
  words: ChatWords;
  /** how often anything of its community's configuration had been changed when this was read */
  version: number;
}

/** A private chat, and whom it is with. */
export interface PrivateChat {
  platform: string;
  chat: ChatRef;
  /** their platform id */
  person: string;
  account: string;
  /** of a community that is made for a stranger; absent = the default */
  language?: Language | undefined;
}

/** A private chat with the community it speaks for. */
interface Home extends PrivateChat {
  communityId: number;
}

/**
 * Platform chat ids → our places, remembered in the process. What operators change (settings, words,
 * switches, the zone) is counted in a row: a place of another version is to be forgotten.
 */
export class Places {
  readonly #pool: Pool;
  readonly #clock: Clock;
  /** by platform and address: one text of both, made for every message, takes longer than looking it up */
  readonly #known = new Map<string, Map<string, Place>>();

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  forget(): void {
    this.#known.clear();
  }

  /** The place of a group chat that is remembered, for who is seen there by this account (null: only in a file). */
  known(platform: string, chatId: string, account: string | null): Place | undefined {
    const known = this.#known.get(platform)?.get(chatId);
    return known && (account === null || known.account === account) ? known : undefined;
  }

  /**
   * The place of a group chat; a chat never seen becomes a community of its own, or one of
   * `communityId`. A community that is made speaks `language`, else the default.
   */
  async group(
    platform: string,
    chat: ChatRef,
    account: string | null,
    communityId?: number,
    language?: Language,
  ): Promise<Place> {
    const known = this.known(platform, chat.id, account);
    if (known) return known;
    let place = await this.#findGroup(platform, chat.id);
    if (!place) {
      await makeGroup(this.#pool, { platform, chat, account, communityId, language }, this.#clock.now());
      place = await this.#findGroup(platform, chat.id);
    }
    if (!place) throw new Error(`chat ${platform}:${chat.id} was not found after it was made`);
    if (account !== null && place.account !== account) {
      await this.#pool.query(`UPDATE chat SET account = $3, unreachable = NULL WHERE community_id = $1 AND id = $2`, [
        place.communityId,
        place.chatId,
        account,
      ]);
      place.account = account;
    }
    this.#remember(platform, chat.id, place);
    return place;
  }

  /** Remembers those of these groups that are there, in one statement; the others are left to `group`. */
  async recall(platform: string, ids: ReadonlySet<string>): Promise<void> {
    const unknown = [...ids].filter((id) => !this.#known.get(platform)?.has(id));
    if (unknown.length < 2) return; // one is found as quickly when it is asked for
    const { rows } = await this.#pool.query<Place & { address: string }>(
      `SELECT a.address, p.* FROM chat_address a
       JOIN LATERAL (${placeSql} WHERE c.community_id = a.community_id AND c.id = a.chat_id) p ON true
       WHERE a.platform = $1 AND a.address = ANY($2)`,
      [platform, unknown],
    );
    for (const { address, ...place } of rows) this.#remember(platform, address, place);
  }

  #remember(platform: string, address: string, place: Place): void {
    let places = this.#known.get(platform);
    if (!places) this.#known.set(platform, (places = new Map()));
    places.set(address, place);
  }

  /** A group lives on under another id: both ids mean the same chat from now on. Idempotent. */
  async migrate(platform: string, from: string, to: string): Promise<void> {
    await this.#pool.query(
      `WITH moved AS (UPDATE chat c SET address = $3 FROM chat_address a WHERE a.platform = $1 AND a.address = $2
         AND c.community_id = a.community_id AND c.id = a.chat_id AND NOT EXISTS (
           SELECT 1 FROM chat_address n WHERE n.platform = $1 AND n.address = $3)
         RETURNING c.community_id, c.id)
       INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT $1, $3, community_id, id FROM moved
       ON CONFLICT DO NOTHING`,
      [platform, from, to],
    );
  }

  /**
   * The places of private chats, in their order: each speaks for the community its person used last; a stranger's
   * speaks for the only community there is, else for one of its own. Many who write at once are asked for together.
   */
  async privates(chats: readonly PrivateChat[]): Promise<Place[]> {
    if (chats.length === 0) return [];
    const homes = await this.#homesOf(chats);
    const known = await this.#findPrivates(homes);
    const unknown = homes.filter((home, index) => known[index]?.account !== home.account);
    if (unknown.length > 0) await this.#makePrivates(unknown);
    const places = unknown.length > 0 ? await this.#findPrivates(homes) : known;
    return places.map((place, index) => {
      if (!place) throw new Error(`private chat of ${chats[index]?.platform} was not found after it was made`);
      return place;
    });
  }

  async #homesOf(chats: readonly PrivateChat[]): Promise<Home[]> {
    const { rows } = await this.#pool.query<{ id: number | null }>({
      name: "homes-of-people",
      text: homesSql,
      values: [chats.map(({ platform }) => platform), chats.map(({ person }) => person)],
    });
    const only = rows.some(({ id }) => id === null) ? await this.#onlyCommunity() : undefined;
    const homes: Home[] = [];
    for (const [index, one] of chats.entries()) {
      const known = rows[index]?.id ?? only;
      homes.push({
        ...one,
        communityId:
          known ?? (await makeCommunity(this.#pool, cleanName(one.chat.title), this.#clock.now(), one.language)),
      });
    }
    return homes;
  }

  async #makePrivates(homes: readonly Home[]): Promise<void> {
    await this.#pool.query(
      `INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
       SELECT DISTINCT ON (1, 2, 3) community_id, platform, address, 'private', title, account, $6::timestamptz
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[])
         AS t(community_id, platform, address, title, account) ORDER BY 1, 2, 3
       ON CONFLICT (community_id, platform, address) DO UPDATE SET account = excluded.account`,
      [
        ...addressesOf(homes),
        homes.map(({ chat }) => cleanName(chat.title)),
        homes.map(({ account }) => account),
        this.#clock.now(),
      ],
    );
  }

  async #findPrivates(homes: readonly Home[]): Promise<(Place | undefined)[]> {
    const { rows } = await this.#pool.query<Place & { position: number }>({
      name: "private-places",
      text: privatesSql,
      values: addressesOf(homes),
    });
    const found: (Place | undefined)[] = homes.map(() => undefined);
    for (const { position, ...place } of rows) found[position - 1] = place;
    return found;
  }

  async #findGroup(platform: string, address: string): Promise<Place | undefined> {
    const { rows } = await this.#pool.query<Place>(
      `${placeSql} JOIN chat_address a ON a.community_id = c.community_id AND a.chat_id = c.id
       WHERE a.platform = $1 AND a.address = $2`,
      [platform, address],
    );
    return rows[0];
  }

  async #onlyCommunity(): Promise<number | undefined> {
    const { rows } = await this.#pool.query<{ id: number }>(
      `SELECT id FROM community WHERE joined_into_id IS NULL
       AND EXISTS (SELECT 1 FROM chat WHERE community_id = community.id AND kind <> 'private') LIMIT 2`,
    );
    return rows.length === 1 ? rows[0]?.id : undefined;
  }
}

const placeSql = `
  SELECT c.community_id AS "communityId", c.id AS "chatId", m.time_zone AS "timeZone", m.salt, c.account,
         coalesce((SELECT version FROM configuration_version v WHERE v.community_id = c.community_id), 0) AS version,
         coalesce((SELECT (value #>> '{}')::int FROM setting s WHERE s.community_id = c.community_id
                   AND s.feature = 'upkeep' AND s.key = 'textDays'), ${defaultTextDays}) AS "textDays",
         json_build_object(
           'aliases', coalesce((SELECT json_object_agg(word, command) FROM command_alias w
                                WHERE w.community_id = c.community_id), '{}'::json),
           'off', ARRAY(SELECT name FROM chat_switch w WHERE w.community_id = c.community_id AND w.chat_id = c.id)) AS words
  FROM chat c JOIN community m ON m.id = c.community_id`;

/**
 * Behind a SELECT the planner does not see how long the lists are: else it would plan anew for every length. LATERAL
 * with a LIMIT leaves no choice but the key, whatever the tables were like when the plan was made.
 */
const privatesSql = `
  SELECT t.position::int, p.*
  FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::text[])) WITH ORDINALITY
    AS t(community_id, platform, address, position)
  CROSS JOIN LATERAL (${placeSql} WHERE c.community_id = t.community_id AND c.platform = t.platform
    AND c.address = t.address AND c.kind = 'private' LIMIT 1) p`;

const homesSql = `
  SELECT (SELECT c.id FROM identity i JOIN community c ON c.id = i.community_id
    LEFT JOIN LATERAL (SELECT max(day) AS day FROM member_day d
                       WHERE d.community_id = i.community_id AND d.member_id = i.member_id) seen ON true
    WHERE i.platform = t.platform AND i.platform_user_id = t.person AND c.joined_into_id IS NULL
    ORDER BY i.used_at DESC NULLS LAST, seen.day DESC NULLS LAST, c.id LIMIT 1) AS id
  FROM unnest((SELECT $1::text[]), (SELECT $2::text[])) WITH ORDINALITY AS t(platform, person, position) ORDER BY position`;

const addressesOf = (homes: readonly Home[]) => [
  homes.map(({ communityId }) => communityId),
  homes.map(({ platform }) => platform),
  homes.map(({ chat }) => chat.id),
];
