import { expect, test } from "vitest";
import { formatDay, formatDuration, formatList, formatTime } from "../../src/core/text.ts";
import type { Day } from "../../src/core/time.ts";

test("days and times are written as each language writes them", () => {
  const day = "2026-03-01" as Day;
  expect([formatDay(day, "zh"), formatDay(day, "en")]).toEqual(["3月1日", "March 1"]);
  expect([formatDay(day, "zh", { year: true }), formatDay(day, "en", { year: true })]).toEqual([
    "2026年3月1日",
    "March 1, 2026",
  ]);
  const at = new Date("2026-02-28T16:05:00Z");
  expect([formatTime(at, "Asia/Shanghai", "zh"), formatTime(at, "Asia/Shanghai", "en")]).toEqual(["00:05", "00:05"]);
  expect(formatTime(at, "America/New_York", "en")).toBe("11:05");
});

test("a length of time is told by its two largest units", () => {
  const minute = 60_000;
  expect([90, 60, 1].map((minutes) => formatDuration(minutes * minute, "en"))).toEqual([
    "1 hour, 30 minutes",
    "1 hour",
    "1 minute",
  ]);
  expect(formatDuration(90 * minute, "zh")).toBe("1小时30分钟");
  expect(formatDuration(26 * 60 * minute + 59_000, "zh")).toBe("1天2小时");
  expect(formatDuration(24 * 60 * minute + 5 * minute, "en")).toBe("1 day");
  expect([formatDuration(0, "en"), formatDuration(2_500, "zh")]).toEqual(["1 second", "2秒钟"]);
});

test("lists end as each language ends them", () => {
  expect([formatList(["a", "b", "c"], "zh"), formatList(["a", "b", "c"], "en")]).toEqual(["a、b和c", "a, b, and c"]);
  expect(formatList(["a"], "zh")).toBe("a");
});
