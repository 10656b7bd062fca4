import { existsSync, statfsSync } from "node:fs";
import os from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { compiled } from "./test/world/compiled.ts";

/** Folders in memory, where a machine has them, and what all tests together need there with room to spare, in bytes. */
const memory = "/dev/shm";
const roomy = 8 * 1024 ** 3;

/** Databases are made and removed by the hundred: on a disk that is a fifth of all the work. */
function hasRoomInMemory(): boolean {
  if (!existsSync(memory) || os.freemem() < roomy) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= roomy;
}
// inherited by the workers, in which os.tmpdir() looks here
if (process.env.TMPDIR === undefined && hasRoomInMemory()) process.env.TMPDIR = memory;

/** Files that take long, the longest first: a worker that begins one of them last is waited for at the end. */
const long = [
  "test/transcripts.test.ts",
  "test/crash/kills.test.ts",
  "test/faults/",
  "test/e2e/",
  "test/crash/",
  "test/transcripts-as-wechat.test.ts",
  "test/features/service/",
  "test/backup/",
  "test/bots/",
  "test/features/draw/",
  "test/features/digest/",
  "test/cli/",
  "test/operators/",
  "test/engagement/",
];

/** Known by name, for a machine that runs the tests for the first time knows no times. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = long.findIndex((name) => moduleId.includes(name));
      return index < 0 ? long.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  plugins: [compiled()],
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/server.ts"],
    sequence: { sequencer: LongestFirst },
    // one more than the slowest machine has processors: some tests wait, for a lease to end or a process to stop
    maxWorkers: 3,
    // files share the modules of their worker: loading them anew took a quarter of the whole time
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // a page or a process that is waited for takes its time on a machine that is busy
    expect: { poll: { timeout: 30_000 } },
  },
});
