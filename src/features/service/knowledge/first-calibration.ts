import type { Calibration } from "../finding/index.ts";

/**
 * What a base answers by until its own thresholds are learnt: those of the tea shop of the
 * playground (`calibrate` over bots/playground/knowledge/, both languages), learnt before it counted what the best entry
 * does not name: with that, bases of a few entries answered more in Chinese and less in English, and no better.
 */
export const firstCalibration: Calibration & { unaskedAt: number } = {
  answerAt: 0.62,
  unaskedAt: 0.892,
  suggestAt: 0.333,
  expectedPrecision: 0.869,
  expectedCoverage: 0.475,
  samples: 0,
  right: { bias: -4.335, weights: [1.415, 1.909, 3.494, -0.7048, -1.353, -1.441, -2.023, 2.815, 3.599] },
  amongThree: { bias: -3.529, weights: [2.023, 0.05915, 3.482, 0.7233, -1.209, -1.078, -1.772, 2.273, 3.245] },
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
