import pg from "pg";
import { isDamage, migrationsFolder, migrationsIn, whyUnusable } from "../core/database/index.ts";
import { Complaint } from "../core/errors.ts";
import type { Config } from "../config.ts";
import { damaged, damagedPages, type Restoring } from "./damaged.ts";
import { findings, type Finding } from "./finding.ts";
import { clockWrongMs } from "./watch.ts";

/** A group of ours, for what a platform says of the bot's rights there. */
export interface Group {
  address: string;
  title: string;
}

export interface DatabaseToExamine extends Restoring {
  config: Pick<Config, "DATABASE_URL">;
  /** where the database is, without opening it */
  address(): Promise<pg.PoolConfig>;
}

/** What is found, the groups the bot is in, and whether a start has ever filled the database. */
export interface ExaminedDatabase {
  found: Finding[];
  groups: Group[];
  isMade: boolean;
}

/** Version, encoding, clock, damage, schema, dead rows and owners. Changes nothing, and never throws. */
export async function examineDatabase(options: DatabaseToExamine): Promise<ExaminedDatabase> {
  const { bad } = findings("database");
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({ ...(await options.address()), connectionTimeoutMillis: 10_000 });
    client.on("error", () => {});
    await client.connect();
    const made = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`);
    const found = [
      ...(await server(client)),
      ...(await damagedPages(client, options)),
      ...(await schema(client, made.rows[0].there)),
    ];
    if (!made.rows[0].there) return { found, groups: [], isMade: false };
    const { rows: groups } = await client.query<Group>(
      `SELECT DISTINCT address, title FROM chat WHERE platform = 'telegram' AND kind = 'group' AND account IS NOT NULL AND unreachable IS NULL`,
    );
    return { found: [...found, ...(await bloat(client)), ...(await owners(client))], groups, isMade: true };
  } catch (error) {
    if (isDamage(error)) return { found: [damaged(error, options)], groups: [], isMade: true };
    const { DATABASE_URL: url } = options.config;
    const known = url ? whyUnusable(error, url) : error;
    const why = (language: "zh" | "en") =>
      known instanceof Complaint ? known.in(language) : known instanceof Error ? known.message : String(known);
    const mend: [string, string] = url
      ? ["改好再运行一次 hearth doctor", "mend it and run hearth doctor again"]
      : ["照这句话做，或者设 DATABASE_URL 用数据库服务器", "do as it says, or set DATABASE_URL to a server"];
    const says = bad(`数据库用不了：${why("zh")}`, `the database cannot be used: ${why("en")}`, mend);
    return { found: [says], groups: [], isMade: true };
  } finally {
    await client?.end().catch(() => {});
  }
}

async function server(client: pg.Client): Promise<Finding[]> {
  const { good, bad } = findings("database");
  const { rows } = await client.query<{
    number: number;
    version: string;
    encoding: string;
    size: string;
    offMs: number;
  }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
       current_setting('server_encoding') AS encoding, pg_size_pretty(pg_database_size(current_database())) AS size,
       extract(epoch FROM clock_timestamp())::float8 * 1000 AS "offMs"`,
  );
  const [row] = rows;
  if (!row) return [];
  const { number, version, encoding, size } = row;
  if (number < 140_000)
    return [
      bad(`PostgreSQL ${version} 太旧了`, `PostgreSQL ${version} is too old`, [
        "升级到 14 或更新",
        "upgrade it to 14 or newer",
      ]),
    ];
  if (encoding !== "UTF8")
    return [
      bad(
        `数据库的编码是 ${encoding}，存不下中文`,
        `the database's encoding is ${encoding}, which cannot hold every text`,
        [
          "新建一个 ENCODING 'UTF8' 的数据库，用 hearth backup 和 hearth restore 搬过去",
          "make one with ENCODING 'UTF8' and take the data there with hearth backup and hearth restore",
        ],
      ),
    ];
  const offMs = Date.now() - row.offMs;
  const clockFinding =
    Math.abs(offMs) < clockWrongMs
      ? []
      : [
          bad(
            `数据库服务器的时钟和这里差 ${Math.round(offMs / 1000)} 秒`,
            `the database server's clock and ours are ${Math.round(offMs / 1000)} s apart`,
            ["两边都打开时间同步（NTP）", "switch on time synchronisation (NTP) on both machines"],
          ),
        ];
  return [good(`PostgreSQL ${version}，数据 ${size}`, `PostgreSQL ${version}, ${size} of data`), ...clockFinding];
}

async function schema(client: pg.Client, isThere: boolean): Promise<Finding[]> {
  const { good, warning, bad } = findings("schema");
  if (!isThere) return [good("数据库还是空的，第一次启动时会建好", "the database is empty; the first start fills it")];
  const { rows } = await client.query<{ name: string; done: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const ours = migrationsIn(migrationsFolder).map(({ name }) => name);
  const unfinished = rows.find(({ done }) => !done);
  const newer = rows.find(({ name, done }) => done && !ours.includes(name));
  const pending = ours.filter((name) => !rows.some((row) => row.name === name));
  if (unfinished)
    return [
      bad(`“${unfinished.name}”没有做完`, `"${unfinished.name}" did not finish`, [
        "再运行一次同样的 hearth restore，或从它之前的备份恢复",
        "give the same hearth restore again, or restore the backup made before it",
      ]),
    ];
  if (newer)
    return [
      bad(`数据库比这个程序新（${newer.name}）`, `the database is newer than this program (${newer.name})`, [
        "装上新版程序",
        "install the newer program",
      ]),
    ];
  if (pending.length > 0)
    return [
      warning(`有 ${pending.length} 步升级要做`, `${pending.length} steps of the schema are to be done`, [
        "下次启动会先备份再升级",
        "the next start makes a backup and then does them",
      ]),
    ];
  return [good("数据库结构是最新的", "the schema is this program's")];
}

/** A table of which most is dead rows: autovacuum does not come through. */
async function bloat(client: pg.Client): Promise<Finding[]> {
  const { warning } = findings("bloat");
  const { rows } = await client.query<{ name: string; dead: number; live: number }>(
    `SELECT relname AS name, n_dead_tup::int AS dead, n_live_tup::int AS live FROM pg_stat_user_tables
     WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup ORDER BY n_dead_tup DESC LIMIT 3`,
  );
  return rows.map(({ name, dead, live }) =>
    warning(
      `表 ${name} 里 ${dead} 行是废的，有用的 ${live} 行`,
      `table ${name} holds ${dead} dead rows and ${live} live ones`,
      [
        `运行 VACUUM ANALYZE ${name}，并看看 autovacuum 是不是关了`,
        `run VACUUM ANALYZE ${name}, and see that autovacuum is on`,
      ],
    ),
  );
}

/** Alerts go to owners in private: there must be one, and they must have written to the bot once. */
async function owners(client: pg.Client): Promise<Finding[]> {
  const { warning } = findings("owners");
  const { rows } = await client.query<{ name: string }>(
    `SELECT u.name FROM community u WHERE u.joined_into_id IS NULL
       AND EXISTS (SELECT FROM chat c WHERE c.community_id = u.id AND c.account IS NOT NULL)
       AND NOT EXISTS (SELECT FROM member_role r WHERE r.community_id = u.id AND r.role = 'owner') ORDER BY 1 LIMIT 5`,
  );
  return rows.map(({ name }) =>
    warning(`“${name}”还没有主人，出了事没人知道`, `"${name}" has no owner: nobody is told when something is wrong`, [
      "启动时打印的一次性口令，在群里发：认领 口令",
      "the start prints a one-use code: say /claim CODE there",
    ]),
  );
}
