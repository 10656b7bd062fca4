import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { Product } from "../e2e/product.ts";
import { copyFolder } from "../world/blank.ts";

// a dozen starts of the program, each some seconds on a busy machine
const timeout = 600_000;

/** What every test begins with a copy of: the tea house's log was imported by a first start. */
const sound = mkdtempSync(path.join(os.tmpdir(), "hearth-sound-"));
let folder: string;
const disk = mkdtempSync(path.join(os.tmpdir(), "hearth-small-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0755", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmdirSync(disk);
  remove(sound);
});
beforeAll(async () => {
  folder = sound;
  copyFolder(inject("blank"), path.join(sound, "data"));
  const log = path.join(import.meta.dirname, "../../bots/playground/tea-house.jsonl");
  expect(await hearth(["import", log, "--community", "Tea"])).toMatch(/^0: /);
}, timeout);
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-kept-"));
  copyFolder(path.join(sound, "data"), path.join(folder, "data"));
});
afterEach(() => remove(folder));

const remove = (made: string) => rmSync(made, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

/** Runs one command to its end; what it printed, after its exit code. */
async function hearth(args: string[], env: Record<string, string> = {}): Promise<string> {
  const product = new Product(args, { HEARTH_DATA_DIR: path.join(folder, "data"), HEARTH_TEST_BUILD: "1", ...env });
  const code = await product.exit();
  return `${code}: ${product.stdout}${product.stderr}`;
}

const span = ["--from", "2026-03-01", "--to", "2026-03-05"];
const shelf = () => path.join(folder, "data/backups");
const elsewhere = () => ({ HEARTH_DATA_DIR: path.join(folder, "new"), HEARTH_BACKUP_DIR: shelf() });

test(
  "killed in the middle, a backup leaves nothing that looks like one, and a restore nothing half done",
  { timeout },
  async () => {
    expect(await hearth(["backup"], { CRASH_AT: "during-backup:4" })).toBe("null: ");
    expect(await hearth(["backup", "list"])).toMatch(/^0: (?:there is no backup|.* 里还没有备份)/);
    expect(await hearth(["backup", "--verify"])).toMatch(/^0: [\s\S]*(?:good: |验证通过)/);
    expect(readdirSync(shelf()).filter((name) => name.startsWith("."))).toEqual([]);

    expect(await hearth(["restore"], { ...elsewhere(), CRASH_AT: "during-restore:3" })).toMatch(/^null: /);
    // loaded and not yet checked: no program may serve it, and the same command goes on
    expect(await hearth(["restore"], { ...elsewhere(), CRASH_AT: "after-restore" })).toMatch(/^null: /);
    expect(await hearth(["stats", "--community", "Tea", ...span], elsewhere())).toMatch(
      /^1: a restore into this database was not finished/,
    );
    expect(await hearth(["restore"], elsewhere())).toMatch(/^0: [\s\S]*(?:this one finished it|接着做完了)/);
    const stats = await hearth(["stats", "--community", "Tea", ...span], elsewhere());
    expect(stats).toMatch(/^0: /);
    expect(stats).toBe(await hearth(["stats", "--community", "Tea", ...span]));
  },
);

test.skipIf(!mounted)("a full disk is said in one sentence and leaves nothing", { timeout }, async () => {
  const full = path.join(disk, "ballast");
  spawnSync("dd", ["if=/dev/zero", `of=${full}`, "bs=1k"]);
  expect(await hearth(["backup"], { HEARTH_BACKUP_DIR: path.join(disk) })).toMatch(
    /^1: no backup was made in .*: the disk is full\n$/,
  );
  expect(readdirSync(disk)).toEqual(["ballast"]);
  rmSync(full);
  expect(await hearth(["backup"], { HEARTH_BACKUP_DIR: path.join(disk) })).toMatch(/^0: /);
});

test("a key of another installation is not overwritten", { timeout }, async () => {
  writeFileSync(path.join(folder, "data/secret.key"), `${"ab".repeat(32)}\n`);
  expect(await hearth(["backup", "--verify"])).toMatch(/^0: /);
  writeFileSync(path.join(folder, "secret.key"), `${"cd".repeat(32)}\n`);
  const there = { HEARTH_DATA_DIR: folder, HEARTH_BACKUP_DIR: shelf() };
  expect(await hearth(["restore"], there)).toMatch(/^1: [\s\S]*another installation's key/);
});
