import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Day } from "../../src/core/time.ts";
import {
  activity,
  addUp,
  cohortAverage,
  cohorts,
  distinctActive,
  heatmap,
  l28,
  lifecycle,
  meanDailyActive,
  rangeBefore,
  retention,
  summarize,
  topByMessages,
  trailing,
  weekOf,
  type DayRange,
} from "../../src/engagement/figures.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { fill } from "./fill.ts";
import { randomChat, seeded } from "./random-chat.ts";
import { Reference } from "./reference.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await borrowTestDatabase();
});
afterAll(() => database.close());

const range = (from: string, to: string): DayRange => ({ fromDay: from as Day, toDay: to as Day });

const lives = [
  { seed: 1, zone: "Asia/Shanghai", from: "2023-12-20", days: 90, about: "with a leap day" },
  { seed: 2, zone: "America/New_York", from: "2020-12-01", days: 110, about: "with ISO week 53 and a day of 23 hours" },
  { seed: 3, zone: "Europe/Berlin", from: "2021-09-20", days: 60, about: "with a day of 25 hours" },
  { seed: 4, zone: "America/Santiago", from: "2022-08-01", days: 70, about: "with a day that begins at 01:00" },
  { seed: 5, zone: "Asia/Kathmandu", from: "2024-02-01", days: 50, about: "with an offset of 5:45" },
];

describe.each(lives)("a community in $zone $about", ({ seed, zone, from, days }) => {
  const chat = randomChat(seed, zone, from, days);
  const reference = new Reference(chat);
  const last = reference.plus(from, days - 1);
  const random = seeded(seed + 1000);
  /** ranges within, across the ends of, before and after the data */
  const ranges = [
    range(from, last),
    range(reference.plus(from, -40), reference.plus(from, -20)),
    range(reference.plus(last, 10), reference.plus(last, 20)),
    ...Array.from({ length: 3 }, () => {
      const start = reference.plus(from, Math.floor(random() * (days + 10)) - 10);
      return range(start, reference.plus(start, Math.floor(random() * 40)));
    }),
  ];
  let id: number;
  beforeAll(async () => {
    id = await fill(database, chat);
  });

  test("has every figure as counted from the messages themselves", async () => {
    const { pool } = database;
    for (const each of ranges) {
      const { fromDay, toDay } = each;
      expect(await activity(pool, id, each)).toEqual(reference.activity(fromDay, toDay));
      expect(await distinctActive(pool, id, each)).toBe(reference.active(fromDay, toDay).size);
      expect(await topByMessages(pool, id, each, 10)).toEqual(reference.top(fromDay, toDay, 10));
      const before = rangeBefore(each);
      expect(await lifecycle(pool, id, each)).toMatchObject(
        reference.lifecycle(fromDay, toDay, before.fromDay, before.toDay),
      );
      for (const asOf of [toDay, reference.plus(toDay, 5), last] as Day[]) {
        if (asOf < toDay) continue;
        expect(await retention(pool, id, each, asOf)).toEqual(
          [1, 7, 30].map((n) => reference.retention(fromDay, toDay, asOf, n)),
        );
      }
      const heat = await heatmap(pool, id, each);
      for (let weekday = 1; weekday <= 7; weekday++)
        for (let hour = 0; hour < 24; hour++) {
          const cells = reference.days(fromDay, toDay).map((day) => reference.heat.get(day)?.get(`${weekday} ${hour}`));
          expect(heat[weekday - 1]?.[hour]).toBe(cells.reduce<number>((sum, cell) => sum + (cell ?? 0), 0));
        }
    }
  });

  test("has cohorts by ISO week as counted from the messages themselves", async () => {
    for (const asOf of [last, reference.plus(last, 3), reference.plus(from, 30)] as Day[]) {
      const all = await cohorts(database.pool, id, 9, asOf);
      expect(all).toEqual(all.map(({ week }, index) => reference.cohort(week, 9 - index, asOf)));
      expect(all.map(({ week }) => week)).toEqual([...new Set(all.map(({ week }) => week))]);
      expect(all.at(-1)?.week).toBe(DateTime.fromISO(asOf).toFormat("kkkk-'W'WW"));
    }
  });

  test("keeps the identities: Σ L28 = Σ DAU, stickiness = mean L28 ÷ 28, who comes and goes adds up", async () => {
    const { pool } = database;
    for (const { toDay } of ranges) {
      const month = trailing(toDay, 28);
      const people = await l28(pool, id, toDay);
      const activeDays = people.reduce((sum, count, n) => sum + n * count, 0);
      const daily = (await activity(pool, id, month)).reduce((sum, day) => sum + day.active, 0);
      const mau28 = await distinctActive(pool, id, month);
      expect(activeDays).toBe(daily);
      expect(people.reduce((sum, count) => sum + count, 0)).toBe(mau28);
      expect(await meanDailyActive(pool, id, month)).toBe(daily / 28);
      const { stickiness } = await summarize(pool, id, month);
      if (mau28 > 0) expect(stickiness).toBeCloseTo(activeDays / mau28 / 28, 12);

      const week = trailing(toDay, 7);
      const now = await lifecycle(pool, id, week);
      expect(now.newcomers + now.returning + now.resurrecting).toBe(now.active);
      expect(now.active).toBe(await distinctActive(pool, id, week));
      expect(now.returning + now.lapsed).toBe(await distinctActive(pool, id, rangeBefore(week)));
    }
  });
});

test("a community without a message has zeros everywhere and no division by zero", async () => {
  const id = await fill(database, { zone: "UTC", members: [{ id: 1, name: "ada" }], messages: [], passages: [] });
  const zero = { retained: 0, eligible: 0 };
  expect(await summarize(database.pool, id, range("2024-02-28", "2024-03-01"))).toMatchObject({
    days: [{ day: "2024-02-28" }, { day: "2024-02-29" }, { day: "2024-03-01" }],
    totals: { messages: 0, active: 0, joins: 0, leaves: 0, others: 0 },
    top: [],
    mau28: 0,
    dauMean28: 0,
    stickiness: 0,
    retention: [1, 7, 30].map((days) => ({ days, nDay: zero, unbounded: zero })),
  });
  expect(await lifecycle(database.pool, id, range("2024-02-28", "2024-03-01"))).toMatchObject({ pulse: null });
  expect(cohortAverage(await cohorts(database.pool, id, 4, "2024-03-01" as Day), 1)).toBeNull();
});

test("someone who only joined is not active; someone merged counts once, under the name kept", async () => {
  const at = (time: string) => new Date(`2025-05-05T${time}Z`);
  const id = await fill(database, {
    zone: "UTC",
    members: [
      { id: 1, name: "ada" },
      { id: 2, name: "ada on WeChat", mergedIntoId: 1 },
      { id: 3, name: "bob" },
    ],
    messages: [
      { at: at("08:00:00"), memberId: 1, chatId: 1 },
      { at: at("09:00:00"), memberId: 2, chatId: 2 },
      { at: at("10:00:00"), memberId: null, chatId: 1 },
      { at: at("11:00:00"), memberId: "others", chatId: 1 },
    ],
    passages: [{ at: at("07:00:00"), memberId: 3, kind: "join" }],
  });
  const day = range("2025-05-05", "2025-05-05");
  expect(await activity(database.pool, id, day)).toEqual([
    { day: "2025-05-05", messages: 3, active: 1, joins: 1, leaves: 0, others: 1 },
  ]);
  expect(await topByMessages(database.pool, id, day, 10)).toEqual([{ memberId: 1, name: "ada", messages: 2 }]);
  expect(await topByMessages(database.pool, id, day, 10, [1])).toEqual([]);

  // a merge is taken back exactly: the figures are of two people again
  await database.pool.query("UPDATE member SET merged_into_id = NULL WHERE community_id = $1", [id]);
  expect(await distinctActive(database.pool, id, day)).toBe(2);
});

test("a cohort average is weighted by members, not a mean of percentages", () => {
  const cohort = (size: number, retained: (number | null)[]) => ({
    week: "2025-W01" as ReturnType<typeof weekOf>,
    mondayDay: "2024-12-30" as Day,
    size,
    retained,
  });
  const all = [cohort(90, [90, 9]), cohort(10, [10, 10]), cohort(50, [50, null])];
  expect(cohortAverage(all, 1)).toBe(0.19);
  expect(cohortAverage(all, 2)).toBeNull();
});

test("an ISO week bears the year of its Thursday", () => {
  expect(weekOf("2021-01-03" as Day)).toBe("2020-W53");
  expect(weekOf("2021-01-04" as Day)).toBe("2021-W01");
  expect(weekOf("2024-12-30" as Day)).toBe("2025-W01");
  let day = DateTime.fromISO("1999-12-01");
  for (let count = 0; count < 15_000; count++, day = day.plus({ days: 1 }))
    if (weekOf(day.toISODate() as Day) !== day.toFormat("kkkk-'W'WW")) expect.fail(day.toISODate()!);
});

test("communities added up: counts are summed, ratios made anew", async () => {
  const one = await summarize(
    database.pool,
    await fill(database, randomChat(7, "Asia/Tokyo", "2025-01-01", 40)),
    range("2025-01-10", "2025-02-05"),
  );
  const two = await summarize(
    database.pool,
    await fill(database, randomChat(8, "Europe/Lisbon", "2025-01-01", 40)),
    range("2025-01-10", "2025-02-05"),
  );
  const both = addUp([one, two]);
  expect(addUp([one])).toEqual(one);
  expect(both.mau28).toBe(one.mau28 + two.mau28);
  expect(both.stickiness).toBe((one.dauMean28 + two.dauMean28) / (one.mau28 + two.mau28));
  expect(both.days[3]?.messages).toBe((one.days[3]?.messages ?? 0) + (two.days[3]?.messages ?? 0));
  expect(both.retention[1]?.nDay.eligible).toBe(
    (one.retention[1]?.nDay.eligible ?? 0) + (two.retention[1]?.nDay.eligible ?? 0),
  );
  expect(both.top).toHaveLength(10);
  expect(both.top[0]?.messages).toBe(Math.max(one.top[0]?.messages ?? 0, two.top[0]?.messages ?? 0));
});
