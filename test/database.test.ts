import pg from "pg";
import { expect, inject, test } from "vitest";
import { openDatabase, whyUnusable } from "../src/core/database/index.ts";
import { Complaint } from "../src/core/errors.ts";
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

test("a server that cannot be used is told in a sentence that says what to do, in both languages", async () => {
  const address = "postgresql://hearth:very-secret@db.example.org/books";
  const sentence = (error: unknown) => {
    const known = whyUnusable(error, address);
    expect(known).toBeInstanceOf(Complaint);
    const { en, zh } = { en: (known as Complaint).in("en"), zh: (known as Complaint).in("zh") };
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en + zh).not.toContain("very-secret");
    return en;
  };
  const open = (config: pg.PoolConfig) =>
    openDatabase({ config }).then(
      () => null,
      (error: unknown) => error,
    );
  expect(sentence(await open({ ...inject("server"), database: "nowhere" }))).toBe(
    "there is no database books at db.example.org:5432; make it there: CREATE DATABASE books OWNER hearth ENCODING 'UTF8'",
  );
  expect(sentence(await open({ host: "localhost", port: 1 }))).toMatch(
    /^the database server at db\.example\.org:5432 cannot be reached \(connect ECONNREFUSED .+\); see that it runs and/,
  );
  expect(sentence(await open({ host: "db.invalid" }))).toMatch(/cannot be reached \(getaddrinfo E/);
  const refused = (code: string) => sentence(Object.assign(new Error("said so"), { code }));
  expect(refused("28P01")).toMatch(/does not let hearth in \(said so\); see user and password/);
  expect(refused("42501")).toMatch(/ALTER DATABASE books OWNER TO hearth/);
  expect(refused("53300")).toMatch(/raise max_connections/);
  expect(refused("57P01")).toMatch(/cannot be reached \(said so\)/);
  expect(sentence(new Error("Connection terminated unexpectedly"))).toMatch(
    /cannot be reached \(Connection terminated/,
  );
  const bug = new Error("a bug");
  expect(whyUnusable(bug, address)).toBe(bug);
});
