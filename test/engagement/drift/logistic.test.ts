import { expect, test } from "vitest";
import { fitLogistic, logit, sigmoid, solve, type Rows } from "../../../src/engagement/drift/logistic.ts";

const rows = (features: number[], outcome: number[], weight = outcome.map(() => 1)): Rows => ({
  features: Float64Array.from(features),
  outcome: Uint8Array.from(outcome),
  weight: Float64Array.from(weight),
});

test("without rows the answer is the prior", () => {
  expect(fitLogistic(rows([], []), { mean: [0.04, -0.82, 0.81], precision: [2, 20, 20] })).toEqual([0.04, -0.82, 0.81]);
});

test("one success against a standard normal prior solves b = 1 − σ(b)", () => {
  const [b] = fitLogistic(rows([1], [1]), { mean: [0], precision: [1] });
  expect(b).toBeCloseTo(0.401058, 6);
});

test("a prior mean draws the answer to itself: b = 2 + 1 − σ(b)", () => {
  const [b] = fitLogistic(rows([1], [1]), { mean: [2], precision: [1] });
  expect(b).toBeCloseTo(2.10829336, 6);
});

test("with hardly any prior the constant is the log odds of the share", () => {
  const [b] = fitLogistic(rows([1, 1, 1, 1], [1, 1, 1, 0]), { mean: [0], precision: [1e-9] });
  expect(b).toBeCloseTo(Math.log(3), 6);
});

test("a row of weight 3 counts like three rows", () => {
  const prior = { mean: [0, 0], precision: [1, 1] };
  const heavy = fitLogistic(rows([1, 2, 1, -1], [1, 0], [3, 1]), prior);
  const many = fitLogistic(rows([1, 2, 1, 2, 1, 2, 1, -1], [1, 1, 1, 0]), prior);
  heavy.forEach((b, i) => expect(b).toBeCloseTo(many[i]!, 8));
});

test("stays finite when the outcome can be told perfectly", () => {
  const xs = Array.from({ length: 200 }, (_, i) => (i < 100 ? -50 : 50));
  const [b] = fitLogistic(
    rows(
      xs,
      xs.map((x) => Number(x > 0)),
    ),
    { mean: [0], precision: [0.01] },
  );
  expect(b).toBeGreaterThan(0.1);
  expect(b).toBeLessThan(5);
});

test("solves a symmetric system", () => {
  // 4x + 2y = 10, 2x + 3y = 9 → x = 1.5, y = 2
  const [x, y] = solve(
    [
      [4, 2],
      [2, 3],
    ],
    [10, 9],
  );
  expect(x).toBeCloseTo(1.5, 12);
  expect(y).toBeCloseTo(2, 12);
});

test("log odds and chance are each other's inverse", () => {
  for (const p of [0.001, 0.2, 0.5, 0.97]) expect(sigmoid(logit(p))).toBeCloseTo(p, 12);
});
