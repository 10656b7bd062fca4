import path from "node:path";
import { Complaint } from "../core/errors.ts";
import { makeFolder } from "../core/folder.ts";
import { keyFile } from "../core/vault.ts";
import { readIfThere, write } from "./files.ts";

/**
 * Puts the key a backup holds into the data folder; sealed codes open with no other. Idempotent.
 * @throws Complaint when another installation's key lies there, and changes nothing
 */
export async function restoreKey(backup: string, dataDir: string): Promise<void> {
  const key = readIfThere(path.join(backup, keyFile));
  if (key === null) return;
  const place = path.join(dataDir, keyFile);
  const there = readIfThere(place);
  if (there?.equals(key)) return;
  if (there !== null)
    throw new Complaint({
      zh: `${place} 是另一套安装的密钥；恢复从不覆盖任何东西：请先把它移走`,
      en: `${place} is another installation's key, and a restore overwrites nothing: move it away first`,
    });
  makeFolder(dataDir);
  await write(place, key);
}
