// npm run migration -- NAME: writes the migration that brings prisma/migrations up to the schema.
// Compares in a throw-away in-memory database; needs no server.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";

const name = process.argv[2];
if (!/^[a-z0-9_]+$/.test(name ?? "")) {
  console.error("usage: npm run migration -- NAME   (a-z, 0-9 and _)");
  process.exit(2);
}
mkdirSync("prisma/migrations", { recursive: true });
const empty = !readdirSync("prisma/migrations").some((entry) => /^\d/.test(entry));
const from = empty ? ["--from-empty"] : ["--from-migrations", "prisma/migrations"];
const diff = spawnSync("npx", ["prisma", "migrate", "diff", ...from, "--to-schema", "prisma", "--script"], {
  encoding: "utf8",
});
if (diff.status !== 0) {
  console.error(diff.stderr);
  process.exit(1);
}
if (/empty migration/i.test(diff.stdout) || diff.stdout.trim() === "") {
  console.log("The migrations already give this schema.");
  process.exit(0);
}
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = `prisma/migrations/${stamp}_${name}`;
mkdirSync(folder);
writeFileSync(`${folder}/migration.sql`, diff.stdout);
console.log(`${folder}/migration.sql`);
