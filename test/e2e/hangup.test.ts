import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
// Node itself opens no terminals
const python = spawnSync("python3", ["-c", "import pty"]).status === 0;

test.skipIf(!python)(
  "a closed terminal stops everything in good order, and the program ends by the signal that told it",
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-hangup-"));
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, HEARTH_WEB: "off", HEARTH_DATA_DIR: folder };
    try {
      const program = [process.execPath, here("../../dist/program/main.js"), "start"];
      const { stdout } = await promisify(execFile)("python3", [here("hangup.py"), ...program], { env });
      expect(stdout).toBe("signal 1\n"); // SIGHUP, and no SIGABRT of Node's
      expect(existsSync(path.join(folder, "pg", "cluster", "postmaster.pid"))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  },
);
