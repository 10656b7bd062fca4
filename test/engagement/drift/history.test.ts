import { expect, test } from "vitest";
import { packHistory } from "../../../src/engagement/drift/index.ts";

const community = packHistory({
  members: [{ days: [10, 11, 15] }, { days: [], joinedDay: 12 }, { days: [20] }],
  activeDays: [10, 12, 13],
});

test("counts only the days before the cut", () => {
  expect([9, 10, 11, 12, 15, 16, 99].map((cut) => community.countBefore(0, cut))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  expect(community.countBefore(1, 99)).toBe(0);
});

test("counts gaps and silences in days on which the community spoke", () => {
  // active days: 10, 11, 12, 13, 15, 20
  expect(community.gapAt(0, 1)).toBe(1);
  expect(community.gapAt(0, 2)).toBe(3);
  expect(community.silenceAfter(0, 2, 16)).toBe(0);
  expect(community.silenceAfter(0, 2, 20)).toBe(0);
  expect(community.silenceAfter(0, 2, 21)).toBe(1);
  expect(community.activeDaysBetween(11, 20)).toBe(4);
  expect(community.activeDaysBetween(-5, 99)).toBe(6);
});

test("knows the days of joining, and the first and last active day", () => {
  expect([community.joinedDay(0), community.joinedDay(1)]).toEqual([null, 12]);
  expect([community.firstDay, community.lastDay]).toEqual([10, 20]);
});

test("takes a community that never spoke", () => {
  const empty = packHistory({ members: [{ days: [] }], activeDays: [] });
  expect(empty.firstDay).toBeNaN();
  expect(empty.activeDaysBetween(0, 100)).toBe(0);
});

test("refuses days out of order, twice or broken, and says whose", () => {
  for (const days of [[3, 2], [3, 3], [1.5], [Number.NaN]]) {
    expect(() => packHistory({ members: [{ days: [1] }, { days }], activeDays: [] })).toThrow(/^member 1: day/);
  }
});
