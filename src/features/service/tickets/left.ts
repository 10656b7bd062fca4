import type { MigrationEvent, PassageEvent } from "../../../core/event.ts";
import type { EventCtx } from "../../../core/context.ts";
import { privateChatOf } from "../../../members/chats.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { tellDesk } from "./desk.ts";
import { deskButtons } from "./open.ts";
import { changeTicket, currentTicket, lockTicket, nameOf } from "./store.ts";
import { text } from "./text.ts";

/**
 * A group goes on under another address, where messages have other numbers: nothing is tied to one of the old ones, and
 * what was shown is still found where it was.
 */
export async function untie({ tx, community, chat, event }: EventCtx<MigrationEvent>): Promise<void> {
  const where = { communityId: community.id, chatId: chat.id };
  const shown = { ...where, media: { not: null }, messageId: { not: null }, address: null, at: { lte: event.at } };
  await tx.ticketTurn.updateMany({ where: shown, data: { address: event.chat.id } });
  await tx.faqQuestion.updateMany({ where: shown, data: { address: event.chat.id } });
  await tx.ticket.updateMany({ where, data: { messageId: null } });
  await tx.faqQuestion.updateMany({ where: { ...where, outcome: "waiting" }, data: { messageId: null } });
}

/**
 * Somebody who waits for a person has left the group: what they asked there goes on in private where that can be, and the
 * desk knows. One that was answered ends without a word.
 */
export async function sayLeft(ctx: EventCtx<PassageEvent>): Promise<void> {
  const { tx, community, member } = ctx;
  if (!member || ctx.chat.kind !== "group") return;
  const memberIds = await memberIdsOf(tx, community.id, member.id);
  const current = await currentTicket(ctx, ctx.chat.id, memberIds);
  const ticket = current && (await lockTicket(ctx, current.id));
  if (!ticket || ticket.state === "closed") return;
  if (ticket.state === "answered") return changeTicket(ctx, ticket.id, { state: "closed", closedAt: ctx.now });
  const chatId = await privateChatOf(tx, community.id, member.id);
  if (chatId !== null) await changeTicket(ctx, ticket.id, { chatId, messageId: null });
  const name = await nameOf(ctx, ticket.memberId);
  await tellDesk(ctx, {
    ticketId: ticket.id,
    key: `left:${ctx.event.key}`,
    text: text.leftAtDesk[community.language]({ id: ticket.id, name, alone: chatId !== null }),
    buttons: await deskButtons(ctx, ticket),
  });
}
