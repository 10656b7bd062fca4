import type { ChatEvent, Sender } from "../core/event.ts";
import type { RecordOptions } from "../core/record.ts";
import type { Language } from "../core/text.ts";
import type { Directory, PersonSeen, Place } from "../members/directory.ts";
import { isCountable, type Countable } from "./rows.ts";

/** An event, and where it happened. */
export interface Located {
  event: ChatEvent;
  place: Place;
}

/** Groups first, in their order: a stranger who writes in private may speak for a group that is new in the same batch. */
export async function locate(
  directory: Directory,
  events: readonly ChatEvent[],
  how: RecordOptions,
): Promise<Located[]> {
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
  const privates = await locatePrivates(directory, events);
  return events.map((event, index) => {
    const place = places[index] ?? privates.get(privateKey(event));
    if (!place) throw new Error(`no place for ${event.key}`);
    return { event, place };
  });
}

/** The private chats of a batch, all asked for at once: many people who write at once do not wait for one another. */
async function locatePrivates(directory: Directory, events: readonly ChatEvent[]): Promise<Map<string, Place>> {
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
export async function identify(
  directory: Directory,
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

/** The person an event is about; joins and leaves are about who came or went. */
function senderOf(event: ChatEvent): Sender | null {
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
