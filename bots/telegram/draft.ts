import type { ChatEvent } from "../../src/core/event.ts";

/** The account that looks at the update. */
export interface Self {
  id: string;
  username: string;
}

export type WithoutKey<E> = E extends unknown ? Omit<E, "platform" | "account" | "key"> : never;
/** An event before it is named after its update. */
export type Draft = WithoutKey<ChatEvent>;
