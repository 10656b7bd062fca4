import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock, type Day } from "../../src/core/time.ts";
import {
  cohorts,
  lifecycle,
  rangeBefore,
  summarize,
  topByMessages,
  trailing,
  type DayRange,
} from "../../src/engagement/figures.ts";
import { importHistory } from "../../src/history/import.ts";
import { Directory } from "../../src/members/directory.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { dataFile, testData } from "../data.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { readRaw } from "./raw-chat.ts";
import { Reference } from "./reference.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await borrowTestDatabase();
});
afterAll(() => database.close());

test.skipIf(!testData).each([
  ["en_tg_hyperdbg_2020-2024.jsonl.gz", "Asia/Tehran", ["2022-06-30", "2023-08-10", "2024-02-29"]],
  ["en_zulip_lean_newmembers_2025-09_11.jsonl.gz", "Europe/Berlin", ["2025-10-26", "2025-11-30"]],
])(
  "%s, imported through Record, has every figure as counted from its lines",
  async (file, timeZone, ends) => {
    const { pool } = database;
    const directory = new Directory(pool, systemClock);
    const wakes = { wakes: () => false, isCommand: () => false };
    const recorder = createRecorder({ pool, directory, clock: systemClock, wakes });
    const quiet = { onProgress: () => undefined, onProblem: () => undefined, onNotice: () => undefined };
    await importHistory(
      { database, recorder, clock: systemClock, ...quiet },
      { file: dataFile(`chat/${file}`), community: file, zone: timeZone },
    );
    const community = await database.prisma.community.findUniqueOrThrow({ where: { name: file } });
    const chat = readRaw(dataFile(`chat/${file}`), timeZone);
    const reference = new Reference(chat);

    for (const end of ends as Day[]) {
      const range: DayRange = trailing(end, 45);
      const { fromDay, toDay } = range;
      const month = trailing(toDay, 28);
      const daily = reference.activity(month.fromDay, toDay).reduce((sum, day) => sum + day.active, 0);
      const summary = await summarize(pool, community.id, range);
      expect(summary).toMatchObject({
        days: reference.activity(fromDay, toDay),
        totals: { active: reference.active(fromDay, toDay).size },
        wau: reference.active(trailing(toDay, 7).fromDay, toDay).size,
        mau28: reference.active(month.fromDay, toDay).size,
        dauMean28: daily / 28,
        retention: [1, 7, 30].map((n) => reference.retention(fromDay, toDay, toDay, n)),
      });
      const counts = (list: { messages: number }[]) => list.map(({ messages }) => messages);
      expect(counts(await topByMessages(pool, community.id, range, 50))).toEqual(
        counts(reference.top(fromDay, toDay, 50)),
      );
      const before = rangeBefore(range);
      expect(await lifecycle(pool, community.id, range)).toMatchObject(
        reference.lifecycle(fromDay, toDay, before.fromDay, before.toDay),
      );
      const weekly = await cohorts(pool, community.id, 8, toDay);
      expect(weekly).toEqual(weekly.map(({ week }, index) => reference.cohort(week, 8 - index, toDay)));
      expect(summary.totals.messages).toBeGreaterThan(0); // the days were chosen well
    }
  },
  60_000,
);
