import type { Calibration } from "../finding/index.ts";

/**
 * What a base answers by until its own thresholds are learnt: those of the tea shop of the
 * playground (`calibrate` over bots/playground/knowledge/, both languages).
 */
export const firstCalibration: Calibration & { unaskedAt: number } = {
  answerAt: 0.587,
  unaskedAt: 0.796,
  suggestAt: 0.338,
  expectedPrecision: 0.852,
  expectedCoverage: 0.496,
  samples: 0,
  right: { bias: -4.284, weights: [1.542, 1.94, 3.316, -0.8946, -1.432, -1.413, -2.03, 2.617, 3.893] },
  amongThree: { bias: -3.366, weights: [1.974, 0.2703, 3.268, 0.5919, -0.8574, -1.196, -1.979, 2, 3.187] },
};
