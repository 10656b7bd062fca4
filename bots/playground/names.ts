import { cleanName } from "../../src/members/names.ts";
import type { Sender } from "../../src/core/event.ts";

/** In the playground a person is their name. */
export function senderNamed(name: string): Sender {
  const cleaned = clean(name);
  return { kind: "person", id: cleaned.toLowerCase(), name: cleaned };
}

/** A name as the screens show it. */
export const nameOnScreen = (name: string): string => cleanName(name) || "…";

/** Text as PostgreSQL takes it: no NUL, no surrogate without its partner. */
export function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
