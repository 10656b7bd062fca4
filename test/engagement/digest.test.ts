import { DateTime } from "luxon";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Day } from "../../src/core/time.ts";
import {
  compare,
  countsBefore,
  daysOfWeek,
  figuresOf,
  lastWeekBefore,
  listSilentNewcomers,
  parseWeek,
  rangeBefore,
  weekOf,
  type DayRange,
  type Week,
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

const lives = [
  {
    seed: 11,
    zone: "America/New_York",
    from: "2020-12-01",
    days: 110,
    about: "with ISO week 53 and a day of 23 hours",
  },
  { seed: 12, zone: "Europe/Berlin", from: "2021-09-20", days: 60, about: "with a day of 25 hours" },
  { seed: 13, zone: "America/Santiago", from: "2022-08-01", days: 70, about: "with a day that begins at 01:00" },
];

describe.each(lives)("the weeks of a community in $zone $about", ({ seed, zone, from, days }) => {
  const chat = randomChat(seed, zone, from, days);
  const reference = new Reference(chat);
  const weeks = [...new Set(reference.days(from, reference.plus(from, days + 20)).map((day) => weekOf(day as Day)))];
  let communityId: number;
  beforeAll(async () => {
    communityId = await fill(database, chat);
  });
  const ask = (period: DayRange) => figuresOf(database.pool, { communityId, timeZone: zone, period, except: [] });

  test("have every figure as counted from the messages themselves", async () => {
    for (const week of weeks) {
      const period = daysOfWeek(week);
      const { fromDay, toDay } = period;
      const figures = await ask(period);
      const daily = reference.activity(fromDay, toDay);
      const sum = (of: "messages" | "joins" | "leaves") => daily.reduce((total, day) => total + day[of], 0);
      const month = reference.plus(toDay, -27);
      const before = rangeBefore(period);
      const life = reference.lifecycle(fromDay, toDay, before.fromDay, before.toDay);
      const retention = ([1, 7, 30] as const).map((n) =>
        reference.retention(reference.plus(fromDay, -n), reference.plus(toDay, -n), toDay, n),
      );
      expect(figures).toMatchObject({
        week,
        from: fromDay,
        to: toDay,
        messages: sum("messages"),
        joins: sum("joins"),
        leaves: sum("leaves"),
        active: reference.active(fromDay, toDay).size,
        wau: reference.active(fromDay, toDay).size,
        mau28: reference.active(month, toDay).size,
        silentNewcomers: reference.silentNewcomers(fromDay, toDay),
        lifecycle: {
          new: life.newcomers,
          returning: life.returning,
          resurrecting: life.resurrecting,
          lapsed: life.lapsed,
        },
        retention: {
          nDay: { d1: retention[0]?.nDay, d7: retention[1]?.nDay, d30: retention[2]?.nDay },
          unbounded: { d1: retention[0]?.unbounded, d7: retention[1]?.unbounded, d30: retention[2]?.unbounded },
        },
        top: reference.top(fromDay, toDay, 10).map(({ name, messages }) => ({ name, messages })),
      });
      expect(figures.cohorts).toEqual(
        figures.cohorts.map((cohort, index) => {
          const { size, retained } = reference.cohort(cohort.week, 8 - index, toDay);
          return { week: cohort.week, size, retained };
        }),
      );
    }
  });

  test("keep the identities: who comes and goes adds up, the heat map holds every message", async () => {
    for (const week of weeks) {
      const period = daysOfWeek(week);
      const figures = await ask(period);
      const before = await ask(rangeBefore(period));
      const { new: fresh, returning, resurrecting, lapsed } = figures.lifecycle;
      expect(fresh + returning + resurrecting).toBe(figures.active);
      expect(returning + lapsed).toBe(before.active);
      expect(figures.heatmap.flat().reduce((sum, each) => sum + each, 0)).toBe(figures.messages);
      expect(figures.stickiness * figures.mau28).toBeCloseTo(figures.dauMean28, 12);
    }
  });

  test("are compared with weeks in which the community was there", async () => {
    const periods = weeks.map(daysOfWeek);
    const counts = await countsBefore(database.pool, communityId, periods);
    expect(counts).toHaveLength(periods.filter(({ fromDay }) => fromDay >= reference.firstCountedDay()).length);
    for (const each of counts) {
      const silent = await listSilentNewcomers(database.pool, communityId, { fromDay: each.from, toDay: each.to }, 100);
      expect(silent).toHaveLength(each.silentNewcomers);
      expect(each.active).toBe(reference.active(each.from, each.to).size);
    }
  });
});

test("weeks bear their year, and one that does not exist is refused", () => {
  expect(daysOfWeek(parseWeek("2020-W53"))).toEqual({ fromDay: "2020-12-28", toDay: "2021-01-03" });
  expect(daysOfWeek("2026-W20" as Week)).toEqual({ fromDay: "2026-05-11", toDay: "2026-05-17" });
  for (const wrong of ["2021-W53", "2021-W00", "2021-54", "21-W01", "2021-W1", ""])
    expect(() => parseWeek(wrong)).toThrow(`"${wrong}" is not an ISO week`);
  expect(lastWeekBefore("2021-01-03" as Day)).toBe("2020-W52");
  expect(lastWeekBefore("2021-01-04" as Day)).toBe("2020-W53");
  let monday = DateTime.fromISO("1999-01-04");
  for (let count = 0; count < 2000; count++, monday = monday.plus({ weeks: 1 }))
    if (daysOfWeek(monday.toFormat("kkkk-'W'WW") as Week).fromDay !== monday.toISODate()) expect.fail(String(monday));
});

describe("a change", () => {
  test("is not judged before there are two periods to judge by", () => {
    expect(compare(9, [])).toEqual({ value: 9, last: null, mean: null, sign: null });
    expect(compare(9, [4])).toEqual({ value: 9, last: 4, mean: null, sign: null });
  });

  test("within what chance and those periods' own scatter explain is no news", () => {
    expect(compare(108, [100, 101, 99, 100]).sign).toBe("steady");
    expect(compare(200, [20, 180, 60, 140]).sign).toBe("steady");
    expect(compare(2, [0, 0, 0, 0]).sign).toBe("steady");
  });

  test("beyond it is, upwards and downwards", () => {
    expect(compare(160, [100, 101, 99, 100])).toEqual({ value: 160, last: 100, mean: 100, sign: "up" });
    expect(compare(40, [100, 101, 99, 100]).sign).toBe("down");
  });

  test("is seen in a steady series about once in a hundred weeks", () => {
    const random = seeded(5);
    const poisson = (mean: number) => {
      let count = -1;
      for (let product = 1; product > Math.exp(-mean); count++) product *= random();
      return count;
    };
    let alarms = 0;
    for (let run = 0; run < 5_000; run++) {
      const before = [1, 2, 3, 4].map(() => poisson(40));
      if (compare(poisson(40), before).sign !== "steady") alarms++;
    }
    expect(alarms / 5_000).toBeLessThan(0.01);
  });
});
