import { afterAll, beforeAll, expect, test } from "vitest";
import { leaveToEnd, Prisma, type Tx } from "../../src/core/database/index.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";

/** Promise.withResolvers, which Node 20 lacks. */
function signal(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const at = new Date("2026-03-29T01:30:00.250Z");
const everyType = Prisma.sql`
  SELECT 1::int AS int, 9007199254740993::bigint AS big, 1.5::float8 AS double, 1.25::numeric AS numeric, true AS yes,
    ${"茶 'x' $1"}::text AS text, ${at}::timestamptz AS at, '2026-03-29'::date AS day, '{"a":[1,null]}'::jsonb AS json,
    '00000000-0000-0001-0000-000000000000'::uuid AS uuid, ${[1, 2]}::int[] AS ints, ${["a", "b,c"]}::text[] AS texts,
    ARRAY[1::bigint] AS bigs, ARRAY['2026-03-29'::date, NULL] AS days, NULL::date AS nothing, ${7n}::bigint AS given,
    ${null}::text AS empty`;

test("a raw statement returns what Prisma makes of it", async () => {
  const [theirs] = await database.prisma.$queryRaw<object[]>(everyType);
  const [ours] = await database.transact((tx) => tx.$queryRaw<object[]>(everyType));
  expect(ours).toEqual(theirs);
});

test("rows are made alike however often, at once or by how many a statement is asked", async () => {
  const [theirs] = await database.prisma.$queryRaw<object[]>(everyType);
  const asked = () =>
    database.transact((tx) => Promise.all([tx.$queryRaw(everyType), tx.$executeRaw`SELECT`, tx.$queryRaw(everyType)]));
  const answers = [...(await Promise.all([asked(), asked()])), await asked()];
  expect(answers).toEqual(answers.map(() => [[theirs], 1, [theirs]]));
});

test("rows that are others by now are never made as they were", async () => {
  const { transact } = database;
  const ask = (tx: Tx) => tx.$queryRaw`SELECT * FROM changing`;
  await transact((tx) => tx.$executeRaw`CREATE TABLE changing AS SELECT 1 AS one, 2 AS two`);
  expect(await transact(ask)).toEqual([{ one: 1, two: 2 }]);
  const known = transact(async (tx) => {
    await transact((other) => other.$executeRaw`ALTER TABLE changing DROP one`);
    expect(await transact(ask)).toEqual([{ two: 2 }]);
    return ask(tx);
  });
  await expect(known).rejects.toThrow("cached plan must not change result type");
});

test("raw statements and Prisma's own are one transaction, in order", async () => {
  const add = async (tx: Tx) => {
    await tx.$executeRaw`INSERT INTO community (name, salt, created_at) VALUES (${"one"}, '', ${at})`;
    await tx.community.create({ data: { name: "two", salt: "", createdAt: at } });
    return tx.$queryRaw<{ name: string }[]>`SELECT name FROM community ORDER BY id`;
  };
  const failed = database.transact(async (tx) => {
    await add(tx);
    await tx.$executeRaw`SELECT 1 / 0`;
  });
  await expect(failed).rejects.toThrow();
  expect(await database.prisma.community.count()).toBe(0);
  expect(await database.transact(add)).toEqual([{ name: "one" }, { name: "two" }]);
  expect(await database.transact((tx) => tx.$executeRaw`DELETE FROM community`)).toBe(2);
});

test("what comes too late for its transaction is refused and harms nobody else's", async () => {
  let tooLate: (() => Promise<number>) | undefined;
  await database.transact(async (tx) => {
    tooLate = async () => tx.$executeRaw`INSERT INTO community (name, salt, created_at) VALUES ('late', '', now())`;
  });
  await expect(tooLate?.()).rejects.toThrow("the transaction is over");

  const begun = signal();
  const isCutOff = signal();
  let after: Promise<unknown> = Promise.resolve();
  const slow = database.transact(
    (tx) =>
      (after = (async () => {
        await tx.$executeRaw`INSERT INTO community (name, salt, created_at) VALUES ('slow', '', now())`;
        begun.resolve();
        await isCutOff.promise;
        await tx.$executeRaw`INSERT INTO community (name, salt, created_at) VALUES ('late', '', now())`;
      })()),
    { timeout: 2_500 },
  );
  after.catch(() => {});
  slow.catch(() => {});
  await begun.promise;
  await expect.poll(() => database.acting.idleCount === database.acting.totalCount, { timeout: 20_000 }).toBe(true);
  isCutOff.resolve();
  await expect(slow).rejects.toThrow();
  await expect(after).rejects.toThrow("the transaction is over");
  expect(await database.prisma.community.count()).toBe(0);
});

test("statements are prepared under a name, however many transactions used a model before", async () => {
  for (let count = 0; count < 600; count++) await database.transact((tx) => tx.community.count());
  const [found] = await database.transact(async (tx) => {
    await tx.$queryRaw`SELECT ${1}::int AS "asked after many"`;
    return tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE '%asked after many%' AND name <> ''`;
  });
  // the one that asks is prepared itself, and says the words too
  expect(found).toEqual({ count: 2 });
});

test("what is left to the end is there for whoever reads its table, and is undone with the rest", async () => {
  const left = (name: string) => ({
    table: "community",
    statement: () => Prisma.sql`INSERT INTO community (name, salt, created_at) VALUES (${name}, '', now())`,
  });
  const count = (tx: Tx) => tx.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM community`;
  await database.transact(async (tx) => {
    expect(leaveToEnd(tx, left("one"))).toBe(true);
    expect(await count(tx)).toEqual([{ count: 1 }]);
    leaveToEnd(tx, left("two"));
    expect(await tx.community.count()).toBe(2);
    leaveToEnd(tx, left("three"));
  });
  expect(await database.prisma.community.count()).toBe(3);
  const failing = database.transact(async (tx) => {
    await tx.$executeRaw`DELETE FROM community`;
    leaveToEnd(tx, { ...left(""), statement: () => Prisma.sql`INSERT INTO community (name) VALUES (NULL)` });
  });
  await expect(failing).rejects.toThrow(/null value/);
  expect(await database.prisma.community.count()).toBe(3);
  await database.transact((tx) => tx.$executeRaw`DELETE FROM community`);
});
