import type { Pool } from "pg";
import type { ChatEvent, Sender } from "../core/event.ts";
import type { Recorded, Recorder, RecordOptions } from "../core/record.ts";
import type { Language } from "../core/text.ts";
import type { Clock } from "../core/time.ts";
import type { Directory, PersonSeen, Place } from "../members/directory.ts";
import { findAnswered } from "./answered.ts";
import { drawUp, outcomeOf, type Heard } from "./draft.ts";
import { handOver, type HandOptions } from "./hand.ts";
import { Choices, companyOf } from "./look.ts";
import { KnownDays } from "./fold.ts";
import { writeIfNew } from "./optimistic.ts";
import { isCountable, type Countable } from "./rows.ts";
import { writeBatch } from "./statement.ts";

/** What decides, without the database, whether an event must wake Act. */
export interface Wakes {
  /** A command, mention, reply to the bot, button, join … : the event alone tells. */
  wakes(event: ChatEvent, isCommand: boolean): boolean;
  /** Whether a message is a command there: it counts as activity and earns no chat points. */
  isCommand(event: ChatEvent, place: Place): boolean;
}

export interface RecorderOptions extends HandOptions {
  pool: Pool;
  directory: Directory;
  clock: Clock;
  wakes: Wakes;
  /** true: no batch is tried as new, all are asked about first; for comparing */
  careful?: boolean;
}

interface Located {
  event: ChatEvent;
  place: Place;
}

interface Attempt {
  outcome: Recorded[];
  /** something is not as it was believed: to be forgotten, and recorded again */
  stale: boolean;
}

/** The Record lane over one database; see `Recorder`. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { pool, directory, clock, wakes } = options;
  const choices = new Choices();
  const knownDays = new KnownDays();

  /** Whoever has been read before lately (a file that is read again, events given once more) is so in the next batch, too. */
  const patience = createPatience();

  /** By community: the version of its configuration when the first of what is remembered of it was looked up. */
  const versions = new Map<number, number>();

  /**
   * Whether these places were looked up before anything changed in their communities since the first of their people
   * were: forgetting somebody changes the version, so where it is still the same, all who are remembered are there.
   */
  function areOfOneTime(places: readonly Place[]): boolean {
    return places.every(({ communityId, version }) => {
      const first = versions.get(communityId);
      if (first === undefined) versions.set(communityId, version);
      return first === undefined || first === version;
    });
  }

  async function record(events: readonly ChatEvent[], how: RecordOptions): Promise<Recorded[]> {
    for (let attempt = 0; ; attempt++) {
      const heard = await hear(events, how);
      const { outcome, stale } = heard
        ? ((await recordAsNew(heard)) ?? (await recordWithCare(heard)))
        : { outcome: [], stale: true };
      // a chat moved to another community between our look and our write: the rest is written, so
      // recording all again finds duplicates and writes only what was left out
      if (!stale || (attempt >= 5 && outcome.length === events.length)) return outcome;
      if (attempt >= 5) throw new Error("members changed while they were looked up, again and again");
      directory.forget();
      versions.clear();
      knownDays.forget();
    }
  }

  /** Undefined when what is remembered is of different times. */
  async function hear(events: readonly ChatEvent[], how: RecordOptions): Promise<Heard | undefined> {
    const located = await locate(events, how);
    const places = located.map(({ place }) => place);
    if (!areOfOneTime(places)) return undefined;
    const live = how.source === "live";
    const commands = located.map(({ event, place }) => live && wakes.isCommand(event, place));
    const countables = await identify(located, commands);
    if (!areOfOneTime(places)) return undefined;
    return { located, commands, countables, company: companyOf(places, countables), live, now: clock.now() };
  }

  /**
   * Nearly every batch is new and everything is as it was: then all of it is written at once. Undefined when it
   * was not so, and nothing was written.
   */
  async function recordAsNew(heard: Heard): Promise<Attempt | undefined> {
    if (options.careful || !patience.isFor()) return undefined;
    const draft = drawUp(heard, choices, wakes.wakes);
    const believed = choices.asLines(heard.company);
    await findAnswered(pool, heard.located, draft.rows, draft.positions);
    const written = await handOver(
      options,
      draft.inbox,
      (offer) => writeIfNew(pool, { ...heard, ...draft, offer, choices: believed, knownDays }),
      (how) => (typeof how === "string" ? [] : how),
    );
    patience.learn(written !== "known");
    if (written === "changed" || written === "known") return undefined;
    return { outcome: outcomeOf(heard, draft, () => true), stale: false };
  }

  /** Asks before it writes, and counts of a batch what was not counted before. */
  async function recordWithCare(heard: Heard): Promise<Attempt> {
    // somebody was forgotten or went over to another community, or an operator changed something
    if (!(await choices.look(pool, heard.company, heard.now))) return { outcome: [], stale: true };
    const draft = drawUp(heard, choices, wakes.wakes);
    const { rows, inbox, positions } = draft;
    if (rows.length === 0 && inbox.length === 0) {
      return { outcome: heard.located.map((): Recorded => "ignored"), stale: false };
    }
    await findAnswered(pool, heard.located, rows, positions);
    const written = await handOver(
      options,
      inbox,
      (offer) => writeBatch(pool, rows, inbox, heard.now, offer),
      ({ wokenChats }) => wokenChats,
    );
    return { outcome: outcomeOf(heard, draft, (position) => written.counted.has(position)), stale: written.stale };
  }

  /** Groups first, in their order: a stranger who writes in private may speak for a group that is new in the same batch. */
  async function locate(events: readonly ChatEvent[], how: RecordOptions): Promise<Located[]> {
    const accountOf = (event: ChatEvent) => (how.source === "live" ? event.account : null);
    const places = events.map((event) =>
      event.chat.kind === "private" ? undefined : directory.knownGroup(event.platform, event.chat.id, accountOf(event)),
    );
    const unknown = events.filter((event, index) => !places[index] && event.chat.kind !== "private");
    for (const [platform, ids] of groupsIn(unknown)) await directory.recall(platform, ids);
    for (const [index, event] of events.entries()) {
      const { platform, chat } = event;
      // at once, or the first message under the new id would found a new chat
      if (event.kind === "migrated") await directory.migrate(platform, chat.id, event.toChatId);
      if (places[index] || chat.kind === "private") continue;
      places[index] = await directory.group(platform, chat, accountOf(event), how.communityId, founderLanguage(event));
    }
    const privates = await locatePrivates(events);
    return events.map((event, index) => {
      const place = places[index] ?? privates.get(privateKey(event));
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
    const places = await directory.privates(
      [...chats.values()].map((event) => ({
        platform: event.platform,
        chat: event.chat,
        person: senderOf(event)?.id ?? event.chat.id,
        account: event.account,
        language: founderLanguage(event),
      })),
    );
    return new Map([...chats.keys()].map((key, index) => [key, places[index] as Place]));
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

/** Groups by platform: after a start, or a change of settings, all of a batch may be unknown at once. */
function groupsIn(events: readonly ChatEvent[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { platform, chat } of events) found.set(platform, (found.get(platform) ?? new Set()).add(chat.id));
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

/**
 * When to try a batch as new: not for a while after one that was known. The while is one batch, and twice as many
 * and one more after each further try that was in vain, 63 at most.
 */
function createPatience(): { isFor(): boolean; learn(wasNew: boolean): void } {
  let [pause, left] = [0, 0];
  return {
    isFor: () => left-- <= 0,
    learn: (wasNew) => {
      pause = wasNew ? 0 : Math.min(2 * pause + 1, 63);
      left = pause;
    },
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
