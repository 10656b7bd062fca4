import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { keyFile } from "../core/vault.ts";
import { freeBytes, fullBytes, inMegabytes, roomyBytes } from "./disk.ts";
import { findings, type Finding } from "./finding.ts";
import { examineDatabase, type DatabaseToExamine, type Group } from "./doctor-database.ts";
import { backupLateMs, clockOffMs, clockWrongMs } from "./watch.ts";

export interface DoctorOptions extends DatabaseToExamine {
  config: Config;
  shelf: string;
  backupAgeMs(): number | null;
  now(): Date;
  /** what is elsewhere and configured: platforms, of the account and its rights (given the groups that are known), and models */
  outside: readonly ((groups: readonly Group[]) => Promise<Finding[]>)[];
}

/** Looks at everything that can be wrong with an installation. Changes nothing; a check that fails does not hide the others. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { config } = options;
  const { found, groups, isMade } = await examineDatabase(options);
  const told = await Promise.all(options.outside.map((ask) => ask(groups)));
  return [
    ...configuration(config),
    ...found,
    ...(await disks(options)),
    ...secret(config.HEARTH_DATA_DIR),
    ...backups(options, isMade),
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

function backups({ config, shelf, backupAgeMs }: DoctorOptions, isMade: boolean): Finding[] {
  const { good, warning, bad } = findings("backup");
  const ageMs = backupAgeMs();
  const command = "npm run -s hearth -- backup --verify";
  const mend: [string, string] = [`运行 ${command}`, `run ${command}`];
  if (ageMs === null && !isMade) return [good("还没有要备份的数据", "there is nothing yet that could be in a backup")];
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
    if (answer.ok && body === "ready")
      return [good(`服务在 http://${address}，一切正常`, `the service is at http://${address} and ready`)];
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
