import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a folder and those above it, as `mkdir -p`; one that is there stays as it is. Node's own recursive mkdir never
 * comes back where nothing can be made (/proc/x), so every folder is made by itself.
 * @param mode of the folders that are made; Node's default when absent
 * @throws the system's error: EACCES, ENOENT, EEXIST where a file is in the way …
 */
export function makeFolder(folder: string, mode?: number): void {
  const whole = path.resolve(folder);
  const missing: string[] = [];
  for (let one = whole; !existsSync(one) && one !== path.dirname(one); one = path.dirname(one)) missing.unshift(one);
  // the last one is asked for in any case: it may be a file
  for (const one of missing.length > 0 ? missing : [whole]) make(one, mode);
}

function make(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, mode === undefined ? {} : { mode });
  } catch (error) {
    // made by somebody else meanwhile, or there all along
    if (
      (error as NodeJS.ErrnoException).code !== "EEXIST" ||
      !statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    )
      throw error;
  }
}
