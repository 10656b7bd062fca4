/** Who is drifting away: chances, states and whom to write to. docs/drift.md tells the method and the figures. */
export {
  backtest,
  FIRST_CUT_DAY,
  measure,
  type BacktestResult,
  type CalibrationBin,
  type Prediction,
} from "./backtest.ts";
export { packHistory, type CommunityDays, type History, type MemberDays } from "./history.ts";
export { fitDrift, fittingDrift, HORIZON_DAYS, type Chance, type DriftModel } from "./model.ts";
export { OUTREACH_SETTINGS, whomToWriteTo, type OutreachSettings } from "./outreach.ts";
export { memberDrift, type MemberDrift } from "./standing.ts";
export {
  driftState,
  driftStates,
  STATE_SETTINGS,
  type DriftState,
  type Standing,
  type StateSettings,
} from "./states.ts";
export { explanation, stateNames } from "./words.ts";
