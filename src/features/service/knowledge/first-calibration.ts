import type { Calibration } from "../finding/index.ts";

/**
 * What a base answers by until its own thresholds are learnt: those of the tea shop of the
 * playground (`calibrate` over bots/playground/knowledge/, both languages).
 */
export const firstCalibration: Calibration & { unaskedAt: number } = {
  answerAt: 0.583,
  unaskedAt: 0.815,
  suggestAt: 0.358,
  expectedPrecision: 0.851,
  expectedCoverage: 0.49,
  samples: 0,
  right: { bias: -3.328, weights: [4.418, 2.065, 3.368, -1.802, -0.6935, -1.678, -3.04, 2.263] },
  amongThree: { bias: -2.643, weights: [4.402, 0.426, 3.319, -0.203, -0.289, -1.423, -2.755, 1.744] },
};
