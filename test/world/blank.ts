import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { loadConfig } from "../../src/config.ts";
import { silentLog } from "../../src/core/log.ts";
import { openInstallation } from "../../src/installation.ts";

/** Makes the data folder that a first start makes, without its key: a database server with migrated, empty books. */
export async function makeBlank(folder: string): Promise<void> {
  const installation = await openInstallation(loadConfig({ HEARTH_DATA_DIR: folder }), silentLog);
  await installation.open("hearth");
  await installation.close();
}

/** Copies a folder as it is, with owners and rights: a database server that nobody runs, or what lies around it. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const { status, stderr, error } = spawnSync("cp", ["-a", from, to], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${from} could not be copied to ${to}: ${stderr || String(error)}`);
}
