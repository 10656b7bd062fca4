import { describe, expect, test } from "vitest";
import { backtest, measure, packHistory, type Prediction } from "../../../src/engagement/drift/index.ts";

const said = (cut: number, chance: number, returned: boolean, silentDays = 0): Prediction => ({
  cut,
  member: 0,
  chance,
  silentDays,
  returned,
});

describe("the measures, by hand", () => {
  const predictions = [
    said(1, 0.9, true, 1),
    said(1, 0.6, false, 2),
    said(1, 0.2, true, 2),
    said(1, 0.1, false, 5),
    said(2, 0.3, false, 3),
    said(2, 0.3, true, 9),
  ];
  const result = measure(predictions);

  test("AUC counts pairs within a cut only, ties half", () => {
    // cut 1: .9 beats both, .2 beats .1 only: 3 of 4; cut 2: a tie; together 3.5 of 5
    expect(result.aucModel).toBeCloseTo(3.5 / 5, 12);
    // by days silent: 1 beats 2 and 5; 2 ties 2 and beats 5: 3.5 of 4; 9 loses to 3
    expect(result.aucRecency).toBeCloseTo(3.5 / 5, 12);
  });

  test("Brier scores", () => {
    expect(result.brierModel).toBeCloseTo((0.01 + 0.36 + 0.64 + 0.01 + 0.09 + 0.49) / 6, 12);
    expect(result.brierBase).toBeCloseTo(0.25, 12);
    expect(result.brierBaseOfCut).toBeCloseTo(0.25, 12);
    const uneven = measure([said(1, 0.5, true), said(2, 0.5, false), said(2, 0.5, false), said(2, 0.5, true)]);
    expect(uneven.brierBase).toBeCloseTo(0.25, 12);
    expect(uneven.brierBaseOfCut).toBeCloseTo((0 + 3 * (1 / 3) * (2 / 3)) / 4, 12);
  });

  test("ten bins of calibration and their mean error", () => {
    expect(result.calibration).toHaveLength(10);
    expect(result.calibration[3]).toEqual({ bin: 3, predicted: 0.3, observed: 0.5, n: 2 });
    expect(result.calibration[4]).toEqual({ bin: 4, predicted: null, observed: null, n: 0 });
    expect(measure([said(1, 1, true)]).calibration[9]!.n).toBe(1);
    expect(result.ece).toBeCloseTo((0.1 + 0.6 + 0.8 + 0.1 + 2 * 0.2) / 6, 12);
  });

  test("nothing to measure gives nulls, not zeros", () => {
    expect(measure([])).toMatchObject({
      cuts: 0,
      members: 0,
      aucModel: null,
      brierModel: null,
      brierBase: null,
      ece: null,
    });
  });
});

describe("the cuts", () => {
  const days = (last: number) => Array.from({ length: last + 1 }, (_, day) => 1000 + day);
  const cutsOf = (last: number, horizon = 14) => {
    const predictions = backtest(packHistory({ members: [{ days: days(last) }], activeDays: [] }), horizon);
    return [...new Set(predictions.map(({ cut }) => cut - 1000))];
  };

  test("begin on day 42 and end a horizon before the last, unfinished day", () => {
    expect(cutsOf(55)).toEqual([]);
    expect(cutsOf(56)).toEqual([42]);
    expect(cutsOf(69)).toEqual([42]);
    expect(cutsOf(70)).toEqual([42, 56]);
    expect(cutsOf(70, 28)).toEqual([42]);
  });

  test("speak of members who were active in the sixty days before, and of what came in the horizon", () => {
    const members = [{ days: days(200) }, { days: [1000] }, { days: [1000, 1055] }, { days: [1000, 1056] }];
    const predictions = backtest(packHistory({ members, activeDays: [] }));
    const of = (member: number) =>
      predictions.filter((p) => p.member === member).map((p) => [p.cut - 1000, p.silentDays, p.returned]);
    expect(of(1)).toEqual([
      [42, 41, false],
      [56, 55, false],
    ]);
    expect(of(2).slice(0, 2)).toEqual([
      [42, 41, true],
      [56, 0, false],
    ]);
    expect(of(3).slice(0, 2)).toEqual([
      [42, 41, false],
      [56, 55, true],
    ]);
  });
});
