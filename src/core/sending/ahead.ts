import { LEASE_MS, type Claimed, type Claims } from "./claims.ts";
import type { Ahead, Lane, Lanes } from "./lanes.ts";
import { lineOf, type AnswerPlace, type NewOutbox, type Reservation } from "../outbox.ts";
import type { Timers } from "./pacing.ts";

export interface PlacesOptions {
  lanes: Lanes;
  claims: Claims;
  timers: Timers;
  /** ids of the messages in this process's hands */
  held: Set<string>;
}

/** The chats' places for answers that nothing keeps from going at once: they need no claim. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #lanes = new WeakMap<NewOutbox, Lane>();

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /**
   * Holds the place of a chat for its most urgent answer if that would go the moment it is committed: nothing
   * of its line waits or is under way, and neither the chat's pace nor the bot's would keep it.
   */
  reserve(place: AnswerPlace, rows: readonly NewOutbox[]): Reservation | null {
    const { lanes, claims, timers } = this.#options;
    const here = rows.filter((one) => one.chatId === place.chatId);
    const asked = here.filter((one) => lineOf(one) === "asked");
    const [row] = asked.toSorted((one, other) => other.priority - one.priority);
    if (!row || row.notBeforeAt || row.deadlineAt) return null;
    // what an act says in several chats is heard in its order
    if (here.length < rows.length && row !== rows[0]) return null;
    const lane = lanes.at(place);
    if (!lane || !isIdle(lane)) return null;
    const ahead: Ahead = { since: timers.now(), claimed: null };
    lane.ahead = ahead;
    return { row, ...claims.lease(), end: (id) => this.#end(lane, ahead, row, claimedAs(id, row, place)) };
  }

  #end(lane: Lane, ahead: Ahead, row: NewOutbox, claimed: Claimed | null): void {
    if (!claimed) return void (lane.ahead = null);
    ahead.claimed = claimed;
    this.#options.held.add(claimed.id);
    this.#lanes.set(row, lane);
  }

  /** The chat in whose place a message was put that was just committed. */
  laneOf(row: NewOutbox): Lane | undefined {
    return this.#lanes.get(row);
  }
}

function isIdle({ ahead, turns, waiting, pauses, pace, gate }: Lane): boolean {
  return !ahead && !turns.has("asked") && !waiting.get("asked") && pauses === 0 && pace.isFree && gate.isFree;
}

/** What a claim would have returned: the message as the database keeps it. */
function claimedAs(id: string | null, row: NewOutbox, place: AnswerPlace): Claimed | null {
  if (id === null) return null;
  const { communityId, chatId, kind } = row;
  const { address, unreachable, language } = place;
  const message = JSON.parse(JSON.stringify(row.message)) as Claimed["message"];
  return { id, communityId, chatId, kind, message, attempts: 0, address, unreachable, language };
}

/** Empties a chat's place, when its turn has come. */
export function takeAhead(lane: Lane): Ahead | null {
  const { ahead } = lane;
  if (!ahead?.claimed) return null;
  lane.ahead = null;
  return ahead;
}

/** Its turn came so late that others may soon take its lease for a dead process's. */
export const isStale = ({ since }: Ahead, timers: Timers): boolean => timers.now() - since > LEASE_MS / 2;
