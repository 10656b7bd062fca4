import { expect, test } from "vitest";
import { comparePulse, compareShare } from "../../src/engagement/figures.ts";

const of = (...counts: [number, number][]) => counts.map(([part, whole]) => ({ part, whole }));

test("a share of few people may be anything; the same share of many is a change", () => {
  const few = compareShare({ part: 3, whole: 5 }, of([1, 5], [2, 5], [1, 5], [2, 5]));
  expect(few).toMatchObject({ value: 0.6, last: 0.4, mean: 0.3, sign: "steady" });
  const many = compareShare({ part: 300, whole: 500 }, of([150, 500], [155, 500], [150, 500], [145, 500]));
  expect(many).toMatchObject({ value: 0.6, mean: 0.3, sign: "up" });
  expect(compareShare({ part: 50, whole: 500 }, of([150, 500], [150, 500])).sign).toBe("down");
});

test("the mean of shares is weighted by people, and nobody is no share", () => {
  const told = compareShare({ part: 0, whole: 0 }, of([1, 1], [0, 9], [0, 0]));
  expect(told).toEqual({ value: null, last: null, mean: 0.1, sign: null });
  expect(compareShare({ part: 1, whole: 2 }, of([1, 2]))).toEqual({ value: 0.5, last: 0.5, mean: null, sign: null });
});

test("shares of none and of all have noise too", () => {
  expect(compareShare({ part: 1, whole: 4 }, of([0, 4], [0, 4], [0, 4])).sign).toBe("steady");
  expect(compareShare({ part: 3, whole: 4 }, of([4, 4], [4, 4], [4, 4])).sign).toBe("steady");
});

test("the pulse is as far from half as from twice what it was", () => {
  const before = Array.from({ length: 4 }, () => ({ came: 100, went: 100 }));
  expect(comparePulse({ came: 110, went: 100 }, before)).toMatchObject({
    value: 1.1,
    last: 1,
    mean: 1,
    sign: "steady",
  });
  expect(comparePulse({ came: 200, went: 100 }, before).sign).toBe("up");
  expect(comparePulse({ came: 100, went: 200 }, before).sign).toBe("down");
  expect(comparePulse({ came: 5, went: 0 }, before)).toEqual({ value: null, last: 1, mean: 1, sign: null });
});
