import path from "node:path";
import type { Plugin } from "vitest/config";
import "../../src/prepare.mjs";
import { root } from "../../src/core/root.ts";

/**
 * Tests import what `src/prepare.mjs` compiled, and it has compiled by now whatever is newer: it is what people run, and
 * made once instead of by every worker. Whoever watches changes the sources meanwhile, and is given those; so is whoever
 * asks which tests a source concerns.
 */
export function compiled(): Plugin {
  let fromSources = false;
  return {
    name: "compiled",
    enforce: "pre",
    // loaded by Node itself
    config: () => ({ test: { server: { deps: { external: [/\/dist\/(?:src|bots)\//] } } } }),
    configureVitest({ vitest }) {
      const { watch, changed, related } = vitest.config;
      fromSources = watch || Boolean(changed) || related !== undefined;
    },
    resolveId(id, importer = "") {
      const file = path.relative(root, path.resolve(path.dirname(importer), id));
      if (fromSources || !/^(?:src|bots)\/.*\.ts$/.test(file)) return undefined;
      return path.join(root, "dist", file.replace(/ts$/, "js"));
    },
  };
}
