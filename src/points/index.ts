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
export {
  chatPoints,
  dayLimit,
  fullMinutes,
  halfMinutes,
  pendingChatPoints,
  settleChatPoints,
  talkOfDay,
  type TalkOfDay,
} from "./chat.ts";
export { ledgerPages, type ExportedEntry } from "./export.ts";
export { periodOf, spans, type Span } from "./periods.ts";
export { pointsPerson } from "./hooks.ts";
