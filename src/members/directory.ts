import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { ChatRef, Sender } from "../core/event.ts";
import type { Language } from "../core/text.ts";
import type { Clock } from "../core/time.ts";
import { defaultTextDays } from "../engagement/texts.ts";
import { cleanName } from "./names.ts";
import { forgottenUntil, joinLinked } from "./newcomers.ts";

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
}

/** A name for one person at one moment, as a platform gives it. */
export interface PersonSeen {
  communityId: number;
  platform: string;
  sender: Sender;
  at: Date;
}

interface Known {
  memberId: number;
  name: string;
  username: string | undefined;
  namedAt: number;
}

const remembered = 300_000;

/**
 * Platform ids → our ids, asked of the database once and remembered in the process. What is
 * remembered may go stale when a community is joined to another or its settings change: Record
 * checks its places in the statement that writes, and calls `forget` when one is gone.
 */
export class Directory {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #places = new Map<string, Place>();
  readonly #people = new Map<string, Known>();
  /** person → until when they are forgotten, ms: nothing of that time is theirs any more */
  readonly #gone = new Map<string, number>();

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  forget(): void {
    this.#places.clear();
    this.#people.clear();
    this.#gone.clear();
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
    const key = `${platform}\n${chat.id}`;
    const known = this.#places.get(key);
    if (known && (account === null || known.account === account)) return known;
    let place = await this.#findGroup(platform, chat.id);
    if (!place) {
      await this.#makeGroup(platform, chat, account, communityId, language);
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
    this.#places.set(key, place);
    return place;
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
   * The place of a private chat: it speaks for the community its person used last; a stranger's
   * speaks for the only community there is, else for one of its own.
   */
  async private(platform: string, chat: ChatRef, person: string, account: string, language?: Language): Promise<Place> {
    const { rows } = await this.#pool.query<{ id: number }>(
      `SELECT c.id FROM identity i JOIN community c ON c.id = i.community_id
       LEFT JOIN LATERAL (SELECT max(day) AS day FROM member_day d
                          WHERE d.community_id = i.community_id AND d.member_id = i.member_id) seen ON true
       WHERE i.platform = $1 AND i.platform_user_id = $2 AND c.joined_into_id IS NULL
       ORDER BY i.used_at DESC NULLS LAST, seen.day DESC NULLS LAST, c.id LIMIT 1`,
      [platform, person],
    );
    const communityId =
      rows[0]?.id ?? (await this.#onlyCommunity()) ?? (await this.#makeCommunity(chat.title, language));
    const existing = await this.#findPrivate(communityId, platform, chat.id);
    if (existing?.account === account) return existing;
    await this.#pool.query(
      `INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
       VALUES ($1, $2, $3, 'private', $4, $5, $6)
       ON CONFLICT (community_id, platform, address) DO UPDATE SET account = excluded.account`,
      [communityId, platform, chat.id, cleanName(chat.title), account, this.#clock.now()],
    );
    const made = await this.#findPrivate(communityId, platform, chat.id);
    if (!made) throw new Error(`private chat ${platform}:${chat.id} was not found after it was made`);
    return made;
  }

  /**
   * Our member ids of people, in the order given; unknown ones are made, renamed ones renamed. Null
   * for what happened before its person asked to be forgotten.
   */
  async people(seen: readonly PersonSeen[]): Promise<(number | null)[]> {
    await this.#learnGone(seen.filter((person) => !this.#people.has(personKey(person))));
    const kept = seen.filter((person) => !this.#isGone(person));
    const ids = new Map(kept.length > 0 ? (await this.#membersOf(kept)).map((id, index) => [kept[index], id]) : []);
    return seen.map((person) => ids.get(person) ?? null);
  }

  #isGone(person: PersonSeen): boolean {
    return this.#gone.size > 0 && person.at.getTime() <= (this.#gone.get(personKey(person)) ?? -1);
  }

  async #learnGone(people: readonly PersonSeen[]): Promise<void> {
    if (people.length === 0) return;
    for (const { identity, until } of await forgottenUntil(this.#pool, people.map(identityIn))) {
      this.#gone.set(`${identity.communityId}\n${identity.platform}\n${identity.userId}`, until.getTime());
    }
  }

  async #membersOf(seen: readonly PersonSeen[]): Promise<number[]> {
    const unknown = new Map<string, PersonSeen>();
    const renamed = new Map<string, PersonSeen>();
    for (const person of seen) {
      const key = personKey(person);
      const known = this.#people.get(key);
      if (!known) unknown.set(key, newest(unknown.get(key), person));
      else if (isRename(known, person)) renamed.set(key, newest(renamed.get(key), person));
    }
    if (unknown.size > 0) {
      if (this.#people.size + unknown.size > remembered) this.#people.clear();
      await this.#learn([...unknown.values()]);
      // some of them were known to the database under an older name
      for (const [key, person] of unknown) {
        const known = this.#people.get(key);
        if (known && isRename(known, person)) renamed.set(key, person);
      }
    }
    if (renamed.size > 0) await this.#rename([...renamed.values()]);
    const ids = seen.map((person) => this.#people.get(personKey(person))?.memberId);
    if (ids.includes(undefined)) return this.#membersOf(seen); // the memory was cleared meanwhile
    return ids as number[];
  }

  async #learn(people: PersonSeen[]): Promise<void> {
    if (await this.#recall(people)) return;
    const missing = people.filter((person) => !this.#people.has(personKey(person)));
    const names = missing.map((person) => cleanName(person.sender.name));
    await this.#pool.query(
      `WITH input AS (
         SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
           AS t(community_id, platform, user_id, name, username, at) ORDER BY 1, 2, 3),
       identified AS (
         INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, username, named_at)
         SELECT community_id, platform, user_id, nextval('member_id_seq')::int, name, username, at FROM input
         ON CONFLICT DO NOTHING RETURNING community_id, member_id, name, named_at)
       INSERT INTO member (community_id, id, name, created_at)
       SELECT community_id, member_id, name, named_at FROM identified`,
      [
        missing.map((person) => person.communityId),
        missing.map((person) => person.platform),
        missing.map((person) => person.sender.id),
        names,
        missing.map((person) => person.sender.username ?? null),
        missing.map((person) => person.at),
      ],
    );
    await this.#recall(missing);
    await joinLinked(this.#pool, missing.map(identityIn));
  }

  /** Reads identities into memory; true when all were there. */
  async #recall(people: PersonSeen[]): Promise<boolean> {
    const { rows } = await this.#pool.query<Known & { key: string; memberId: number; namedAtDate: Date }>(
      `SELECT i.community_id || E'\\n' || i.platform || E'\\n' || i.platform_user_id AS key,
              i.member_id AS "memberId", i.name, i.username, i.named_at AS "namedAtDate"
       FROM unnest($1::int[], $2::text[], $3::text[]) AS t(community_id, platform, user_id)
       JOIN identity i ON i.community_id = t.community_id AND i.platform = t.platform AND i.platform_user_id = t.user_id`,
      [people.map((p) => p.communityId), people.map((p) => p.platform), people.map((p) => p.sender.id)],
    );
    for (const { key, memberId, name, username, namedAtDate } of rows) {
      this.#people.set(key, { memberId, name, username: username ?? undefined, namedAt: namedAtDate.getTime() });
    }
    return rows.length === people.length;
  }

  /** The newest name wins, whatever the order in which names are learnt. */
  async #rename(people: PersonSeen[]): Promise<void> {
    await this.#pool.query(
      `WITH input AS (
         SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
           AS t(community_id, platform, user_id, name, username, at)),
       locked AS (
         SELECT i.community_id, i.platform, i.platform_user_id, input.name, input.username, input.at
         FROM identity i JOIN input ON i.community_id = input.community_id AND i.platform = input.platform
           AND i.platform_user_id = input.user_id AND i.named_at < input.at
         ORDER BY 1, 2, 3 FOR UPDATE OF i),
       named AS (
         UPDATE identity i SET name = l.name, username = coalesce(l.username, i.username), named_at = l.at
         FROM locked l WHERE i.community_id = l.community_id AND i.platform = l.platform
           AND i.platform_user_id = l.platform_user_id
         RETURNING i.community_id, i.member_id, i.name)
       UPDATE member m SET name = n.name FROM named n WHERE m.community_id = n.community_id AND m.id = n.member_id`,
      [
        people.map((p) => p.communityId),
        people.map((p) => p.platform),
        people.map((p) => p.sender.id),
        people.map((p) => cleanName(p.sender.name)),
        people.map((p) => p.sender.username ?? null),
        people.map((p) => p.at),
      ],
    );
    for (const person of people) {
      const known = this.#people.get(personKey(person));
      if (!known) continue;
      known.name = cleanName(person.sender.name);
      known.username = person.sender.username ?? known.username;
      known.namedAt = person.at.getTime();
    }
  }

  async #findGroup(platform: string, address: string): Promise<Place | undefined> {
    const { rows } = await this.#pool.query<Place>(
      `${placeSql} JOIN chat_address a ON a.community_id = c.community_id AND a.chat_id = c.id
       WHERE a.platform = $1 AND a.address = $2`,
      [platform, address],
    );
    return rows[0];
  }

  async #findPrivate(communityId: number, platform: string, address: string): Promise<Place | undefined> {
    const { rows } = await this.#pool.query<Place>(
      `${placeSql} WHERE c.community_id = $1 AND c.platform = $2 AND c.address = $3 AND c.kind = 'private'`,
      [communityId, platform, address],
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

  async #makeGroup(
    platform: string,
    chat: ChatRef,
    account: string | null,
    community?: number,
    language?: Language,
  ): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query("BEGIN");
      // two first messages of one chat, here or in another process, make one chat
      await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 1))`, [`${platform}\n${chat.id}`]);
      const there = await client.query(`SELECT 1 FROM chat_address WHERE platform = $1 AND address = $2`, [
        platform,
        chat.id,
      ]);
      if (there.rowCount === 0) {
        const title = cleanName(chat.title);
        const communityId = community ?? (await makeCommunity(client, title, this.#clock.now(), language));
        await client.query(
          `WITH made AS (INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING community_id, id)
           INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT $2, $3, community_id, id FROM made`,
          [communityId, platform, chat.id, chat.kind, title, account, this.#clock.now()],
        );
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }

  async #makeCommunity(title: string, language?: Language): Promise<number> {
    const client = await this.#pool.connect();
    try {
      return await makeCommunity(client, cleanName(title), this.#clock.now(), language);
    } finally {
      client.release();
    }
  }
}

const placeSql = `
  SELECT c.community_id AS "communityId", c.id AS "chatId", m.time_zone AS "timeZone", m.salt, c.account,
         coalesce((SELECT (value #>> '{}')::int FROM setting s WHERE s.community_id = c.community_id
                   AND s.feature = 'upkeep' AND s.key = 'textDays'), ${defaultTextDays}) AS "textDays"
  FROM chat c JOIN community m ON m.id = c.community_id`;

const identityIn = ({ communityId, platform, sender }: PersonSeen) => ({ communityId, platform, userId: sender.id });

function personKey(person: PersonSeen): string {
  return `${person.communityId}\n${person.platform}\n${person.sender.id}`;
}

function newest(one: PersonSeen | undefined, other: PersonSeen): PersonSeen {
  return one && one.at > other.at ? one : other;
}

function isRename(known: Known, person: PersonSeen): boolean {
  if (person.at.getTime() <= known.namedAt) return false;
  const { name, username } = person.sender;
  return (
    (username !== undefined && username !== known.username) || (name !== known.name && cleanName(name) !== known.name)
  );
}

/** Makes a community; a name that is taken gets a number behind it. Returns its id. */
export async function makeCommunity(
  client: Pool | PoolClient,
  name: string,
  at: Date,
  language?: Language,
  timeZone = "Asia/Shanghai",
): Promise<number> {
  const base = name === "" ? "Hearth" : name;
  for (let count = 1; ; count++) {
    const { rows } = await client.query<{ id: number }>(
      `INSERT INTO community (name, time_zone, salt, created_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name) DO NOTHING RETURNING id`,
      [count === 1 ? base : `${base} ${count}`, timeZone, randomBytes(32).toString("hex"), at],
    );
    if (!rows[0]) continue;
    if (language) await client.query(`UPDATE community SET language = $2 WHERE id = $1`, [rows[0].id, language]);
    return rows[0].id;
  }
}
