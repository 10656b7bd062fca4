import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "../src/core/database/index.ts";
import { createTestDatabase } from "./world/database.ts";

test("instants and civil days come back as they went in", async () => {
  const database = await createTestDatabase();
  const at = new Date("2026-03-01T00:30:00.123Z");
  const community = await database.prisma.community.create({ data: { name: "tea", salt: "00", createdAt: at } });
  expect(community.createdAt).toEqual(at);
  const { rows } = await database.pool.query("SELECT created_at::text AS at FROM community");
  expect(rows[0].at).toBe("2026-03-01 00:30:00.123+00");
  await database.close();
});

test("a connection that breaks is told with its reason alone, and none that breaks while the database is closed", async () => {
  const other = await createTestDatabase();
  const told: Error[] = [];
  const onConnectionError = (error: Error) => void told.push(error);
  const database = await openDatabase({ config: other.config, applicationName: "broken", onConnectionError });
  const cut = () =>
    other.pool.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'broken'");
  await database.pool.query("SELECT 1");
  await cut();
  await expect.poll(() => told.map(({ message }) => message)).toHaveLength(1);
  expect(told[0]).not.toHaveProperty("client");
  const closed = database.close();
  // what the pool says when a server that stops did not hear the goodbye of a connection: no test can make it be so late
  database.pool.emit("error", new Error("terminating connection due to administrator command"), new pg.Client());
  await closed;
  await other.close();
  expect(told).toHaveLength(1);
});
