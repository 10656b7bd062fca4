import type { Outgoing } from "../../../core/bot.ts";
import type { EventCtx } from "../../../core/context.ts";
import type { EditEvent } from "../../../core/event.ts";
import { may } from "../../../members/person.ts";
import { deskRole } from "./desk.ts";
import { lockTicket, nameOf } from "./store.ts";
import { text } from "./text.ts";

/** An answer is looked for under so many of our newest messages. */
const looked = 50;
/** Before the words of an answer that was no reply. */
const command = /^\/?\S+\s+#?\d{1,9}\s+/u;

/** One of the staff changed a message that was passed on: what the member reads stays as it was. True when it was such a message. */
export async function sayAsItWas(ctx: EventCtx<EditEvent>): Promise<boolean> {
  const { tx, community, chat, event, member } = ctx;
  if (!member || !may(member.role, deskRole)) return false;
  const where = { communityId: community.id, chatId: chat.id };
  const newest = await tx.outbox.findMany({ where, orderBy: { id: "desc" }, take: looked, select: { message: true } });
  const answers = newest.map((row) => row.message as unknown as Outgoing);
  const passedOn = answers.find(({ replyTo }) => replyTo === event.messageId)?.buttons?.flat() ?? [];
  const id = passedOn
    .map(({ data }) => /^svc:(?:entry|alt):(\d+)/.exec(data)?.[1])
    .find((found) => found !== undefined);
  const ticket = id === undefined ? null : await lockTicket(ctx, Number(id));
  if (!ticket) return false;
  const said = [event.text.trim(), event.text.trim().replace(command, "")];
  const same = { communityId: community.id, ticketId: ticket.id, side: "staff", text: { in: said } };
  if ((await tx.ticketTurn.count({ where: same })) === 0)
    await ctx.reply(text.asItWas, { id: ticket.id, name: await nameOf(ctx, ticket.memberId) });
  return true;
}
