import { writeFileSync } from "node:fs";
import { describeConfig } from "../config.ts";

/** `npm run docs`: writes the pages of docs/ that are made from the program itself. */
export function writeDocs(): void {
  writeFileSync("docs/configuration.md", describeConfig());
}
