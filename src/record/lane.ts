import type { Pool } from "pg";
import type { ChatEvent, Sender } from "../core/event.ts";
import type { Recorded, Recorder, RecordOptions } from "../core/record.ts";
import type { Language } from "../core/text.ts";
import type { Clock } from "../core/time.ts";
import type { Directory, PersonSeen, Place } from "../members/directory.ts";
import { findAnswered } from "./answered.ts";
import type { InboxRow } from "./inbox.ts";
import { look } from "./look.ts";
import { identityOf, isCountable, toRow, type Countable, type CountRow } from "./rows.ts";
import { writeBatch } from "./statement.ts";

/** What decides, without the database, whether an event must wake Act. */
export interface Wakes {
  /** A command, mention, reply to the bot, button, join … : the event alone tells. */
  wakes(event: ChatEvent, isCommand: boolean): boolean;
  /** Whether a message is a command there: it counts as activity and earns no chat points. */
  isCommand(event: ChatEvent, place: Place): boolean;
}

export interface RecorderOptions {
  pool: Pool;
  directory: Directory;
  clock: Clock;
  wakes: Wakes;
  /** called after the commit with the chats that have new work */
  onWork?: (chats: { communityId: number; chatId: number }[]) => void;
}

interface Located {
  event: ChatEvent;
  place: Place;
}

/** The Record lane over one database; see `Recorder`. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { pool, directory, clock, wakes } = options;

  async function record(events: readonly ChatEvent[], how: RecordOptions): Promise<Recorded[]> {
    for (let attempt = 0; ; attempt++) {
      const { outcome, stale } = await recordOnce(events, how);
      // a chat moved to another community between our look and our write: the rest is written, so
      // recording all again finds duplicates and writes only what was left out
      if (!stale || (attempt >= 5 && outcome.length === events.length)) return outcome;
      if (attempt >= 5) throw new Error("members changed while they were looked up, again and again");
      directory.forget();
    }
  }

  async function recordOnce(events: readonly ChatEvent[], how: RecordOptions) {
    const located = await locate(events, how);
    const live = how.source === "live";
    const commands = located.map(({ event, place }) => live && wakes.isCommand(event, place));
    const countables = await identify(located, commands);
    const now = clock.now();
    const places = located.map(({ place }) => place);
    const view = await look(pool, places, countables, now);
    // somebody was forgotten or went over to another community, or an operator changed something
    if (view.isStale) return { outcome: [], stale: true };

    const rows: CountRow[] = [];
    const inbox: InboxRow[] = [];
    const positions: number[] = [];
    const isRepeat = repeatsWithin(live);
    for (const [index, { event, place }] of located.entries()) {
      const countable = countables[index];
      const repeated = countable !== undefined && isRepeat(countable);
      const position = countable && !repeated ? rows.push(toRow(view.counted(countable), now, live)) - 1 : -1;
      positions.push(position);
      const isPassage = event.kind === "join" || event.kind === "leave";
      if (!live || (isPassage && position < 0)) continue;
      if (wakes.wakes(event, commands[index] === true) || view.isWatched(event, place, countable?.memberId)) {
        inbox.push(toInbox(event, place, isPassage ? position : -1));
      }
    }
    if (rows.length === 0 && inbox.length === 0)
      return { outcome: events.map((): Recorded => "ignored"), stale: false };
    await findAnswered(pool, located, rows, positions);
    const written = await writeBatch(pool, rows, inbox, now);
    if (written.wokenChats.length > 0) options.onWork?.(written.wokenChats);
    const outcome = events.map((_, index): Recorded => {
      const position = positions[index] ?? -1;
      if (!countables[index]) return "ignored";
      return position >= 0 && written.counted.has(position) ? "added" : "duplicate";
    });
    return { outcome, stale: written.stale };
  }

  /** Groups first, in their order: a stranger who writes in private may speak for a group that is new in the same batch. */
  async function locate(events: readonly ChatEvent[], how: RecordOptions): Promise<Located[]> {
    const groups = new Map<ChatEvent, Place>();
    for (const [platform, ids] of groupsIn(events)) await directory.recall(platform, ids);
    for (const event of events) {
      const account = how.source === "live" ? event.account : null;
      // at once, or the first message under the new id would found a new chat
      if (event.kind === "migrated") await directory.migrate(event.platform, event.chat.id, event.toChatId);
      if (event.chat.kind === "private") continue;
      const { platform, chat } = event;
      groups.set(event, await directory.group(platform, chat, account, how.communityId, founderLanguage(event)));
    }
    const privates = await locatePrivates(events);
    return events.map((event) => {
      const place = groups.get(event) ?? privates.get(privateKey(event));
      if (!place) throw new Error(`no place for ${event.key}`);
      return { event, place };
    });
  }

  /** The private chats of a batch, all asked for at once: many people who write at once do not wait for one another. */
  async function locatePrivates(events: readonly ChatEvent[]): Promise<Map<string, Place>> {
    const chats = new Map<string, ChatEvent>();
    for (const event of events) {
      if (event.chat.kind === "private" && !chats.has(privateKey(event))) chats.set(privateKey(event), event);
    }
    const places = await Promise.all(
      [...chats].map(async ([key, event]) => {
        const { platform, chat, account } = event;
        const person = senderOf(event)?.id ?? chat.id;
        return [key, await directory.private(platform, chat, person, account, founderLanguage(event))] as const;
      }),
    );
    return new Map(places);
  }

  /** Members of all events, and what of them is counted (sparse, by position). */
  async function identify(
    located: readonly Located[],
    commands: readonly boolean[],
  ): Promise<(Countable | undefined)[]> {
    const seen: PersonSeen[] = [];
    const at: number[] = [];
    for (const [index, { event, place }] of located.entries()) {
      const sender = senderOf(event);
      if (sender?.kind !== "person") continue;
      seen.push({ communityId: place.communityId, platform: event.platform, sender, at: event.at });
      at.push(index);
    }
    const ids = seen.length > 0 ? await directory.people(seen) : [];
    const members = located.map((): number | null => null);
    for (const [position, index] of at.entries()) members[index] = ids[position] ?? null;
    return located.map(({ event, place }, index) => {
      if (!isCountable(event)) return undefined;
      return { event, place, memberId: members[index] ?? null, isCommand: commands[index] === true };
    });
  }

  return { record };
}

/** The groups of a batch by platform: after a start, or a change of settings, all of them may be unknown at once. */
function groupsIn(events: readonly ChatEvent[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { platform, chat } of events) {
    if (chat.kind !== "private") found.set(platform, (found.get(platform) ?? new Set()).add(chat.id));
  }
  return found;
}

/** A private chat and whom it is with. */
const privateKey = (event: ChatEvent): string =>
  [event.platform, event.account, event.chat.id, senderOf(event)?.id].join("\n");

/**
 * The language a community begins in, told by who founds it: the person who adds the bot to a group
 * or first writes to it alone. Undefined (nobody, or their platform says nothing) = the default.
 */
function founderLanguage(event: ChatEvent): Language | undefined {
  const isFounding = event.kind === "botStatus" || event.chat.kind === "private";
  const spoken = isFounding ? senderOf(event)?.language : undefined;
  if (!spoken) return undefined;
  return /^zh\b/i.test(spoken) ? "zh" : "en";
}

const passageToleranceMs = 60_000;

/**
 * Tells repeats within a batch: the same identity, or (live) one coming or going told twice, by a
 * message and by a change of membership. Across batches the statement does the same.
 */
function repeatsWithin(live: boolean): (countable: Countable) => boolean {
  const identities = new Set<string>();
  const passages = new Map<string, { at: number; isMessage: boolean }[]>();
  return ({ event, place, memberId }) => {
    const key = `${place.chatId}\n${identityOf(event)}`;
    if (identities.has(key)) return true;
    identities.add(key);
    if (!live || event.kind === "message" || memberId === null) return false;
    const who = `${place.chatId}\n${event.kind}\n${memberId}`;
    const told = passages.get(who) ?? [];
    passages.set(who, told);
    const isMessage = event.messageId !== undefined;
    const at = event.at.getTime();
    if (told.some((one) => one.isMessage !== isMessage && Math.abs(one.at - at) <= passageToleranceMs)) return true;
    told.push({ at, isMessage });
    return false;
  };
}

/** The person an event is about; joins and leaves are about who came or went. */
export function senderOf(event: ChatEvent): Sender | null {
  switch (event.kind) {
    case "join":
    case "leave":
      return event.member;
    case "botStatus":
      return event.by ?? null;
    case "message":
    case "edit":
    case "button":
    case "reaction":
    case "pollAnswer":
      return event.sender;
    case "recall":
    case "migrated":
    case "title":
      return null;
    default: {
      const exhaustive: never = event;
      return exhaustive;
    }
  }
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
