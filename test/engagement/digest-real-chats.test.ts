import { afterEach, beforeEach, expect, test } from "vitest";
import { readdirSync, statSync } from "node:fs";
import { systemClock, type Day } from "../../src/core/time.ts";
import { daysOfWeek, figuresOf, rangeBefore, weekOf } from "../../src/engagement/figures.ts";
import { importHistory } from "../../src/history/import.ts";
import { Directory } from "../../src/members/directory.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { dataFile, testData } from "../data.ts";
import { long } from "../long.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { Reference } from "./reference.ts";
import { readRaw } from "./raw-chat.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await borrowTestDatabase();
});
afterEach(() => database.close());

/** Larger logs take half a minute each: `npm run test:long` reads them all. */
const isShort = (name: string) => long || statSync(dataFile(`chat/${name}`)).size < 500_000;
const files = testData
  ? readdirSync(dataFile("chat")).filter((name) => name.endsWith(".jsonl.gz") && isShort(name))
  : ["(no data)"];
const timeZone = "Europe/Berlin";

test.skipIf(!testData).each(files)(
  "%s, imported: its busiest weeks keep the identities and are what its lines say",
  async (file) => {
    const { pool } = database;
    const directory = new Directory(pool, systemClock);
    const wakes = { wakes: () => false, isCommand: () => false };
    const recorder = createRecorder({ pool, directory, clock: systemClock, wakes });
    const quiet = { onProgress: () => undefined, onProblem: () => undefined, onNotice: () => undefined };
    await importHistory(
      { database, recorder, clock: systemClock, ...quiet },
      { file: dataFile(`chat/${file}`), community: file, zone: timeZone },
    );
    const { id: communityId } = await database.prisma.community.findUniqueOrThrow({ where: { name: file } });
    const reference = new Reference(readRaw(dataFile(`chat/${file}`), timeZone));
    const byWeek = new Map<string, number>();
    for (const [day, hours] of reference.heat) {
      const week = weekOf(day as Day);
      byWeek.set(week, (byWeek.get(week) ?? 0) + [...hours.values()].reduce((sum, each) => sum + each, 0));
    }
    const busiest = [...byWeek].toSorted(([, a], [, b]) => b - a).slice(0, 3);
    expect(busiest.length).toBeGreaterThan(0);
    for (const [week, messages] of busiest) {
      const period = daysOfWeek(week as ReturnType<typeof weekOf>);
      const { fromDay, toDay } = period;
      const figures = await figuresOf(pool, { communityId, timeZone, period, except: [] });
      const last = rangeBefore(period);
      const before = await figuresOf(pool, { communityId, timeZone, period: last, except: [] });
      const life = reference.lifecycle(fromDay, toDay, last.fromDay, last.toDay);
      expect(figures.messages).toBe(messages);
      expect(figures.heatmap.flat().reduce((sum, each) => sum + each, 0)).toBe(messages);
      expect(figures.active).toBe(reference.active(fromDay, toDay).size);
      const { new: fresh, returning, resurrecting, lapsed } = figures.lifecycle;
      expect({ fresh, returning, resurrecting, lapsed }).toEqual({
        fresh: life.newcomers,
        returning: life.returning,
        resurrecting: life.resurrecting,
        lapsed: life.lapsed,
      });
      expect(fresh + returning + resurrecting).toBe(figures.active);
      expect(returning + lapsed).toBe(before.active);
      expect(figures.silentNewcomers).toBe(reference.silentNewcomers(fromDay, toDay));
      expect(figures.top.map((one) => one.messages)).toEqual(
        reference.top(fromDay, toDay, 10).map((one) => one.messages),
      );
    }
  },
  180_000,
);
