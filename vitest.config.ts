import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/world/server.ts"],
    maxWorkers: 2,
    // files share the modules of their worker: loading them anew took a quarter of the whole time
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
