import type { MessageEvent } from "../../src/core/event.ts";
import { systemClock } from "../../src/core/time.ts";

let numbers = 0;

/** What a member says now, in a chat that `DeafBot` is in: in private when none is given. */
export function said(person: string, text: string, chat?: MessageEvent["chat"]): MessageEvent {
  const number = ++numbers;
  const name = `Member ${person}`;
  return {
    kind: "message",
    platform: "telegram",
    account: "bot1",
    key: `update:${number}`,
    chat: chat ?? { id: person, kind: "private", title: name },
    at: systemClock.now(),
    messageId: String(number),
    sender: { kind: "person", id: person, name },
    text,
    mentionsBot: false,
    mentions: [],
    forwarded: false,
  };
}
