import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The program's folder, the one with package.json, both from source and from dist/. */
export const root = findRoot();

/** The program's version, as package.json has it. */
export const programVersion = (JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string })
  .version;

function findRoot(): string {
  const here = fileURLToPath(new URL("../..", import.meta.url));
  return path.basename(here) === "dist" ? path.dirname(here) : here;
}
