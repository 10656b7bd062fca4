import type { BaseCtx, EventCtx } from "../../../core/context.ts";
import type { Prisma } from "../../../core/database/index.ts";
import { nameOf, type Ticket } from "./store.ts";

/** Tickets that are offered to choose from. */
const offered = 5;

type Choice = Pick<Ticket, "id" | "memberId">;

/** Some of these tickets to choose from, those that nobody has answered first. */
export const ticketsToChoose = (
  { tx, community }: BaseCtx,
  where: Pick<Prisma.TicketWhereInput, "state" | "takenById" | "memberId">,
): Promise<Choice[]> =>
  tx.ticket.findMany({
    where: { communityId: community.id, ...where },
    orderBy: [{ state: "desc" }, { id: "asc" }],
    take: offered,
    select: { id: true, memberId: true },
  });

/** A row for each, with its member's name. */
export async function ticketButtons(ctx: EventCtx, tickets: readonly Choice[], data: (id: number) => string) {
  const buttons = [];
  for (const { id, memberId } of tickets)
    buttons.push([{ label: `#${id} ${await nameOf(ctx, memberId)}`, data: data(id) }]);
  return buttons;
}
