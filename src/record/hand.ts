import type { HandedChat, Hands, Offer } from "../core/hands.ts";
import type { ChatEvent } from "../core/event.ts";
import type { InboxRow, WokenChat } from "./inbox.ts";

export interface HandOptions {
  /** who acts in this process: what comes in an idle chat is given to it at once, while it has free hands */
  hands?: Hands;
  /** called after the commit with the chats that have new work for whoever claims them */
  onWork?: (chats: { communityId: number; chatId: number }[]) => void;
}

/**
 * Writes a batch with free hands offered, and tells who has the chats with new work now. What was handed over is begun
 * in the next turn of the event loop: until then whoever brought the batch confirms it, and the platform looks for
 * the next one meanwhile.
 */
export async function handOver<Written>(
  { hands, onWork }: HandOptions,
  inbox: readonly InboxRow[],
  write: (offer: Offer | null) => Promise<Written>,
  wokenOf: (written: Written) => readonly WokenChat[],
): Promise<Written> {
  const offer = inbox.length > 0 ? (hands?.offer() ?? null) : null;
  let written: Written;
  try {
    written = await write(offer);
  } catch (error) {
    offer?.end(null);
    throw error;
  }
  const woken = wokenOf(written);
  if (offer) setImmediate(() => offer.end(handedOf(woken, inbox)));
  const waiting = woken.filter(({ events }) => !events);
  if (waiting.length > 0) onWork?.(waiting);
  return written;
}

/** What was handed over, as whoever claims it would read it from the database. */
function handedOf(woken: readonly WokenChat[], inbox: readonly InboxRow[]): HandedChat[] {
  const name = (communityId: number, account: string, key: string) => `${communityId}\n${account}\n${key}`;
  const texts = new Map<string, string>();
  // of a key that came twice the first was written
  for (const row of inbox.toReversed()) texts.set(name(row.communityId, row.account, row.key), row.event);
  return woken.flatMap(({ communityId, chatId, events }) => {
    const read = (events ?? []).map((one) => {
      const event = texts.get(name(communityId, one.account, one.key)) as string;
      return { ...one, event: JSON.parse(event) as ChatEvent };
    });
    return events ? [{ communityId, chatId, events: read }] : [];
  });
}
