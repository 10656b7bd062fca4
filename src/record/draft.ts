import type { ChatEvent } from "../core/event.ts";
import type { Recorded } from "../core/record.ts";
import type { Place } from "../members/directory.ts";
import type { InboxRow } from "./inbox.ts";
import type { Company, View } from "./look.ts";
import { toRow, type Countable, type CountRow } from "./rows.ts";

/** A batch with all that is known of it before the database is asked. */
export interface Heard {
  located: readonly { event: ChatEvent; place: Place }[];
  /** whether an event is a command there, by position */
  commands: readonly boolean[];
  /** what of them is counted (sparse), by position */
  countables: readonly (Countable | undefined)[];
  company: Company;
  live: boolean;
  now: Date;
}

/** What is to be written of a batch. */
export interface Draft {
  rows: CountRow[];
  inbox: InboxRow[];
  /** of each event: the position of its row, −1 = it has none */
  positions: number[];
}

/**
 * Draws up what is to be written of a batch as members' choices and watches are seen.
 * @param wakes whether an event is one that Act must see, whoever watches
 */
export function drawUp(heard: Heard, view: View, wakes: (event: ChatEvent, isCommand: boolean) => boolean): Draft {
  const { located, commands, countables, live, now } = heard;
  const draft: Draft = { rows: [], inbox: [], positions: [] };
  const isRepeat = repeatsWithin(live);
  for (const [index, { event, place }] of located.entries()) {
    const countable = countables[index];
    const row = countable && toRow(view.counted(countable), now, live);
    const position = row && !isRepeat(row) ? draft.rows.push(row) - 1 : -1;
    draft.positions.push(position);
    const isPassage = event.kind === "join" || event.kind === "leave";
    if (!live || (isPassage && position < 0)) continue;
    if (wakes(event, commands[index] === true) || view.isWatched(event, place, countable?.memberId)) {
      draft.inbox.push(toInbox(event, place, isPassage ? position : -1));
    }
  }
  return draft;
}

/** What became of each event, given whether the row at a position was counted now. */
export const outcomeOf = (heard: Heard, draft: Draft, isCounted: (position: number) => boolean): Recorded[] =>
  draft.positions.map((position, index) => {
    if (!heard.countables[index]) return "ignored";
    return position >= 0 && isCounted(position) ? "added" : "duplicate";
  });

const passageToleranceMs = 60_000;

/**
 * Tells repeats within a batch: the same identity, or (live) one coming or going told twice, by a
 * message and by a change of membership. Across batches the statements do the same.
 */
function repeatsWithin(live: boolean): (row: CountRow) => boolean {
  const identities = new Map<number, Set<string>>();
  const passages = new Map<string, { at: Date; isMessage: boolean }[]>();
  return ({ chatId, identity, kind, memberId, isMessage, at }) => {
    let ofChat = identities.get(chatId);
    if (!ofChat) identities.set(chatId, (ofChat = new Set()));
    if (ofChat.has(identity)) return true;
    ofChat.add(identity);
    if (!live || (kind !== "join" && kind !== "leave") || memberId === null) return false;
    const who = `${chatId}\n${kind}\n${memberId}`;
    const told = passages.get(who) ?? [];
    passages.set(who, told);
    const isNear = (one: Date) => Math.abs(one.getTime() - at.getTime()) <= passageToleranceMs;
    if (told.some((one) => one.isMessage !== isMessage && isNear(one.at))) return true;
    told.push({ at, isMessage });
    return false;
  };
}

function toInbox(event: ChatEvent, place: Place, onlyIfCounted: number): InboxRow {
  return {
    communityId: place.communityId,
    chatId: place.chatId,
    account: `${event.platform}:${event.account}`,
    key: event.key,
    event: JSON.stringify(event),
    at: event.at,
    onlyIfCounted,
  };
}
