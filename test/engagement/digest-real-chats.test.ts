import { afterEach, beforeEach, expect, test } from "vitest";
import { readdirSync, statSync } from "node:fs";
import { addDays, systemClock, type Day } from "../../src/core/time.ts";
import { daysOfWeek, figuresOf, l28, rangeBefore, weekOf, type Week } from "../../src/engagement/figures.ts";
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
  "%s, imported: every figure of its busiest weeks is what its lines say, and the identities hold",
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
    const weeks = liveliest(reference);
    expect(weeks.length).toBeGreaterThan(0);
    for (const week of weeks) {
      const period = daysOfWeek(week);
      const figures = await figuresOf(pool, { communityId, timeZone, period, except: [] });
      const before = await figuresOf(pool, { communityId, timeZone, period: rangeBefore(period), except: [] });
      const { top, ...counted } = figures;
      expect(counted).toEqual(countedFromLines(reference, week));
      expect(top.map((one) => one.messages)).toEqual(
        reference.top(figures.from, figures.to, 10).map((one) => one.messages),
      );
      const { new: fresh, returning, resurrecting, lapsed } = figures.lifecycle;
      expect(fresh + returning + resurrecting).toBe(figures.active);
      expect(returning + lapsed).toBe(before.active);
      expect(figures.heatmap.flat().reduce((sum, each) => sum + each, 0)).toBe(figures.messages);
      const l28Sum = (await l28(pool, communityId, figures.to)).reduce((sum, people, days) => sum + people * days, 0);
      expect(l28Sum).toBe(Math.round(figures.dauMean28 * 28));
    }
  },
  180_000,
);

/** The three weeks with most messages, and the one after the first of them. */
function liveliest(reference: Reference): Week[] {
  const byWeek = new Map<Week, number>();
  for (const [day, cells] of reference.heat) {
    const week = weekOf(day as Day);
    byWeek.set(week, (byWeek.get(week) ?? 0) + sumOf([...cells.values()]));
  }
  const weeks = [...byWeek].toSorted(([, a], [, b]) => b - a).map(([week]) => week);
  return weeks.slice(0, 3).concat(weeks.slice(0, 1).map((week) => weekOf(addDays(daysOfWeek(week).toDay, 1))));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

/** Every figure of a week but the top, as the lines of the file say it. */
function countedFromLines(reference: Reference, week: Week) {
  const { fromDay: from, toDay: to } = daysOfWeek(week);
  const last = rangeBefore({ fromDay: from, toDay: to });
  const days = reference.activity(from, to);
  const sum = (of: "messages" | "joins" | "leaves") => sumOf(days.map((day) => day[of]));
  const monthFrom = addDays(to, -27);
  const mau28 = reference.active(monthFrom, to).size;
  const dauMean28 = sumOf(reference.days(monthFrom, to).map((day) => reference.active(day, day).size)) / 28;
  const { active, newcomers, returning, resurrecting, lapsed } = reference.lifecycle(
    from,
    to,
    last.fromDay,
    last.toDay,
  );
  const kept = ([1, 7, 30] as const).map(
    (n) => [`d${n}`, reference.retention(addDays(from, -n), addDays(to, -n), to, n)] as const,
  );
  return {
    week,
    from,
    to,
    timeZone,
    messages: sum("messages"),
    active,
    joins: sum("joins"),
    leaves: sum("leaves"),
    silentNewcomers: reference.silentNewcomers(from, to),
    wau: active,
    mau28,
    dauMean28,
    stickiness: mau28 === 0 ? 0 : dauMean28 / mau28,
    lifecycle: {
      new: newcomers,
      returning,
      resurrecting,
      lapsed,
      pulse: lapsed === 0 ? null : (newcomers + resurrecting) / lapsed,
    },
    retention: {
      nDay: Object.fromEntries(kept.map(([name, { nDay }]) => [name, nDay])),
      unbounded: Object.fromEntries(kept.map(([name, { unbounded }]) => [name, unbounded])),
    },
    cohorts: Array.from({ length: 8 }, (_, index) => {
      const first = weekOf(addDays(from, 7 * (index - 7)));
      const { size, retained } = reference.cohort(first, 8 - index, to);
      return { week: first, size, retained };
    }),
    heatmap: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (__, hour) => reference.heat.get(addDays(from, day))?.get(`${day + 1} ${hour}`) ?? 0),
    ),
  };
}
