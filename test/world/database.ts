import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { openDatabase, type Database } from "../../src/core/database/index.ts";
import { templateName } from "./server.ts";

export interface TestDatabase extends Database {
  config: pg.PoolConfig;
}

/** A fresh, migrated database on the run's real PostgreSQL; dropped by `close`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("server");
  const name = `t_${randomBytes(6).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  const config = { ...server, database: name };
  const database = await openDatabase({ config, connections: 8 });
  return {
    ...database,
    config,
    close: async () => {
      await database.close();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(config: pg.PoolConfig, sql: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
