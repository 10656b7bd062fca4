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

/** A base of fewer entries knows little of the world: strangers' questions look like one of its own. */
const few = 10;
/**
 * With one to five entries the wrong ones of some questions about other things scored .64 to .79, the right ones of
 * their own questions in nearly their own words .80 to .96; what lies between is asked back.
 */
const carefulAt = 0.8;

/** What a base of so many entries answers by in its first minute. */
export const firstCalibrationOf = (size: number): typeof firstCalibration =>
  size < few ? { ...firstCalibration, answerAt: carefulAt } : firstCalibration;
