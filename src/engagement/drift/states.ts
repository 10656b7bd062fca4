import { logit } from "./logistic.ts";
import type { Chance } from "./model.ts";

/** Where a member stands, as managers read it. */
export const driftStates = ["silentNewcomer", "returned", "new", "active", "drifting", "dormant", "lost"] as const;
export type DriftState = (typeof driftStates)[number];

/** Thresholds of the states; chances in 0 … 1, days civil. */
export interface StateSettings {
  /** a gap of so many days or more makes coming back a return … */
  returnGapDays: number;
  /** … for so many days after it */
  returnedDays: number;
  newDays: number;
  activeChance: number;
  /** seen within fewer days than this, a member is active already with `recentChance` */
  recentDays: number;
  recentChance: number;
  driftingDays: number;
  driftingChance: number;
  dormantChance: number;
  /** how far, in log odds, a chance must pass a threshold to leave a state it is in */
  hold: number;
}

export const STATE_SETTINGS: StateSettings = {
  returnGapDays: 21,
  returnedDays: 7,
  newDays: 14,
  activeChance: 0.5,
  recentDays: 5,
  recentChance: 0.2,
  driftingDays: 28,
  driftingChance: 0.15,
  dormantChance: 0.1,
  hold: 0.2,
};

/** What the state of a member rests on, all as of one cut. */
export interface Standing {
  /** null: never spoke */
  chance: Chance | null;
  /** civil days without a word, 0 = spoke on the last known day */
  silentDays: number;
  /** days since the first active day (of joining, for one who never spoke), 0 = on the last known day */
  ageDays: number;
  /** days since the member came back after its last gap of `returnGapDays` or more; null: no such gap */
  backSinceDays: number | null;
}

/**
 * The first state that fits. A member in a state of the ladder active – drifting – dormant – lost
 * leaves it only when the chance has passed the threshold clearly, so that nobody flips daily; one who
 * spoke since the last judgement is judged afresh: pass no `previous`.
 */
export function driftState(
  standing: Standing,
  previous: DriftState | null = null,
  settings: StateSettings = STATE_SETTINGS,
): DriftState {
  const { chance, silentDays, ageDays, backSinceDays } = standing;
  if (!chance) return "silentNewcomer";
  if (backSinceDays !== null && backSinceDays < settings.returnedDays) return "returned";
  if (ageDays < settings.newDays) return "new";

  const reaches = (value: number, threshold: number, state: DriftState) =>
    logit(value) >= logit(threshold) + settings.hold * pull(previous, state);
  const recent = silentDays < settings.recentDays;
  if (reaches(chance.now, settings.activeChance, "active")) return "active";
  if (recent && reaches(chance.now, settings.recentChance, "active")) return "active";
  if (
    silentDays <= settings.driftingDays &&
    reaches(chance.atLastSeen, settings.activeChance, "drifting") &&
    reaches(chance.now, settings.driftingChance, "drifting")
  ) {
    return "drifting";
  }
  return reaches(chance.now, settings.dormantChance, "dormant") ? "dormant" : "lost";
}

const LADDER: readonly DriftState[] = ["lost", "dormant", "drifting", "active"];

/** −1 when the member stands at `state` or above it already, 1 when below, 0 when it has no place on the ladder. */
function pull(previous: DriftState | null, state: DriftState): number {
  const place = previous ? LADDER.indexOf(previous) : -1;
  if (place < 0) return 0;
  return place >= LADDER.indexOf(state) ? -1 : 1;
}
