import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

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
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/server.ts"],
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    // files share the modules of their worker: loading them anew took a quarter of the whole time
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
