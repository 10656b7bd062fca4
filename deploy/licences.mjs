// Lists the licence of every package of a production install, and what the install takes on the disk.
//   npm run licences           every licence with its packages
//   npm run licences -- --size the size of node_modules too, package by package
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
const nameOf = (place) => place.replace(/^.*node_modules\//, "");

const byLicence = new Map();
const sizes = [];
for (const [place, entry] of Object.entries(packages)) {
  if (place === "" || entry.dev || entry.link) continue;
  const licence = entry.license ?? "not declared";
  byLicence.set(licence, [...(byLicence.get(licence) ?? []), `${nameOf(place)}@${entry.version}`]);
  if (process.argv.includes("--size") && existsSync(path.join(root, place)))
    sizes.push([place, bytesIn(path.join(root, place))]);
}
for (const [licence, names] of [...byLicence].sort(([, one], [, other]) => other.length - one.length))
  console.log(`${licence} (${names.length}): ${[...new Set(names)].sort().join(", ")}`);
if (process.argv.includes("--size")) {
  const megabytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  for (const [place, bytes] of sizes.sort(([, one], [, other]) => other - one).slice(0, 20))
    console.log(megabytes(bytes), place);
  console.log(
    `${megabytes(sizes.reduce((sum, [, bytes]) => sum + bytes, 0))} in ${sizes.length} packages of a production install on this machine`,
  );
}

/** Bytes of a package's own files, not of those nested in it. */
function bytesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? sum : sum + bytesIn(file);
    return entry.isFile() ? sum + statSync(file).size : sum;
  }, 0);
}
