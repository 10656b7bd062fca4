import { Complaint, type Saying } from "../core/errors.ts";
import type { ChatRef, MessageEvent, PassageEvent } from "../core/event.ts";

/** What a file of history can hold of our events. */
export type HistoryEvent = MessageEvent | PassageEvent;

/** Something in a file that could not be used: where it stands, and what is wrong with it. */
export interface Problem {
  /** "line 12", "entry 40 (byte 18,200)", "messages2.html, message 77" */
  where: Saying;
  what: Saying;
}

/**
 * One step of reading. `hasId` is false for a row without a message id: the import numbers it.
 * `skipped` without a problem is an entry that is well formed and of no use here (a pinned message).
 */
export type Entry = { event: HistoryEvent; hasId: boolean } | { skipped: Problem | null };

/** What every reader is told. */
export interface ReadOptions {
  /** IANA zone for instants that carry none */
  zone: string;
  /** the file's single chat is this one, whatever the file says */
  chat: ChatAddress | null;
}

export interface ChatAddress {
  platform: string;
  id: string;
}

/** A chat as its events name it. */
export interface HistoryChat {
  platform: string;
  chat: ChatRef;
}

/** Entries in the order of the file, some at a time; ends with DamagedFile when the file is cut off. */
export type EntryStream = AsyncGenerator<Entry[], void, undefined>;

/** The file ends before it is over. What came before has been read; a whole copy can be imported over it. */
export class DamagedFile extends Complaint {
  override name = "DamagedFile";
}

/** What readers of several formats find wrong. */
export const notJson: Saying = { zh: "不是 JSON", en: "is not JSON" };
export const noDate: Saying = { zh: "没有读得懂的时间", en: "has no readable date" };

export const skip = (where: Saying, what: Saying): Entry => ({ skipped: { where, what } });

/** The one account that "sees" history, beside the bot accounts that see live events. */
const ACCOUNT = "history";

/** The fields that messages and passages of a file have in common. */
export function eventBase(place: HistoryChat, messageId: string, at: Date) {
  return { platform: place.platform, account: ACCOUNT, key: messageId, chat: place.chat, at, messageId };
}
