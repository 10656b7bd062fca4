import { may } from "../../../members/person.ts";
import { deskRole, isDesk } from "../tickets/desk.ts";
import { nameOf } from "../tickets/store.ts";
import { text as ticketing } from "../tickets/text.ts";
import type { Address, Inquiry } from "./inquiry.ts";
import { note } from "./log.ts";

/** Tickets that are offered, those nobody has answered first. */
const offered = 5;

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
  const tickets = await ctx.tx.ticket.findMany({
    where: { communityId: ctx.community.id, state: { not: "closed" }, memberId: { notIn: standing.memberIds } },
    orderBy: [{ state: "desc" }, { id: "asc" }],
    take: offered,
    select: { id: true, memberId: true },
  });
  if (tickets.length === 0) return false;
  const buttons = [];
  for (const { id, memberId } of tickets) {
    const label = `#${id} ${await nameOf(ctx, memberId)}`;
    buttons.push([{ label, data: `svc:to:${id}:${asking.id}` }]);
  }
  await note(ctx, asking, { outcome: "talk", entryId: null, confidence: 0 });
  await ctx.reply(ticketing.whose, undefined, { buttons });
  return true;
}
