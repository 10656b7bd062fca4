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

// Nobody is left without a word who speaks to the bot alone: what is said last, when nothing else was (`unlessAnswered`).

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
