import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { TestInstallation } from "../crash/installation.ts";

/** A small disk of its own, where the machine lets us make one. */
const disk = mkdtempSync(path.join(os.tmpdir(), "hearth-disk-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=160m,mode=0755", "tmpfs", disk]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmdirSync(disk);
});

test.skipIf(!mounted)(
  "a full disk stops nothing for good: what cannot be recorded is not confirmed",
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(path.join(disk, "h-"));
    const installation = await TestInstallation.create({ folder });
    try {
      const { telegram } = installation;
      const product = installation.start();
      await product.ready();
      const group = telegram.group("Tea House");
      const ada = telegram.person("Ada");
      group.says(ada, "签到");
      await installation.workedOff();

      const ballast = fill(path.join(disk, "ballast"));
      for (let number = 0; number < 300; number++) group.says(ada, longText(number));
      // it tries, and says that it cannot
      while (!product.stderr.includes("events could not be recorded"))
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(telegram.pending).toBeGreaterThan(0);
      expect(installation.running).toBe(true);

      rmSync(ballast);
      await installation.workedOff();
      expect(installation.running).toBe(true);
      expect(await installation.ask("SELECT sum(messages)::int AS count FROM chat_hour")).toBe(301);
      expect(await product.stop()).toBe(0);
    } finally {
      await installation.close();
    }
  },
);

/** Writes a file until the disk is full. */
function fill(file: string): string {
  const descriptor = openSync(file, "w");
  try {
    for (const chunk of [Buffer.alloc(1 << 20), Buffer.alloc(4096)]) while (writeAll(descriptor, chunk));
  } finally {
    closeSync(descriptor);
  }
  return file;
}

function writeAll(descriptor: number, chunk: Buffer): boolean {
  try {
    return writeSync(descriptor, chunk) === chunk.length;
  } catch {
    return false;
  }
}

/** 3,000 characters that do not compress. */
function longText(seed: number): string {
  let state = seed + 1;
  return Array.from({ length: 3_000 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCodePoint(0x4e00 + ((state >> 8) % 20_000));
  }).join("");
}
