export { accountOf, type Account } from "./account.ts";
export {
  award,
  balanceOf,
  hasEntry,
  lastEntries,
  ranking,
  standingOf,
  writeChanges,
  type Change,
  type Entry,
  type Ranked,
  type Standing,
} from "./ledger.ts";
export { takeBack, type GivenBack } from "./back.ts";
export { flowOf, givenAt, type Flow } from "./flow.ts";
export { settleChatPoints, talkOfDay, type TalkOfDay } from "./chat.ts";
export { countLedger, ledgerPages, type DayRange, type ExportedEntry } from "./export.ts";
export { chatPoints, dayLimit, fullMinutes, halfMinutes } from "./rates.ts";
export { favourites } from "./likes.ts";
export { rebuildTotals, reconcile } from "./merge.ts";
export { periodOf, spans, type Span } from "./periods.ts";
export { pointsPerson } from "./hooks.ts";
export {
  earnedBy,
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
