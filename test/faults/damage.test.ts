import { closeSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { TestInstallation } from "../crash/installation.ts";

const timeout = 240_000;

/** What every test begins with a copy of: somebody has ten points, and there is a good backup of them. */
let sound: TestInstallation;
let ledgerFile: string;
let settings: unknown;
let installation: TestInstallation;

const data = () => path.join(installation.folder, "data");
const cluster = () => path.join(data(), "pg/cluster");

beforeAll(async () => {
  sound = await TestInstallation.create();
  const product = sound.start();
  await product.ready();
  sound.telegram.group("Tea House").says(sound.telegram.person("Ada"), "签到");
  await sound.workedOff();
  const client = await sound.connect();
  const { rows } = await client.query<{ file: string }>("SELECT pg_relation_filepath('ledger_entry') AS file");
  ledgerFile = rows[0]?.file ?? "";
  settings = (
    await client.query("SELECT name, setting FROM pg_settings WHERE name = ANY ($1) ORDER BY name", [
      ["data_checksums", "fsync", "full_page_writes", "synchronous_commit"],
    ])
  ).rows;
  await client.end();
  expect(await product.stop()).toBe(0);
  expect(await sound.run(["backup", "--verify"], {})).toBe(0);
}, timeout);
afterAll(() => sound.close());
beforeEach(async () => {
  installation = await TestInstallation.create({ data: path.join(sound.folder, "data") });
});
afterEach(() => installation.close());

/** Turns over every bit of some bytes in a file. */
function flip(file: string, from: number, length: number): void {
  const bytes = readFileSync(file)
    .subarray(from, from + length)
    .map((byte) => ~byte);
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, from);
  closeSync(descriptor);
}

/** What a start that refuses says. */
async function refusal(env: Record<string, string> = {}): Promise<string> {
  const refused = installation.start(env);
  expect(await refused.exit()).toBe(1);
  expect(refused.stdout).not.toContain("ready");
  return refused.stderr;
}

const newest = () => path.join(data(), "backups", readdirSync(path.join(data(), "backups")).sort().at(-1) ?? "");

test(
  "a damaged page of the books refuses the start, names the newest good backup and a command that works",
  { timeout },
  async () => {
    flip(path.join(cluster(), ledgerFile), 4_000, 64);
    const said = await refusal();
    expect(said).toMatch(
      /^the database in \S+ is damaged \(invalid page in block 0 of relation .*\)\. Nothing is started/,
    );
    expect(said).toContain(`The newest good backup is ${path.basename(newest())}.`);
    const [, place = "", folder = ""] = /HEARTH_DATA_DIR=(\S+) npm run -s hearth -- restore (\S+)/.exec(said) ?? [];
    expect(folder).toBe(newest());
    expect(await refusal({ LANG: "zh_CN.UTF-8" })).toMatch(/数据库文件坏了[\s\S]*最新的、验证过的备份是/);

    expect(await installation.run(["restore", folder], { HEARTH_DATA_DIR: place })).toBe(0);
    rmSync(data(), { recursive: true });
    renameSync(place, data());
    await installation.start().ready();
    expect(await installation.ask("SELECT sum(delta)::int AS count FROM ledger_entry")).toBe(10);
  },
);

test.each([
  ["the control file", () => path.join(cluster(), "global/pg_control"), 24],
  // pg_attribute, whose number is fixed
  ["a system catalogue", () => path.join(cluster(), path.dirname(ledgerFile), "1249"), 4_000],
])("damage of %s refuses the start and names the backup", { timeout }, async (_, file, from) => {
  flip(file(), from, 64);
  const said = await refusal();
  expect(said).toMatch(/^the database in \S+ is damaged \(.+\)\. Nothing is started/);
  expect(said).toContain(newest());
  expect(installation.telegram.callsTo("sendMessage")).toEqual([]);
});

// A power cut itself needs a device that forgets what was not flushed (dm-flakey), which few machines let a test make.
test("every commit is on the disk before anybody hears of it, and pages bear checksums", { timeout }, () => {
  expect(settings).toEqual([
    { name: "data_checksums", setting: "on" },
    { name: "fsync", setting: "on" },
    { name: "full_page_writes", setting: "on" },
    { name: "synchronous_commit", setting: "on" },
  ]);
});
