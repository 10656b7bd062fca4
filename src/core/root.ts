import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** The program's folder, the one with package.json, both from source and from dist/. */
export const root = findRoot();

/** The program's version, as package.json has it. */
export const programVersion = (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string })
  .version;

/** From the sources, from what was compiled of them, and from the bundle of it. */
function findRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, "package.json")) && folder !== path.dirname(folder))
    folder = path.dirname(folder);
  return folder;
}
