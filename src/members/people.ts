import type { Pool, PoolClient } from "pg";
import type { Sender } from "../core/event.ts";
import { ByIdentity } from "./by-identity.ts";
import { cleanName } from "./names.ts";
import { forgottenUntil, joinLinked, keysOf, type IdentityIn } from "./newcomers.ts";

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

/** An identity as the database has it. */
interface IdentityRow extends IdentityIn {
  memberId: number;
  name: string;
  username: string | null;
  namedAt: Date;
}

const identityColumns = `i.community_id AS "communityId", i.platform, i.platform_user_id AS "userId",
  i.member_id AS "memberId", i.name, i.username, i.named_at AS "namedAt"`;

/**
 * Behind a SELECT the planner does not see how long the lists are: else it would plan anew for every length,
 * which takes longer than looking a newcomer up. A plan that is kept may have been made while the table was
 * empty, so LATERAL with a LIMIT leaves no choice but the key.
 */
const recallSql = `
  SELECT ${identityColumns} FROM unnest((SELECT $1::int[]), (SELECT $2::text[]), (SELECT $3::text[]))
    AS t(community_id, platform, user_id)
  CROSS JOIN LATERAL (SELECT * FROM identity WHERE community_id = t.community_id AND platform = t.platform
    AND platform_user_id = t.user_id LIMIT 1) i`;

const makeSql = `
  WITH input AS (
    SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
      AS t(community_id, platform, user_id, name, username, at) ORDER BY 1, 2, 3),
  identified AS (
    INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, username, named_at)
    SELECT community_id, platform, user_id, nextval('member_id_seq')::int, name, username, at FROM input
    ON CONFLICT DO NOTHING RETURNING *),
  made AS (
    INSERT INTO member (community_id, id, name, created_at)
    SELECT community_id, member_id, name, named_at FROM identified)
  SELECT ${identityColumns} FROM identified i`;

/** Platform user ids → our member ids, remembered in the process; makes who is new, renames who is renamed. */
export class People {
  readonly #pool: Pool;
  readonly #people = new ByIdentity<Known>();
  /** until when a person is forgotten, ms: nothing of that time is theirs any more */
  readonly #gone = new ByIdentity<number>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  forget(): void {
    this.#people.clear();
    this.#gone.clear();
  }

  /**
   * Our member ids of people, in the order given; unknown ones are made, renamed ones renamed. Null
   * for what happened before its person asked to be forgotten.
   */
  async idsOf(seen: readonly PersonSeen[]): Promise<(number | null)[]> {
    await this.#recall(seen.filter((person) => !this.#known(person)));
    for (;;) {
      const unknown = new Map<string, PersonSeen>();
      const renamed = new Map<string, PersonSeen>();
      const ids = seen.map((person) => {
        if (this.#isGone(person)) return null;
        const known = this.#known(person);
        if (!known) addNewest(unknown, person);
        else if (isRename(known, person)) addNewest(renamed, person);
        return known?.memberId ?? null;
      });
      if (unknown.size === 0) {
        if (renamed.size > 0) await this.#rename([...renamed.values()]);
        return ids;
      }
      // looked up again: others may have been forgotten, or the memory cleared, meanwhile
      await this.#make([...unknown.values()]);
    }
  }

  #known({ communityId, platform, sender }: PersonSeen): Known | undefined {
    return this.#people.get(communityId, platform, sender.id);
  }

  #isGone({ communityId, platform, sender, at }: PersonSeen): boolean {
    return this.#gone.size > 0 && at.getTime() <= (this.#gone.get(communityId, platform, sender.id) ?? -1);
  }

  async #make(people: PersonSeen[]): Promise<void> {
    const identities = people.map(identityIn);
    const values = [
      ...keysOf(identities),
      people.map((person) => cleanName(person.sender.name)),
      people.map((person) => person.sender.username ?? null),
      people.map((person) => person.at),
    ];
    const [{ rows }] = await this.#atOnce((client) => [
      client.query<IdentityRow>({ name: "people-make", text: makeSql, values }),
      joinLinked(client, identities),
    ]);
    this.#remember(rows);
    // the others were made by another process meanwhile
    if (rows.length < people.length) await this.#recall(people);
  }

  /** Reads into memory which of them are known, and who is forgotten and until when. */
  async #recall(people: readonly PersonSeen[]): Promise<void> {
    if (people.length === 0) return;
    const identities = people.map(identityIn);
    const [known, gone] = await this.#atOnce((client) => [
      client.query<IdentityRow>({ name: "people-recall", text: recallSql, values: keysOf(identities) }),
      forgottenUntil(client, identities),
    ]);
    for (const { identity, until } of gone) this.#gone.set(identity, until.getTime());
    this.#remember(known.rows);
  }

  /** Two questions on their way together: each is a transaction of its own, the second after the first. */
  async #atOnce<A, B>(ask: (client: PoolClient) => [Promise<A>, Promise<B>]): Promise<[A, B]> {
    const client = await this.#pool.connect();
    try {
      return await Promise.all(ask(client));
    } finally {
      client.release();
    }
  }

  #remember(rows: readonly IdentityRow[]): void {
    if (this.#people.size + rows.length > remembered) this.#people.clear();
    for (const { memberId, name, username, namedAt, ...identity } of rows) {
      this.#people.set(identity, {
        memberId,
        name,
        username: username ?? undefined,
        namedAt: namedAt.getTime(),
      });
    }
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
      const known = this.#known(person);
      if (!known) continue;
      known.name = cleanName(person.sender.name);
      known.username = person.sender.username ?? known.username;
      known.namedAt = person.at.getTime();
    }
  }
}

const identityIn = ({ communityId, platform, sender }: PersonSeen): IdentityIn => ({
  communityId,
  platform,
  userId: sender.id,
});

function addNewest(people: Map<string, PersonSeen>, person: PersonSeen): void {
  const key = `${person.communityId}\n${person.platform}\n${person.sender.id}`;
  const other = people.get(key);
  if (!other || other.at <= person.at) people.set(key, person);
}

function isRename(known: Known, person: PersonSeen): boolean {
  if (person.at.getTime() <= known.namedAt) return false;
  const { name, username } = person.sender;
  return (
    (username !== undefined && username !== known.username) || (name !== known.name && cleanName(name) !== known.name)
  );
}
