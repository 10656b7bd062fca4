import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openDatabase, startEmbedded } from "../../src/core/database/index.ts";

declare module "vitest" {
  interface ProvidedContext {
    server: pg.PoolConfig;
  }
}

export const templateName = "hearth_template";

/** One embedded PostgreSQL for the run, with a migrated template that test databases are copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-test-"));
  const server = await startEmbedded(path.join(folder, "pg"), ["fsync=off", "max_connections=100"]);
  const client = new pg.Client(server.config);
  await client.connect();
  await client.query(`CREATE DATABASE ${templateName}`);
  await client.query("CREATE TABLE free_database (name text PRIMARY KEY)");
  await client.end();
  const template = await openDatabase({ config: { ...server.config, database: templateName } });
  await template.close();
  project.provide("server", server.config);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
