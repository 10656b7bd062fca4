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
export { chatPoints, pendingChatPoints, settleChatPoints } from "./chat.ts";
export { periodOf, spans, type Span } from "./periods.ts";
export { pointsPerson } from "./hooks.ts";
