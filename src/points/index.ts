export {
  award,
  balanceOf,
  ranking,
  standingOf,
  writeChanges,
  type Change,
  type Ranked,
  type Standing,
} from "./ledger.ts";
export { pendingChatPoints, settleChatPoints } from "./chat.ts";
export { chatPoints } from "./rates.ts";
export { rebuildTotals, reconcile } from "./merge.ts";
export { periodOf, spans, type Span } from "./periods.ts";
export { pointsPerson } from "./hooks.ts";
export {
  earnedLately,
  nextTier,
  tierFor,
  tierName,
  tierSettings,
  tierStates,
  warningDays,
  writeTier,
  type TierMove,
  type Tiers,
  type TierState,
} from "./tiers.ts";
