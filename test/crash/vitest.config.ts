import { defineConfig } from "vitest/config";
import { compiled } from "../world/compiled.ts";

// The long runs: `npm run crash` all of them, `npm run crash -- kills` or `-- backlog` one.
export default defineConfig({
  plugins: [compiled()],
  test: {
    include: ["test/crash/*.long.ts"],
    globalSetup: ["test/world/server.ts"],
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
    // the tables go to standard output as they are
    disableConsoleIntercept: true,
  },
});
