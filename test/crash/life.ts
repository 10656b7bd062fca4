import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { inject } from "vitest";
import type { CrashGap } from "../../src/core/crash.ts";
import { livesOf } from "../world/server.ts";

/** Programs of this folder that are run many times, each time for a short life. */
const programs = ["draw-life", "quiz-life", "ticket-life"] as const;

/** Lives with these arguments; gives the signal that ended it, null when it ended by itself. */
export type Live = (args: readonly string[], gap?: CrashGap) => Promise<NodeJS.Signals | null>;

/** A program of this folder, bundled as the product is: or most of each life would be its start. */
export async function openLife(name: (typeof programs)[number]): Promise<Live> {
  const program = path.join(await bundled(), `${name}.js`);
  return (args, gap) => live([program, ...args], gap);
}

/** All of them are bundled by whoever needs one first, for they have nearly everything in common; the run removes them. */
async function bundled(): Promise<string> {
  const folder = livesOf(inject("run"));
  const isMade = path.join(folder, "made");
  if (mkdirSync(folder, { recursive: true }) === undefined) {
    while (!existsSync(isMade)) {
      if (!existsSync(folder)) throw new Error("the programs could not be bundled: another test says why");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return folder;
  }
  try {
    await build({
      input: Object.fromEntries(programs.map((name) => [name, fileURLToPath(new URL(`${name}.mjs`, import.meta.url))])),
      platform: "node",
      external: [/^@resvg\//, /^pg-native$/],
      logLevel: "warn",
      output: { dir: folder },
    });
    writeFileSync(isMade, "");
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return folder;
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
