import { hash } from "node:crypto";
import type pg from "pg";
import type { Database } from "../core/database/index.ts";
import type { HistoryEvent } from "./entry.ts";

const PEOPLE_REMEMBERED = 50_000;

/**
 * What an import must remember of the whole file: how often a row without an id has come before,
 * and who was named. It lies in temporary tables on a connection of its own, so that memory stays
 * flat however long the file is.
 */
export class Tally {
  readonly #client: pg.PoolClient;
  #known = new Set<string>();

  private constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  static async open(database: Database): Promise<Tally> {
    const client = await database.pool.connect();
    try {
      // a connection that has had such tables keeps the memory it gave them
      await client.query("SET temp_buffers = '32MB'").catch(() => {});
      await client.query(`
        CREATE TEMPORARY TABLE history_row (fingerprint uuid PRIMARY KEY, n int NOT NULL);
        CREATE TEMPORARY TABLE history_person (platform text, id text, PRIMARY KEY (platform, id))`);
    } catch (error) {
      client.release(true);
      throw error;
    }
    return new Tally(client);
  }

  /**
   * Gives message ids to rows that have none: what they say, and how many equal rows came before
   * them in the file. The same file gives the same ids again, also when its rows are not in order.
   */
  async number(events: readonly HistoryEvent[]): Promise<void> {
    const alike = new Map<string, HistoryEvent[]>();
    for (const event of events) {
      const print = fingerprint(event);
      const others = alike.get(print);
      if (others) others.push(event);
      else alike.set(print, [event]);
    }
    if (alike.size === 0) return;
    // most rows are the only ones of their kind: only the others are worth sending back
    const { rows } = await this.#client.query<{ fingerprint: string; n: number }>(
      `WITH counted AS (
         INSERT INTO history_row SELECT * FROM unnest($1::uuid[], $2::int[])
         ON CONFLICT (fingerprint) DO UPDATE SET n = history_row.n + excluded.n
         RETURNING fingerprint, n)
       SELECT fingerprint, n FROM counted WHERE n > 1`,
      [[...alike.keys()], [...alike.values()].map((group) => group.length)],
    );
    const soFar = new Map(rows.map((row) => [row.fingerprint, row.n]));
    for (const [print, group] of alike) {
      const before = (soFar.get(print) ?? 1) - group.length;
      group.forEach((event, index) => {
        event.messageId = `row:${print}:${before + index}`;
        event.key = event.messageId;
      });
    }
  }

  /** Remembers the people of these events. */
  async meet(events: readonly HistoryEvent[]): Promise<void> {
    const platforms: string[] = [];
    const ids: string[] = [];
    for (const event of events) {
      const person = event.kind === "message" ? event.sender : event.member;
      if (person?.kind !== "person") continue;
      const key = `${event.platform}:${person.id}`;
      if (this.#known.has(key)) continue;
      if (this.#known.size >= PEOPLE_REMEMBERED) this.#known.clear();
      this.#known.add(key);
      platforms.push(event.platform);
      ids.push(person.id);
    }
    if (ids.length === 0) return;
    await this.#client.query(
      "INSERT INTO history_person SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
      [platforms, ids],
    );
  }

  /** How many members of the community were named: linked identities of one person count once. */
  async members(communityId: number): Promise<number> {
    const { rows } = await this.#client.query<{ members: number }>(
      `SELECT count(DISTINCT coalesce(coalesce(m.merged_into_id, m.id)::text, p.platform || ':' || p.id))::int AS members
       FROM history_person p
       LEFT JOIN identity i ON i.community_id = $1 AND i.platform = p.platform AND i.platform_user_id = p.id
       LEFT JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id`,
      [communityId],
    );
    return rows[0]!.members;
  }

  /** Gives the connection up, and with it the temporary tables. */
  close(): void {
    this.#client.release(true);
  }
}

/**
 * A row's chat, author, instant, kind and text in 16 bytes, as a UUID. The instant stands in front, so
 * that the rows of a file in order are neighbours in the index.
 */
function fingerprint(event: HistoryEvent): string {
  const person = event.kind === "message" ? event.sender : event.member;
  const said = event.kind === "message" ? event.text : person ? "" : event.memberName;
  const rest = hash("sha256", JSON.stringify([event.platform, event.chat.id, event.kind, person?.id ?? null, said]));
  const at = BigInt.asUintN(48, BigInt(event.at.getTime())).toString(16).padStart(12, "0");
  const hex = at + rest.slice(0, 20);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
