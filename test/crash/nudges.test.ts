import { expect, test } from "vitest";
import type pg from "pg";
import { addDays, localTime, type Day } from "../../src/core/time.ts";
import { armOf } from "../../src/features/journeys/arms.ts";
import { readDeclaration } from "../../src/features/journeys/declaration.ts";
import { starters } from "../../src/features/journeys/starters.ts";
import { TestInstallation } from "./installation.ts";

const people = 16;
const gift = 5;
/** By this salt some of the first members are held out: by one that is drawn, one time in thirty-five nobody is. */
const salt = "00";
const journey = readDeclaration({
  ...starters.find(({ name }) => name === "win-back"),
  trigger: { kind: "drifting" },
  steps: [{ gift, variants: [{ zh: "{name} 送你 {gift} 分", en: "{gift} for {name}" }] }],
});

test(
  "killed in the middle of its nudges, nobody is written to twice, given twice, or moved between arms",
  { timeout: 180_000 },
  async () => {
    const installation = await TestInstallation.create({ seed: 9 });
    try {
      const { telegram } = installation;
      const group = telegram.group("Tea House");
      const everybody = Array.from({ length: people }, (_, index) => telegram.person(`Person ${index}`));
      for (const person of everybody) {
        group.says(person, "大家好");
        person.writes("帮助");
      }
      await installation.start().ready();
      await installation.workedOff();
      await within(installation, makeDrifters);
      await installation.killProduct();

      for (const gap of ["during-nudge:1", "during-nudge:6", "after-http:2"]) {
        await installation.start({ CRASH_AT: gap }).exit();
        // what was begun and not ended is nowhere: nobody entered, nothing is said
        if (gap.startsWith("during")) expect(await within(installation, arms)).toEqual([]);
      }
      const dealt = [await within(installation, dealing)];
      await installation.start().ready();
      await installation.workedOff();
      dealt.push(await within(installation, dealing));

      // a second look on the same day finds nothing more to say
      await within(installation, askForLook);
      await installation.workedOff(looksLeft);
      dealt.push(await within(installation, dealing));

      expect(new Set(dealt).size).toBe(1);
      const rows = JSON.parse(dealt[0] ?? "[]") as { id: number; arm: string }[];
      expect(rows).toHaveLength(people);
      for (const { id, arm } of rows) expect(arm).toBe(armOf(salt, journey.name, id, journey.holdOut));
      const nudged = rows.filter(({ arm }) => arm === "nudged").length;
      expect(nudged).toBeGreaterThan(0);
      expect(nudged).toBeLessThan(people);
      const heard = everybody.map((person) => person.chat.reads.filter((text) => text.includes("送你")).length);
      expect(Math.max(...heard)).toBe(1);
      // who is held out hears nothing, through every kill
      const heldOut = await within(installation, namesOf("heldOut"));
      for (const [index] of everybody.entries())
        if (heldOut.includes(`Person ${index}`)) expect(heard[index], `Person ${index}`).toBe(0);
      // those that were on their way when it died are never repeated
      const unknown = (await installation.ask("SELECT count(*)::int FROM outbox WHERE state = 'unknown'")) ?? 0;
      expect(heard.filter((times) => times === 1).length + unknown).toBeGreaterThanOrEqual(nudged);
      expect(await installation.ask("SELECT count(*)::int FROM nudge")).toBe(nudged);
      // the off word, said to the process as it runs, is confirmed
      const reached = everybody.find((_, index) => heard[index] === 1);
      reached?.writes("别打扰我");
      await installation.workedOff();
      expect(reached?.chat.reads.at(-1)).toMatch(/^好，以后不主动打扰你了/);
      expect(await installation.ask("SELECT sum(delta)::int AS count FROM ledger_entry WHERE reason = 'gift'")).toBe(
        nudged * gift,
      );
    } finally {
      await installation.close();
    }
  },
);

async function within<T>(installation: TestInstallation, ask: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = await installation.connect();
  try {
    return await ask(db);
  } finally {
    await db.end();
  }
}

const arms = async (db: pg.Client) =>
  (await db.query<{ id: number; arm: string }>("SELECT member_id AS id, arm FROM journey_member ORDER BY 1")).rows;

const namesOf = (arm: string) => async (db: pg.Client) =>
  (
    await db.query<{ name: string }>(
      "SELECT m.name FROM journey_member j JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id WHERE j.arm = $1",
      [arm],
    )
  ).rows.map(({ name }) => name);

const dealing = async (db: pg.Client) => JSON.stringify(await arms(db));

/** Noon where the community is, everybody a regular who is silent for ten days, and a journey that runs. */
async function makeDrifters(db: pg.Client): Promise<void> {
  const hour = new Date().getUTCHours();
  const ahead = 13 - hour;
  const timeZone = `Etc/GMT${ahead >= 0 ? "-" : "+"}${Math.abs(ahead)}`;
  const today: Day = localTime(new Date(), timeZone).day;
  const { rows } = await db.query<{ id: number }>("UPDATE community SET time_zone = $1, salt = $2 RETURNING id", [
    timeZone,
    salt,
  ]);
  const id = rows[0]?.id;
  await db.query("UPDATE member_day SET day = day - 20");
  await db.query(
    `INSERT INTO member_standing (community_id, member_id, as_of_day, state, chance, chance_at_last, active_days, first_day, last_day)
     SELECT community_id, id, $1, 'drifting', .3, .8, 40, $2, $3 FROM member`,
    [today, addDays(today, -90), addDays(today, -10)],
  );
  await db.query("INSERT INTO journey VALUES ($1, $2, $3, 'running', $4)", [
    id,
    journey.name,
    JSON.stringify(journey),
    today,
  ]);
  await askForLook(db);
}

const looksLeft = "(SELECT count(*) FROM job WHERE name = 'journeys.run' AND done_at IS NULL)::int";
const askForLook = (db: pg.Client) =>
  db.query(
    `INSERT INTO job (community_id, key, name, payload, run_at, created_at)
     SELECT id, 'look ' || clock_timestamp(), 'journeys.run', '{}', now(), now() FROM community`,
  );
