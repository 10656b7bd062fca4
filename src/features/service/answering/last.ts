import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import type { Text } from "../../../core/text.ts";
import { may } from "../../../members/person.ts";
import type { Found } from "../knowledge/thread.ts";
import { deskRole } from "../tickets/desk.ts";
import type { Inquiry } from "./inquiry.ts";
import { offerPerson } from "./outcomes.ts";
import { text } from "./text.ts";

// Nobody is left without a word who speaks to the bot alone: what is said last, when nothing else was.

/** What is still to be said to a message, if nobody else answers it. */
const owed = new WeakMap<MessageEvent, () => Promise<void>>();

/** Keeps what to say to a message of a private chat until it is known that nobody answers it. */
export function lastOf(ctx: EventCtx<MessageEvent>, say: () => Promise<void>): void {
  owed.set(ctx.event, say);
}

/** Says what was kept for a message that nobody has answered. */
export async function sayLast(ctx: Pick<EventCtx<MessageEvent>, "event">): Promise<void> {
  const say = owed.get(ctx.event);
  owed.delete(ctx.event);
  await say?.();
}

/** A word that no entry knows: it is asked back, and a person is offered. The staff are no members, and have no person to ask. */
export async function sayUnfound(inquiry: Inquiry, found: Found, words: Text = text.unfound): Promise<void> {
  const { ctx, member } = inquiry;
  if (may(member.role, deskRole)) await ctx.reply(text.unfoundStaff);
  else await offerPerson(inquiry, found, words);
}

const nodAgainMs = 6 * 3_600_000;

/** "ok", a face, how one is: a nod now and then shows that it was heard; numbers and dots are asked about. */
export async function nod(ctx: EventCtx<MessageEvent>, said: string): Promise<void> {
  const isOk = said === "" || /[\p{L}\p{Emoji_Presentation}]/u.test(said);
  // where there are no buttons a number is a choice, for a while
  if (/^\d{1,2}$/u.test(said.normalize("NFKC").trim()) && !ctx.capabilities.buttons)
    return ctx.reply(may(ctx.member?.role ?? null, deskRole) ? text.numberOverStaff : text.numberOver);
  if (!isOk) return ctx.reply(text.here);
  await ctx.post(ctx.chat.id, {
    key: `nod:${ctx.chat.id}:${Math.floor(ctx.now.getTime() / nodAgainMs)}`,
    text: text.nod[ctx.language](),
    kind: "receipt",
    priority: priorities.answer,
  });
}
