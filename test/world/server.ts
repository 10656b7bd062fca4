import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { hasEmbedded, openDatabase, startEmbedded } from "../../src/core/database/index.ts";
import { root } from "../../src/core/root.ts";
import { configOf, startTcpServer } from "../postgres/server.ts";
import { copyFolder, makeBlank } from "./blank.ts";

declare module "vitest" {
  interface ProvidedContext {
    server: pg.PoolConfig;
    /** begins the name of every database of this run */
    run: string;
    /** the data folder of an installation that has been started once, to be copied */
    blank: string;
  }
}

/** The migrated database that those of one run are copied from. */
export const templateOf = (run: string): string => `${run}_template`;

/** Where programs are bundled that several test files of one run live through (test/crash/life.ts). */
export const livesOf = (run: string): string => path.join(root, "dist", `lives-${run}`);

/** Nothing of this server outlives it; whatever is about crashes has one of its own. */
const careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

interface TestServer {
  config: pg.PoolConfig;
  /** a migrated database that it has already */
  books?: string;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL for the run, with a migrated template that test databases are copied from: an embedded one
 * as the product has it, or, with HEARTH_TEST_SERVER (`npm run test:postgres`), a server over TCP with a
 * password: that of DATABASE_URL if it is set.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-test-"));
  const blank = path.join(folder, "blank");
  if (hasEmbedded()) await makeBlank(blank);
  const server = await open(path.join(folder, "pg"), blank);
  const run = `hearth_test_${process.pid}`;
  const admin = new pg.Client(server.config);
  await admin.connect();
  await tellVersion(admin);
  await admin.query(`CREATE DATABASE ${run}`);
  await admin.query(`CREATE DATABASE ${templateOf(run)} TEMPLATE ${server.books ?? "template1"}`);
  const home = { ...server.config, database: run };
  const template = await openDatabase({ config: { ...server.config, database: templateOf(run) } });
  await template.close();
  project.provide("server", home);
  project.provide("run", run);
  project.provide("blank", blank);
  return async () => {
    await dropAll(admin, run);
    await admin.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(livesOf(run), { recursive: true, force: true });
  };
}

async function open(folder: string, blank: string): Promise<TestServer> {
  if (process.env.HEARTH_TEST_SERVER) {
    const url = process.env.DATABASE_URL;
    return url ? { config: configOf(url), stop: async () => {} } : startTcpServer(careless);
  }
  copyFolder(path.join(blank, "pg"), folder);
  return {
    ...(await startEmbedded(folder, [...careless, "max_connections=200", "max_wal_size=256MB"])),
    books: "hearth",
  };
}

/** Says which server is tested, where it is not the usual one. */
async function tellVersion(admin: pg.Client): Promise<void> {
  if (!process.env.HEARTH_TEST_SERVER) return;
  const { rows } = await admin.query<{ version: string }>("SELECT version()");
  process.stdout.write(`tested on ${admin.host}:${admin.port}: ${rows[0]?.version}\n`);
}

/** A server that others use too keeps nothing of the run. */
async function dropAll(admin: pg.Client, run: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)",
    [run],
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
}
