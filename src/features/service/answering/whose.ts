import { may } from "../../../members/person.ts";
import { deskRole, isDesk } from "../tickets/desk.ts";
import { ticketButtons, ticketsToChoose } from "../tickets/choice.ts";
import { text as ticketing } from "../tickets/text.ts";
import type { Address, Inquiry } from "./inquiry.ts";
import { note } from "./log.ts";

/**
 * What the staff say alone with the bot, or to it at the desk, and that answers nothing they were sent: whose answer is
 * it? One press passes it on. False when nobody waits, or it is no such thing.
 */
export async function askWhose(
  asked: Pick<Inquiry, "ctx" | "member" | "asking" | "standing">,
  how: Address,
): Promise<boolean> {
  const { ctx, member, asking, standing } = asked;
  if (!may(member.role, deskRole)) return false;
  if (how !== "private" && (how !== "reply" || !(await isDesk(ctx)))) return false;
  const tickets = await ticketsToChoose(ctx, { state: { not: "closed" }, memberId: { notIn: standing.memberIds } });
  if (tickets.length === 0) return false;
  const buttons = await ticketButtons(ctx, tickets, (id) => `svc:to:${id}:${asking.id}`);
  await note(ctx, asking, { outcome: "talk", entryId: null, confidence: 0 });
  await ctx.reply(ticketing.whose, undefined, { buttons });
  return true;
}
