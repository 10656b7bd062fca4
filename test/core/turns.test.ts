import { afterEach, beforeEach, expect, test } from "vitest";
import { createTurns, type Turn } from "../../src/core/turns.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";

const account = { platform: "telegram", account: "7" };
/** renewing is left to the clock of the test: no timer of a lease this long fires */
const lease = 3_600_000;

let database: TestDatabase;
let elapsed: Record<string, number>;
const turns: Turn[] = [];
beforeEach(async () => {
  database = await borrowTestDatabase();
  elapsed = {};
});
afterEach(async () => {
  await Promise.all(turns.splice(0).map((turn) => turn.end()));
  await database.close();
});

function process(owner: string): Turn {
  const turn = createTurns({ database, owner, lease, now: () => elapsed[owner] ?? 0 })(account);
  turns.push(turn);
  return turn;
}

/** For everybody: the database's clock too. */
async function pass(ms: number, ...owners: string[]): Promise<void> {
  for (const owner of owners) elapsed[owner] = (elapsed[owner] ?? 0) + ms;
  await database.pool.query("UPDATE bot_turn SET until = until - $1 * interval '1 millisecond'", [ms]);
}

test("one has the turn; the other has it when the first gives it back", async () => {
  const [one, two] = [process("one"), process("two")];
  expect(await one.tryTake()).not.toBeNull();
  expect(await two.tryTake()).toBeNull();
  expect([one.isOurs, two.isOurs]).toEqual([true, false]);
  await one.end();
  expect(await two.tryTake()).not.toBeNull();
  expect([one.isOurs, two.isOurs]).toEqual([false, true]);
});

test("a turn that was given back is free even where the clock was set back meanwhile", async () => {
  const one = process("one");
  await one.tryTake();
  await one.end();
  await database.pool.query("UPDATE bot_turn SET until = until + interval '1 hour'");
  expect(await process("two").tryTake()).not.toBeNull();
});

test("the turn of a process that died is taken when its lease is over, not before", async () => {
  const [one, two] = [process("one"), process("two")];
  await one.tryTake();
  await pass(lease - 1_000, "one", "two");
  expect(await two.tryTake()).toBeNull();
  await pass(1_000, "one", "two");
  expect(await two.tryTake()).not.toBeNull();
});

test("a process that was stalled knows that it is late, before anybody tells it", async () => {
  const one = process("one");
  await one.tryTake();
  await pass(lease, "one");
  expect(one.isOurs).toBe(false);
});

test("a process whose clock stood still cannot renew or give back what another has taken", async () => {
  const [one, two] = [process("one"), process("two")];
  const lost = await one.tryTake();
  await pass(lease, "two");
  await two.tryTake();
  await one.end();
  expect(lost?.aborted).toBe(true);
  const { rows } = await database.pool.query("SELECT holder, fence, until > now() AS lasts FROM bot_turn");
  expect(rows).toEqual([{ holder: "two", fence: 2, lasts: true }]);
});

test("a restarted process takes up its own turn at once, and its former life has it no longer", async () => {
  const former = process("one");
  await former.tryTake();
  const next = process("one");
  expect(await next.tryTake()).not.toBeNull();
  await former.end();
  expect(await process("two").tryTake()).toBeNull();
});

test("accounts have turns of their own", async () => {
  await process("one").tryTake();
  const other = createTurns({ database, owner: "two", lease })({ ...account, account: "8" });
  turns.push(other);
  expect(await other.tryTake()).not.toBeNull();
});
