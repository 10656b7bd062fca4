import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import type { CrashGap } from "../../src/core/crash.ts";
import { root } from "../../src/core/root.ts";

/** A program that is run many times, each time for a short life. */
export interface Life {
  /** Lives with these arguments; gives the signal that ended it, null when it ended by itself. */
  live(args: readonly string[], gap?: CrashGap): Promise<NodeJS.Signals | null>;
  close(): void;
}

/** Bundles a program of this folder, as the product is: or most of each life would be its start. */
export async function openLife(name: string): Promise<Life> {
  const folder = mkdtempSync(path.join(root, "dist/life-"));
  await build({
    input: { [name]: fileURLToPath(new URL(`${name}.mjs`, import.meta.url)) },
    platform: "node",
    external: [/^@resvg\//, /^pg-native$/],
    logLevel: "warn",
    output: { dir: folder },
  });
  const program = path.join(folder, `${name}.js`);
  return {
    live: (args, gap) => live([program, ...args], gap),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function live(args: readonly string[], gap?: CrashGap): Promise<NodeJS.Signals | null> {
  const env = { ...process.env, ...(gap ? { CRASH_AT: gap } : {}) };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      code === 0 || signal ? resolve(signal) : reject(new Error(`a life with ${args.at(-1)} ended with ${code}`)),
    );
  });
}
