import path from "node:path";
import { fileURLToPath } from "node:url";

/** The program's folder, the one with package.json, both from source and from dist/. */
export const root = findRoot();

function findRoot(): string {
  const here = fileURLToPath(new URL("../..", import.meta.url));
  return path.basename(here) === "dist" ? path.dirname(here) : here;
}
