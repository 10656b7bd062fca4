import { describe, expect, test } from "vitest";
import { sigmoid } from "../../../src/engagement/drift/logistic.ts";
import {
  CELLS,
  chanceOfReturn,
  emptyWeights,
  GapCounts,
  gapLikelihood,
  P_LOGITS,
  returnTables,
  RHO_LOGITS,
  THETA_LOGITS,
} from "../../../src/engagement/drift/returns.ts";
import { fitSpread, type ReturnExample } from "../../../src/engagement/drift/spread.ts";

const [I, J, K] = [9, 4, 2];
const cell = (I * THETA_LOGITS.length + J) * RHO_LOGITS.length + K;
const [p, theta, rho] = [P_LOGITS[I]!, THETA_LOGITS[J]!, RHO_LOGITS[K]!].map(sigmoid) as [number, number, number];
const only = emptyWeights();
only[cell] = 1;
const tables = returnTables(60);

describe("one cell of the grid, by hand", () => {
  test("a day after an active day the member comes if it stayed and is active", () => {
    expect(chanceOfReturn(tables, only, 0, 1)).toBeCloseTo((1 - theta) * p, 12);
    expect(tables.logGap[CELLS + cell]).toBeCloseTo(Math.log((1 - theta) * p), 5);
  });

  test("on the second day it may also have left and returned", () => {
    const on = (1 - theta) * (1 - p);
    const awake = on * (1 - theta) + theta * rho;
    expect(chanceOfReturn(tables, only, 0, 2)).toBeCloseTo((1 - theta) * p + awake * p, 12);
    const silentOnce = 1 - (1 - theta) * p;
    expect(chanceOfReturn(tables, only, 1, 1)).toBeCloseTo((awake * p) / silentOnce, 12);
  });

  test("the gaps and the silence of sixty days make up everything", () => {
    let sum = tables.silent[60 * CELLS + cell]!;
    for (let g = 1; g <= 60; g++) sum += Math.exp(tables.logGap[g * CELLS + cell]!);
    expect(sum).toBeCloseTo(1, 5);
  });

  test("a silence or a horizon longer than the table counts as its end", () => {
    expect(chanceOfReturn(tables, only, 500, 14)).toBe(chanceOfReturn(tables, only, 46, 14));
    expect(chanceOfReturn(tables, only, 5, 900)).toBeGreaterThan(chanceOfReturn(tables, only, 5, 14));
  });
});

test("the likelihood multiplies the gaps, and leaves no trace of the member before", () => {
  const counts = new GapCounts();
  counts.add(40);
  counts.clear();
  for (const gap of [1, 3, 1]) counts.add(gap);
  expect(counts.gaps.map((gap) => [gap, counts.of(gap)])).toEqual([
    [1, 2],
    [3, 1],
  ]);
  const out = emptyWeights();
  gapLikelihood(tables, counts, null, out);
  const log = (at: number) => 2 * tables.logGap[CELLS + at]! + tables.logGap[3 * CELLS + at]!;
  expect(Math.log(out[cell]! / out[cell + 1]!)).toBeCloseTo(log(cell) - log(cell + 1), 5);
  expect(Math.max(...out)).toBe(1);
});

describe("the spread in a community", () => {
  const spread = (examples: ReturnExample[]) => fitSpread(tables, examples);
  const chanceUnder = (logSpread: Float64Array) => chanceOfReturn(tables, logSpread.map(Math.exp), 3, 14);
  const example = (returned: boolean): ReturnExample => ({
    likelihood: emptyWeights().fill(1),
    silence: 3,
    ahead: 14,
    returned,
    weight: 1,
  });

  test("is the prior's without outcomes, and sums to one", () => {
    const prior = spread([]);
    expect(prior.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 9);
  });

  test("moves to the share that returned", () => {
    const hundred = (returned: number) => Array.from({ length: 100 }, (_, i) => example(i < returned));
    const before = chanceUnder(spread([]));
    expect(chanceUnder(spread(hundred(5)))).toBeLessThan(before);
    expect(chanceUnder(spread(hundred(5)))).toBeCloseTo(0.05, 1);
    expect(chanceUnder(spread(hundred(60)))).toBeCloseTo(0.6, 1);
  });
});
