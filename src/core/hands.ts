import type { ChatEvent } from "./event.ts";

/** An event that was written down for somebody to act on. */
export interface HandedEvent {
  /** its row's */
  id: string;
  account: string;
  key: string;
  /** as it comes back from JSON: its times are texts */
  event: ChatEvent;
}

/** A chat that was handed over with all that waits there, oldest first. */
export interface HandedChat {
  communityId: number;
  chatId: number;
  events: HandedEvent[];
}

/** Free hands for chats in which something comes while nothing waits: whoever writes it down may give them away at once. */
export interface Offer {
  /** in whose name */
  owner: string;
  /** for how long, in ms */
  leaseMs: number;
  /** how many chats at most */
  free: number;
  /** Called once: what was handed over; null = nobody knows. */
  end(chats: readonly HandedChat[] | null): void;
}

/** Whoever acts on events in this process. */
export interface Hands {
  /** Null: all are full, or others wait longer. */
  offer(): Offer | null;
}
