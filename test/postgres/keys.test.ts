import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createTestDatabase } from "../world/database.ts";
import { createWorld, type World } from "../world/index.ts";

// What sharding by community needs (docs/scaling.md): the community first in every key, and in every
// statement of the ways that events and answers take.

/** Tables that belong to no community, and why. */
const ofNobody: Readonly<Record<string, string>> = {
  community: "the communities themselves",
  chat_address: "the directory: which community's chat a platform's id is",
  identity_link: "who is the same human on two platforms, in every community",
  account_presence: "a bot account is in chats of many communities",
  bot_turn: "the same",
  poll: "the directory: a vote names its poll by the platform's id and no chat",
  trouble: "what is wrong with the installation",
  last_done: "when the installation last did a thing, such as a backup",
  _prisma_migrations: "the schema",
};

interface Key {
  table: string;
  index: string;
  isUnique: boolean;
  first: string;
}

describe("tables", () => {
  test("of a community have its id first in every key, and those of none are named here with a reason", async () => {
    const database = await createTestDatabase();
    const { rows } = await database.pool.query<Key>(
      `SELECT t.relname AS table, i.relname AS index, x.indisunique AS "isUnique", a.attname AS first
       FROM pg_class t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
       WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace`,
    );
    await database.close();
    const wrong = rows.filter(
      ({ table, isUnique, first }) => isUnique && !(table in ofNobody) && first !== "community_id",
    );
    expect(wrong).toEqual([]);
    expect(Object.keys(ofNobody).filter((name) => !rows.some(({ table }) => table === name))).toEqual([]);
  });
});

test("the statements for a distributed database name every table of nobody once, and take no community's", () => {
  const page = readFileSync(new URL("../../docs/scaling.md", import.meta.url), "utf8");
  const [, references = ""] = /unnest\(ARRAY\[(.*?)\]\)/.exec(page) ?? [];
  const named = references.split(", ").map((name) => name.slice(1, -1));
  expect(named.toSorted()).toEqual(
    Object.keys(ofNobody)
      .filter((name) => name !== "_prisma_migrations")
      .toSorted(),
  );
});

test("of the tables of nobody, two name communities and are passed over when the rest is distributed", async () => {
  const page = readFileSync(new URL("../../docs/scaling.md", import.meta.url), "utf8");
  const [, passed = ""] = /c\.table_name NOT IN \((.*?)\)/.exec(page) ?? [];
  const database = await createTestDatabase();
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'community_id'
       AND table_name = ANY($1)`,
    [Object.keys(ofNobody)],
  );
  await database.close();
  const names = passed.split(", ").map((name) => name.slice(1, -1));
  expect(names.toSorted()).toEqual([...rows.map(({ name }) => name), "member"].toSorted());
});

/**
 * Statements that serve a process as a whole and look at rows of any community: what waits, and whose
 * turn it is. Their number does not grow with events of a chat, and none of them reads a member or a point.
 */
const ofAll = [
  { what: "claims chats that wait, and gives them back", like: /UPDATE lane l SET lease_owner = NULL/ },
  { what: "claims a job", like: /UPDATE job SET lease_owner = \$1/ },
  { what: "finds messages that are due", like: /FROM outbox\s+WHERE state = 'pending'[\s\S]*GROUP BY 1, 2, 3/ },
  { what: "takes messages out of dead hands", like: /UPDATE outbox SET state = CASE/ },
  { what: "drops what is past its time", like: /UPDATE outbox SET state = 'dropped'/ },
  {
    what: "looks whether somebody who writes in private is known in more than one community",
    like: /SELECT 1 FROM identity WHERE platform = \$1 AND platform_user_id = \$2 LIMIT 2/,
  },
  {
    what: "finds the community that somebody who writes in private for the first time used last",
    like: /FROM identity i JOIN community c ON c\.id = i\.community_id\s+LEFT JOIN LATERAL/,
  },
  {
    what: "looks up, for whoever is new, by one key whether they asked any community to forget them",
    like: /FROM forgotten WHERE account = t\.account/,
  },
  {
    what: "finds schedules that are due",
    like: /JOIN community c ON c\.time_zone = m\.zone LEFT JOIN schedule_cursor/,
  },
];

/** By what a statement is bound to communities that it is given, and not merely to another table's column. */
const bound = [
  // rows of one, by a value
  /"?\bcommunity_id"?\s*(?:=\s*(?:ANY\s*\()?|IN\s*\()\s*\$\d/i,
  // rows of those that a batch names
  /(?:unnest|VALUES)\s*\([\s\S]*?\)\s*(?:WITH ORDINALITY\s*)?AS \w+ ?\(\s*community_id\b/i,
  // a new row of one
  /INSERT INTO (?:"public"\.)?"?\w+"?(?: AS \w+)?\s*\(\s*"?community_id"?/i,
  // the directory, by the platform's id
  /WHERE a\.platform = \$1 AND a\.address = \$2|FROM chat_address WHERE platform = \$1|FROM identity_link\b/,
];
/** Such a statement looks at every community all the same. */
const looksAtAll = /CROSS JOIN community\b/i;

describe("statements", () => {
  let world: World;
  const asked = new Map<string, unknown[]>();
  beforeAll(async () => {
    world = await createWorld({ features });
    listen(world, asked);
  });
  afterAll(() => world.close());

  test("of talk, commands and answers name one community, but for the few that claim work", async () => {
    const ada = world.member("ada");
    await ada.says("plain talk");
    await ada.says("签到");
    await ada.says("积分");
    await ada.says("排行榜");
    await ada.whispers("积分");
    await world.house.tick();
    const known = new Set(
      (
        await world.query<{ name: string }>(
          "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'community_id'",
        )
      ).map(({ name }) => name),
    );
    const tables = /\b(?:FROM|UPDATE|INTO|JOIN)\s+"?(?:public"?\."?)?(\w+)/gi;
    const crossing = [...asked.keys()].filter((sql) => {
      if (![...sql.matchAll(tables)].some(([, name = ""]) => known.has(name))) return false;
      if (ofAll.some(({ like }) => like.test(sql))) return false;
      return looksAtAll.test(sql) || !bound.some((sign) => sign.test(sql));
    });
    expect(crossing).toEqual([]);
    expect(asked.size).toBeGreaterThan(20);
    for (const { what, like } of ofAll)
      expect(
        [...asked.keys()].some((sql) => like.test(sql)),
        what,
      ).toBe(true);
  });

  test("about one chat give only its community's id, whatever else is in the database", async () => {
    const { rows } = await world.database.pool.query<{ id: number }>(
      `INSERT INTO community (name, salt, created_at) SELECT 'other ' || n, 'x', now() FROM generate_series(1, 50) n RETURNING id`,
    );
    const others = new Set(rows.map(({ id }) => id));
    asked.clear();
    await world.member("ada").says("积分");
    const [own] = await world.query<{ id: number }>("SELECT min(id) AS id FROM community");
    let looked = 0;
    for (const [sql, values] of asked) {
      // which parameters are compared with, or written into, community_id
      for (const [, number] of sql.matchAll(/community_id"?\s*=\s*\$(\d+)/gi)) {
        looked++;
        expect(values[Number(number) - 1], sql).toBe(own?.id);
        expect(others.has(values[Number(number) - 1] as number), sql).toBe(false);
      }
    }
    expect(looked).toBeGreaterThan(5);
  });
});

/** Notes every statement that goes to the database, with its values. */
function listen(world: World, asked: Map<string, unknown[]>): void {
  const note = (query: unknown, values: unknown) => {
    const { text, values: own } =
      typeof query === "string" ? { text: query, values: undefined } : (query as { text?: string; values?: unknown[] });
    if (text) asked.set(text, own ?? (Array.isArray(values) ? values : []));
  };
  const connect = (client: { query: (...args: never[]) => unknown }) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = (...args: unknown[]) => {
      note(args[0], args[1]);
      return query(...args);
    };
  };
  const { pool, quick, acting } = world.database;
  for (const each of [pool, quick, acting]) {
    each.on("connect", connect);
    for (const client of (each as unknown as { _clients: never[] })._clients) connect(client);
  }
}
