import path from "node:path";
import { Command } from "commander";
import pg from "pg";
import { backupsIn, sizeOf, type Backup, type Backups, type Restored } from "../backup/index.ts";
import { Complaint, UsageError } from "../core/errors.ts";
import { formatNumber, text as words } from "../core/text.ts";
import type { Spoken } from "./context.ts";

/** What these commands work with; they look at the database as it is, without opening it. */
export interface BackupContext extends Spoken {
  readonly backups: Backups;
  /** where the chats' database is; the embedded server is started or joined for it */
  address(): Promise<pg.PoolConfig>;
  out(line: string): void;
}

/** `hearth backup [--verify]`, `hearth backup list`, `hearth backup verify [NAME]`. */
export function backupCommand(context: BackupContext): Command {
  const { backups, language, out } = context;
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("backup")
    .description(say("备份全部数据；恢复用 hearth restore", "write a backup of everything; see also: hearth restore"))
    .option(
      "--verify",
      say(
        "试着恢复一遍并核对：过了才算好",
        "restore it into a database for a moment, compare and check: only then it is called good",
      ),
    )
    .action(async (options: { verify?: boolean }) => {
      const address = await context.address();
      const folder = await backups.make(address, "asked");
      out(texts.made[language]({ folder, size: shownSize(folder) }));
      if (!options.verify) return out(texts.untried[language]());
      tellOf(await backups.verify(folder, address));
    });
  command
    .command("list")
    .description(say("有哪些备份，新的在前", "the backups there are, the newest first"))
    .action(() => {
      const all = backupsIn(backups.shelf);
      if (all.length === 0) out(texts.none[language]({ shelf: backups.shelf }));
      for (const one of all)
        out(`${one.name}  ${shownSize(one.folder)}  ${texts[one.goodAt ? "good" : "notTried"][language]()}`);
    });
  command
    .command("verify")
    .description(say("验证已有的备份", "try a backup that is there already"))
    .argument("[name]", say("名字或文件夹；不写就是最新的", "its name or folder; without it the newest"))
    .action(async (name?: string) => {
      const folder = chosen(backups, name, () => true);
      tellOf(await backups.verify(folder, await context.address()));
    });
  const tellOf = ({ manifest, rows }: Restored) =>
    out(texts.verified[language]({ tables: Object.keys(manifest.tables).length, rows }));
  return command;
}

/** `hearth restore [NAME]`: fills an empty place from a backup. */
export function restoreCommand(context: BackupContext): Command {
  const { backups, language, out } = context;
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("restore")
    .description(
      say(
        "从备份恢复到空的地方：先把 HEARTH_DATA_DIR 或 DATABASE_URL 设成那里",
        "fill an empty place from a backup: set HEARTH_DATA_DIR or DATABASE_URL to it first",
      ),
    )
    .argument(
      "[backup]",
      say("名字或文件夹；不写就是最新的好备份", "its name or folder; without it the newest good one"),
    )
    .option(
      "--forgotten <file>",
      say("比备份旁边那份更新的“已删除名单”", "a newer list of the forgotten than the one beside the backups"),
    )
    .action(async (name: string | undefined, options: { forgotten?: string }) => {
      const folder = chosen(backups, name, (one) => one.goodAt !== null);
      const address = await context.address();
      await refuseWhileServing(address);
      out(texts.restoring[language]({ folder }));
      const restored = await backups.restore(folder, address, options.forgotten);
      const { manifest, rows, erased, continued } = restored;
      if (continued) out(texts.continued[language]());
      out(texts.restored[language]({ rows, takenAt: manifest.takenAt, erased }));
    });
}

function chosen(backups: Backups, name: string | undefined, isMeant: (one: Backup) => boolean): string {
  if (name === undefined) {
    const found = backupsIn(backups.shelf).find(isMeant);
    if (!found)
      throw new UsageError({
        zh: `${backups.shelf} 里没有这样的备份；用 hearth backup list 看看`,
        en: `there is no such backup in ${backups.shelf}; see: hearth backup list`,
      });
    return found.folder;
  }
  return name.includes(path.sep) ? path.resolve(name) : path.join(backups.shelf, name);
}

/** A service that runs on the database would write between our rows. */
async function refuseWhileServing(address: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'hearth process %'`,
    );
    if (rows[0])
      throw new Complaint({
        zh: `Hearth 正在这个数据库上运行（${rows[0].name}）；请先停下它`,
        en: `Hearth runs on this database (${rows[0].name}); stop it first`,
      });
  } finally {
    await client.end();
  }
}

/** How large a folder is, as people say it. */
function shownSize(folder: string): string {
  const kilobytes = sizeOf(folder) / 1024;
  return kilobytes < 1000 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

const texts = {
  made: words<{ folder: string; size: string }>({
    zh: ({ folder, size }) => `备份写好了：${folder}（${size}）`,
    en: ({ folder, size }) => `backup written: ${folder} (${size})`,
  }),
  untried: words({
    zh: "还没有试着恢复过。加上 --verify 会马上试；每晚的备份都会试。",
    en: "Nobody has tried to restore it yet: --verify does, and so does every nightly one.",
  }),
  none: words<{ shelf: string }>({
    zh: ({ shelf }) => `${shelf} 里还没有备份`,
    en: ({ shelf }) => `there is no backup in ${shelf} yet`,
  }),
  good: words({ zh: "已验证", en: "good" }),
  notTried: words({ zh: "没有验证过", en: "not tried" }),
  verified: words<{ tables: number; rows: number }>({
    zh: ({ tables, rows }) =>
      `验证通过：${tables} 张表、${formatNumber(rows, "zh")} 行一行不差，积分账和操作记录都对得上。`,
    en: ({ tables, rows }) =>
      `good: restored elsewhere, ${tables} tables with ${formatNumber(rows, "en")} rows are the same, points and audit add up`,
  }),
  restoring: words<{ folder: string }>({
    zh: ({ folder }) => `从 ${folder} 恢复……`,
    en: ({ folder }) => `restoring ${folder} …`,
  }),
  continued: words({
    zh: "上次恢复没有做完，这次接着做完了。",
    en: "An earlier restore had been cut off near its end; this one finished it.",
  }),
  restored: words<{ rows: number; takenAt: string; erased: number }>({
    zh: ({ rows, takenAt, erased }) =>
      `恢复完成：${formatNumber(rows, "zh")} 行，数据停在 ${takenAt}，账目核对无误${erased > 0 ? `；备份之后要求删除的 ${erased} 人已再次删除` : ""}。现在可以启动了。`,
    en: ({ rows, takenAt, erased }) =>
      `restored: ${formatNumber(rows, "en")} rows as of ${takenAt}, the books add up${erased > 0 ? `; ${erased} who asked to be forgotten since are forgotten again` : ""}. It can be started now.`,
  }),
};
