import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx } from "../../../core/context.ts";
import { sentAnswer } from "../knowledge/content.ts";
import { ticketOfReply } from "../tickets/desk.ts";
import { text as ticketing } from "../tickets/text.ts";
import type { Answering } from "./inquiry.ts";
import { isCourtesy, isThanks, isWhoAreYou, looksAsked } from "./rules.ts";
import { showable } from "./say.ts";
import { text } from "./text.ts";

// Who writes as the group or as a channel is nobody in the books: no person can be asked for them, and nothing is kept of them.

/** What stands in the knowledge base is for everybody; for the rest they are asked to come as themselves. */
export async function hearStandIn(
  ctx: EventCtx<MessageEvent>,
  { shelf }: Pick<Answering, "shelf">,
  question: string,
): Promise<void> {
  const { event } = ctx;
  const { replyTo } = event;
  const isReply = replyTo?.toBot === true;
  // an administrator who hides behind the group would believe that the member was answered
  if (isReply && (await ticketOfReply(ctx, replyTo)) !== null) return ctx.reply(ticketing.standInAtDesk);
  // to a reply it may be talk among people
  if (!event.mentionsBot && !(isReply && looksAsked(question))) return;
  if (isCourtesy(question)) return ctx.reply(isThanks(question) ? text.welcome : text.here);
  const knowledge = await shelf.of(ctx, "member");
  const decision = "soon" in knowledge ? null : (await knowledge.find(question)).decision;
  const entry = decision?.kind === "answer" ? await showable(ctx, null, Number(decision.id)) : null;
  if (entry) {
    const { text: answer, more } = sentAnswer(entry, ctx.capabilities);
    return ctx.reply(text.answer, { answer }, more);
  }
  await ctx.reply(isWhoAreYou(question) ? text.program : text.askAsYourself);
}
