import path from "node:path";
import type { Language } from "../core/text.ts";
import { text as words } from "../core/text.ts";
import { backupsIn } from "./shelf.ts";

/** What to do when a database is damaged, with the command as it is to be typed. */
export function howToRestore(
  { shelf, dataDir, onServer }: { shelf: string; dataDir: string; onServer: boolean },
  language: Language,
): string {
  const all = backupsIn(shelf);
  const backup = all.find(({ goodAt }) => goodAt !== null) ?? all[0];
  if (!backup) return nothing[language]({ shelf: path.resolve(shelf) });
  const into = onServer ? "DATABASE_URL=postgresql://…/EMPTY" : `HEARTH_DATA_DIR=${path.resolve(dataDir)}-restored`;
  const command = `${into} npm run -s hearth -- restore ${path.resolve(backup.folder)}`;
  return restoring[language]({ name: backup.name, isGood: backup.goodAt !== null, command });
}

const restoring = words<{ name: string; isGood: boolean; command: string }>({
  zh: ({ name, isGood, command }) =>
    `为了不越弄越坏，这里不再启动；先别动这个文件夹。${isGood ? "最新的、验证过的备份" : "没有验证过的备份，最新的一份"}是 ${name}，恢复到一个空的地方：\n${command}\n恢复好以后，就用那个地方启动。`,
  en: ({ name, isGood, command }) =>
    `Nothing is started on it, so that it gets no worse; leave that folder as it is. ${isGood ? "The newest good backup" : "No backup was tried; the newest"} is ${name}. Restore it into an empty place:\n${command}\nThen start with that place.`,
});

const nothing = words<{ shelf: string }>({
  zh: ({ shelf }) =>
    `为了不越弄越坏，这里不再启动；先把这个文件夹整个复制一份。${shelf} 里没有备份：如果别处存有备份，用 hearth restore 恢复到一个空的地方。`,
  en: ({ shelf }) =>
    `Nothing is started on it, so that it gets no worse; copy that folder as it is first. There is no backup in ${shelf}: if you keep one elsewhere, hearth restore fills an empty place from it.`,
});
