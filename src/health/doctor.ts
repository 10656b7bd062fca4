import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Config } from "../config.ts";
import { isDamage, migrationsFolder, migrationsIn } from "../core/database/index.ts";
import { keyFile } from "../core/vault.ts";
import { damaged, damagedPages, type Restoring } from "./damaged.ts";
import { freeBytes, fullBytes, inMegabytes, roomyBytes } from "./disk.ts";
import { findings, type Finding } from "./finding.ts";
import { backupLateMs, clockOffMs, clockWrongMs } from "./watch.ts";

/** A group of ours, for what a platform says of the bot's rights there. */
export interface Group {
  address: string;
  title: string;
}

export interface DoctorOptions extends Restoring {
  config: Config;
  /** where the database is, without opening it */
  address(): Promise<pg.PoolConfig>;
  shelf: string;
  backupAgeMs(): number | null;
  now(): Date;
  /** what a configured platform says of the account and its rights; given the groups that are known */
  platforms: readonly ((groups: readonly Group[]) => Promise<Finding[]>)[];
}

/** Looks at everything that can be wrong with an installation. Changes nothing; a check that fails does not hide the others. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { config } = options;
  const { found, groups } = await database(options);
  const told = await Promise.all(options.platforms.map((ask) => ask(groups)));
  return [
    ...configuration(config),
    ...found,
    ...(await disks(options)),
    ...secret(config.HEARTH_DATA_DIR),
    ...backups(options),
    ...(await clock(options)),
    ...told.flat(),
    ...(await web(config.HEARTH_WEB)),
  ];
}

function configuration(config: Config): Finding[] {
  const { good, warning } = findings("configuration");
  if (config.TELEGRAM_BOT_TOKEN || config.WECHATY_PUPPET) return [good("配置没有问题", "the configuration is well")];
  return [
    warning("没有配置任何平台，只有茶馆能玩", "no platform is configured: there is only the tea house", [
      "向 @BotFather 要一个令牌，设成 TELEGRAM_BOT_TOKEN",
      "ask @BotFather for a token and set TELEGRAM_BOT_TOKEN to it",
    ]),
  ];
}

async function database(options: DoctorOptions): Promise<{ found: Finding[]; groups: Group[] }> {
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
    if (!made.rows[0].there) return { found, groups: [] };
    const { rows: groups } = await client.query<Group>(
      `SELECT DISTINCT address, title FROM chat WHERE platform = 'telegram' AND kind = 'group' AND account IS NOT NULL AND unreachable IS NULL`,
    );
    return { found: [...found, ...(await bloat(client)), ...(await owners(client))], groups };
  } catch (error) {
    if (isDamage(error)) return { found: [damaged(error, options)], groups: [] };
    const why = error instanceof Error ? error.message : String(error);
    const mend = options.config.DATABASE_URL
      ? ([
          "看看数据库服务器开着没有，DATABASE_URL 对不对",
          "see that the server runs and DATABASE_URL is right",
        ] as const)
      : (["照这句话做，或者设 DATABASE_URL 用数据库服务器", "do as it says, or set DATABASE_URL to a server"] as const);
    return { found: [bad(`数据库用不了：${why}`, `the database cannot be used: ${why}`, [...mend])], groups: [] };
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
      "启动时打印的一次性口令，在群里发 /claim 口令",
      "the start prints a one-use code: say /claim CODE there",
    ]),
  );
}

async function disks({ config, shelf }: DoctorOptions): Promise<Finding[]> {
  const { good, warning, bad } = findings("disk");
  const found: Finding[] = [];
  for (const folder of new Set([config.HEARTH_DATA_DIR, shelf])) {
    const free = await freeBytes(existsSync(folder) ? folder : path.dirname(path.resolve(folder)));
    if (free === null) continue;
    const room = inMegabytes(free);
    const mend = ["删掉不要的文件，或换一块大的盘", "remove what is not needed, or take a larger disk"] as [
      string,
      string,
    ];
    if (free < fullBytes) found.push(bad(`${folder} 只剩 ${room}`, `${folder} has ${room} left`, mend));
    else if (free < roomyBytes) found.push(warning(`${folder} 还剩 ${room}`, `${folder} has ${room} left`, mend));
    else found.push(good(`${folder} 还有 ${room}`, `${folder} has ${room} free`));
  }
  return found;
}

function secret(dataDir: string): Finding[] {
  const { good, bad } = findings("secret key");
  const file = path.join(dataDir, keyFile);
  if (!existsSync(file))
    return [good("密钥还没有，用到时会生成", "there is no secret key yet; it is made when it is needed")];
  const isOpen = (statSync(file).mode & 0o077) !== 0;
  if (isOpen) return [bad(`${file} 别人也能读`, `others may read ${file}`, [`chmod 600 ${file}`, `chmod 600 ${file}`])];
  if (!/^[0-9a-f]{64}$/.test(readFileSync(file, "utf8").trim()))
    return [
      bad(`${file} 坏了，封存的兑奖码打不开`, `${file} is damaged: sealed codes do not open`, [
        "从备份里拿回 secret.key",
        "take secret.key back from a backup",
      ]),
    ];
  return [good("密钥在，只有自己能读", "the secret key is there, and private")];
}

function backups({ config, shelf, backupAgeMs }: DoctorOptions): Finding[] {
  const { good, warning, bad } = findings("backup");
  const ageMs = backupAgeMs();
  const mend = ["运行 hearth backup --verify", "run hearth backup --verify"] as [string, string];
  if (ageMs === null)
    return [warning(`${shelf} 里没有验证过的备份`, `there is no backup in ${shelf} that was tried`, mend)];
  const hours = Math.round(ageMs / 3_600_000);
  if (ageMs > backupLateMs && config.HEARTH_BACKUP_AT !== "off")
    return [bad(`最近一次验证过的备份是 ${hours} 小时前`, `the newest backup that was tried is ${hours} h old`, mend)];
  return [good(`最近一次验证过的备份是 ${hours} 小时前`, `the newest backup that was tried is ${hours} h old`)];
}

async function clock({ config, now }: DoctorOptions): Promise<Finding[]> {
  const { good, bad } = findings("clock");
  if (!config.TELEGRAM_BOT_TOKEN) return [];
  const offMs = await clockOffMs(config.TELEGRAM_API_ROOT, () => now().getTime());
  if (offMs === null) return [];
  const seconds = Math.round(Math.abs(offMs) / 1000);
  if (Math.abs(offMs) < clockWrongMs) return [good("时钟准", "the clock is right")];
  return [
    bad(`时钟${offMs > 0 ? "快" : "慢"}了 ${seconds} 秒`, `the clock is ${seconds} s ${offMs > 0 ? "fast" : "slow"}`, [
      "打开时间同步（NTP），例如 timedatectl set-ntp true",
      "switch on time synchronisation (NTP), such as timedatectl set-ntp true",
    ]),
  ];
}

async function web(address: string): Promise<Finding[]> {
  const { good, warning, bad } = findings("web");
  if (address === "off") return [good("网页关着（HEARTH_WEB 是 off）", "pages are off (HEARTH_WEB is off)")];
  try {
    const answer = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const body = (await answer.text()).trim();
    if (answer.ok) return [good(`服务在 http://${address}，一切正常`, `the service is at http://${address} and ready`)];
    if (answer.status === 503)
      return [bad(`服务有问题：${body}`, `the service is not well: ${body}`, ["看看日志", "look at its log"])];
    return [
      bad(`http://${address} 上是别的程序`, `another program answers at http://${address}`, [
        "停掉它，或者给 HEARTH_WEB 换个端口",
        "stop it, or give HEARTH_WEB another port",
      ]),
    ];
  } catch {
    return [
      warning(
        `服务没有运行（http://${address} 没有回答）`,
        `the service does not run (no answer at http://${address})`,
        ["npm start", "npm start"],
      ),
    ];
  }
}
